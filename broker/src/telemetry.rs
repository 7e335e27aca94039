//! Log lines.

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Our own lines; of the server underneath, only what goes wrong.
const DEFAULT_FILTER: &str = "info,actix_server=warn";

/// Sends log lines to standard error, from `info` on or as `RUST_LOG` says.
///
/// A second call in one process changes nothing.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
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
