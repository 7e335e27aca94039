//! Writes a landscape into an empty database, past the API.

use accord_broker::config::Settings;
use accord_broker::startup;
use anyhow::{Context as _, ensure};
use chrono::NaiveDateTime;

use super::clock::Clock;
use super::rows::Rows;
use super::tables::Tables;
use super::target::Target;
use super::{Landscape, Size};

/// What was written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Loaded {
    /// Versions of all applications.
    pub versions: usize,
    /// Publications of contracts.
    pub publications: usize,
    /// Distinct contents.
    pub contents: usize,
    /// Verification results.
    pub verifications: usize,
}

/// Migrates the database of a URL and writes the landscape of a size into it.
///
/// # Errors
/// When the database cannot be used, or holds applications already.
pub async fn load(database_url: &str, size: Size) -> anyhow::Result<Loaded> {
    let settings = Settings {
        database_url: database_url.to_owned(),
        ..Settings::default()
    };
    startup::migrate(&settings).await?;
    let landscape = Landscape::new(size);
    let rows = Rows::of(&landscape);
    let loaded = Loaded {
        versions: landscape.versions * landscape.applications.len(),
        publications: rows.publications.len(),
        contents: rows.contents.len(),
        verifications: rows.outcomes.len(),
    };
    let mut target = Target::connect(database_url).context("cannot connect to the database")?;
    let work = move || {
        let clock = Clock::ending_before(now(), &landscape);
        write(&mut target, &Tables::new(&landscape, &rows, clock))
    };
    tokio::task::spawn_blocking(work).await??;
    Ok(loaded)
}

#[expect(clippy::disallowed_methods, reason = "a tool of its own, which has no clock module")]
fn now() -> NaiveDateTime {
    let now = chrono::Utc::now();
    chrono::DateTime::from_timestamp_micros(now.timestamp_micros())
        .map_or(now, |cut| cut)
        .naive_utc()
}

fn write(target: &mut Target, tables: &Tables<'_>) -> anyhow::Result<()> {
    ensure!(
        target.count("pacticipants")? == 0,
        "the database holds applications already; a landscape is loaded into an empty one"
    );
    target.prepare()?;
    target.run("BEGIN")?;
    tables.write(target)?;
    target.run("COMMIT")?;
    Ok(target.settle()?)
}
