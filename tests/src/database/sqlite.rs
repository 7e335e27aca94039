//! SQLite: a copy of a template file that is migrated once per test run.

use std::path::Path;

use anyhow::Context as _;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::{Database, Remains, migrate};

const FILE: &str = "accord.db";

/// Read into memory, so that nothing needs removing when the process ends.
static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

pub(super) async fn fresh() -> anyhow::Result<Database> {
    let template = TEMPLATE.get_or_try_init(migrated_file).await?;
    let directory = directory()?;
    let file = directory.path().join(FILE);
    std::fs::write(&file, template).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Database {
        url: url(&file),
        _remains: Remains::Sqlite { _directory: directory },
    })
}

async fn migrated_file() -> anyhow::Result<Vec<u8>> {
    let directory = directory()?;
    let (file, copy) = (directory.path().join(FILE), directory.path().join("copy.db"));
    migrate(&url(&file)).await?;
    // Connections of the stopped broker may still be closing: this waits for their lock, and reads past what they have
    // not written back.
    SqliteConnection::establish(&file.display().to_string())?.batch_execute(&format!(
        "PRAGMA busy_timeout = 10000; VACUUM INTO '{}'",
        copy.display()
    ))?;
    Ok(std::fs::read(&copy)?)
}

fn directory() -> anyhow::Result<TempDir> {
    Ok(tempfile::Builder::new().prefix("accord-test-").tempdir()?)
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}
