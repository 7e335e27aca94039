//! Measures the release broker on the landscape, and prints Markdown.

use std::path::PathBuf;
use std::time::Duration;

use accord_tests::bench::{Databases, Measured, Options, Report, aims, deletion, pages, run};
use accord_tests::database::System;
use accord_tests::landscape::Size;
use anyhow::Context as _;
use clap::{Parser, ValueEnum};

/// Measures the release broker on the landscape, and prints Markdown.
#[derive(Debug, Parser)]
struct Args {
    /// Sizes of the landscape: S, M, L, and W, which is wide.
    #[arg(long, value_delimiter = ',', default_value = "S,L")]
    sizes: Vec<Size>,
    /// Database systems.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "sqlite")]
    databases: Vec<Named>,
    /// How long each run lasts.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Lets idle processors sleep while a single client waits for its answer; otherwise they are kept awake.
    #[arg(long)]
    processors_sleep: bool,
    /// Folder in which loaded SQLite databases are kept for a day.
    #[arg(long, default_value_os_t = std::env::temp_dir().join("accord-bench"))]
    cache: PathBuf,
    /// PostgreSQL server to use, such as postgres://user@host/postgres; without it one is started from `initdb`.
    #[arg(long)]
    postgres_url: Option<String>,
    /// Measures instead how long publishers wait while a pacticipant with so many versions is deleted, on SQLite.
    #[arg(long, value_name = "VERSIONS")]
    deletion: Option<usize>,
    /// Measures instead how long each page takes at this size, on SQLite.
    #[arg(long, value_name = "SIZE", conflicts_with = "deletion")]
    pages: Option<Size>,
    /// The broker's program; that of `cargo build --release -p accord-broker` unless said.
    #[arg(long)]
    broker: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Named {
    Sqlite,
    Postgres,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let options = Options {
        broker: args.broker.map_or_else(beside_this_program, Ok)?,
        time: Duration::from_secs(args.seconds),
        processors_sleep: args.processors_sleep,
    };
    let mut databases = Databases::new(&args.cache, args.postgres_url.as_deref())?;
    if let Some(versions) = args.deletion {
        println!("{}", deletion(&mut databases, &options.broker, versions).await?);
        return Ok(());
    }
    if let Some(size) = args.pages {
        println!("{}", pages(&mut databases, &options.broker, size).await?);
        return Ok(());
    }
    for named in args.databases {
        let system = match named {
            Named::Sqlite => System::Sqlite,
            Named::Postgres => System::Postgres,
        };
        let mut all: Vec<Measured> = Vec::new();
        for size in &args.sizes {
            let measured = run(&mut databases, system, *size, &options).await?;
            println!("{}", Report(&measured));
            all.push(measured);
        }
        if system == System::Sqlite
            && let Some(large) = of_size(&all, 1_000)
        {
            println!("### Aims\n\n{}", aims(of_size(&all, 10), large));
        }
    }
    Ok(())
}

fn of_size(all: &[Measured], versions: usize) -> Option<&Measured> {
    all.iter().find(|measured| measured.size.versions() == versions)
}

fn beside_this_program() -> anyhow::Result<PathBuf> {
    let this = std::env::current_exe()?;
    let folder = this.parent().context("a program is in a folder")?;
    Ok(folder.join("accord-broker"))
}
