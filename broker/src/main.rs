//! The program: reads settings and starts what is asked.

use std::process::ExitCode;

use accord_broker::config::{Args, Command, DatabaseArgs, ServeArgs, Settings};
use accord_broker::{startup, telemetry};
use clap::Parser;

/// Answers are put together from many small pieces, so the allocator is a large part of the work.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match args.command {
        Some(Command::Migrate(database)) => migrate(&database).await,
        Some(Command::Serve(serve)) => run(&serve).await,
        None => run(&args.serve).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("accord-broker: {error:#}");
            ExitCode::from(2)
        }
    }
}

async fn run(args: &ServeArgs) -> anyhow::Result<()> {
    let settings = Settings::resolve(args, &variable)?;
    telemetry::start(settings.log_format);
    let broker = startup::Broker::start(settings).await?;
    broker.run_until_told_to_stop().await
}

async fn migrate(args: &DatabaseArgs) -> anyhow::Result<()> {
    let settings = Settings::resolve_database(args, &variable)?;
    telemetry::start(settings.log_format);
    for name in startup::migrate(&settings).await? {
        println!("applied {name}");
    }
    println!("the database is up to date");
    Ok(())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
