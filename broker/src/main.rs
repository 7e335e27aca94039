//! The program: reads the configuration and does what is asked.

use std::process::ExitCode;

use accord_broker::config::{self, Command, Configuration, Settings};
use accord_broker::{startup, telemetry};

/// Answers are put together from many small pieces, so the allocator is a large part of the work.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let (command, sources) = config::command_line(config::of_process());
    let outcome = match Configuration::read(&sources) {
        Ok(configuration) => run(command, configuration).await,
        Err(problems) => Err(problems.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            for line in format!("{error:#}").lines() {
                eprintln!("accord-broker: {line}");
            }
            ExitCode::from(2)
        }
    }
}

async fn run(command: Command, configuration: Configuration) -> anyhow::Result<()> {
    match command {
        Command::Serve => {
            let broker = startup::Broker::start(logged(configuration)).await?;
            broker.run_until_told_to_stop().await
        }
        Command::Migrate => migrate(&logged(configuration)).await,
        Command::Config(format) => {
            for note in &configuration.notes {
                eprintln!("accord-broker: {note}");
            }
            print!("{}", configuration.print(format));
            Ok(())
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
