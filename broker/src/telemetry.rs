//! Log lines.

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogLevel};

/// Sends log lines to standard error, those of the level or as `RUST_LOG` says.
///
/// A second call in one process changes nothing.
pub fn start(format: LogFormat, level: LogLevel) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(filter(level)));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    // Somebody else, a test for example, may have set a subscriber before.
    let _ = match format {
        LogFormat::Text => lines
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
}

/// Our own lines; of the libraries underneath, only what goes wrong or what they say of themselves at `info`.
fn filter(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info,actix_server=warn",
        LogLevel::Debug => "info,accord_broker=debug",
        LogLevel::Trace => "info,accord_broker=trace",
    }
}
