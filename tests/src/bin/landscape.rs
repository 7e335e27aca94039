//! Fills an empty database with the landscape that speed is measured on.

use std::time::Instant;

use accord_tests::landscape::{Size, load};
use clap::Parser;

/// Fills an empty database with the landscape that speed is measured on.
#[derive(Debug, Parser)]
struct Args {
    /// How long the history is: S, M, L, or a number of versions for each application.
    #[arg(long)]
    size: Size,
    /// Where: sqlite:///absolute/file or postgres://user:password@host:port/name.
    #[arg(long)]
    database_url: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let started = Instant::now();
    let loaded = load(&args.database_url, args.size).await?;
    println!(
        "size {}: {} versions, {} publications of {} contents, {} verifications, in {:.1} s",
        args.size,
        loaded.versions,
        loaded.publications,
        loaded.contents,
        loaded.verifications,
        started.elapsed().as_secs_f64()
    );
    Ok(())
}
