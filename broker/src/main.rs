//! The program: reads the configuration and does what is asked.

use std::process::ExitCode;

use accord_broker::config::{self, Command, Configuration, Settings};
use accord_broker::startup::{self, Cleaned};
use accord_broker::telemetry;

/// Answers are put together from many small pieces, so the allocator is a large part of the work.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let (command, sources) = config::command_line(config::of_process());
    if command == Command::NewKey {
        println!("{}", config::Key::random().to_text());
        return ExitCode::SUCCESS;
    }
    let outcome = match Configuration::read(&sources) {
        Ok(configuration) => run(command, configuration).await,
        Err(problems) => Err(problems.into()),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            for line in format!("{error:#}").lines() {
                eprintln!("accord-broker: {line}");
            }
            ExitCode::from(2)
        }
    }
}

/// Work that a signal has ended before it was done.
const INTERRUPTED: u8 = 1;

/// Work that could not be done wholly.
const INCOMPLETE: u8 = 1;

async fn run(command: Command, configuration: Configuration) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => {
            let broker = startup::Broker::start(logged(configuration)).await?;
            broker.run_until_told_to_stop().await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Migrate => {
            migrate(&logged(configuration)).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Clean => startup::clean(&logged(configuration))
            .await
            .map(|outcome| match outcome {
                Cleaned::Wholly | Cleaned::Elsewhere => ExitCode::SUCCESS,
                Cleaned::Interrupted => ExitCode::from(INTERRUPTED),
            }),
        Command::RotateKeys => startup::rotate_keys(&logged(configuration)).await.map(|all| match all {
            true => ExitCode::SUCCESS,
            false => ExitCode::from(INCOMPLETE),
        }),
        Command::NewKey => Ok(ExitCode::SUCCESS),
        Command::Backup { file, force } => {
            startup::backup(&logged(configuration), file, force).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Restore { file, replace } => {
            startup::restore(&logged(configuration), file, replace).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Config(format) => {
            for note in &configuration.notes {
                eprintln!("accord-broker: {note}");
            }
            print!("{}", configuration.print(format));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Begins to log, first what was noticed about the settings.
fn logged(configuration: Configuration) -> Settings {
    let Configuration { settings, notes, .. } = configuration;
    telemetry::start(settings.log_format, settings.log_level);
    for note in notes {
        tracing::warn!("{note}");
    }
    settings
}

async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    for name in startup::migrate(settings).await? {
        println!("applied {name}");
    }
    println!("the database is up to date");
    Ok(())
}
