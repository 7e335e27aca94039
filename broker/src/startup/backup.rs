//! `backup` and `restore`: the embedded database as one file, copied while brokers use it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};

use super::whole_file::{WholeFile, remove};
use crate::config::Settings;
use crate::store::file::{self, FileError, Holdings, alone_with, companions};
use crate::store::{Location, redacted};

/// Copies the database into `copy`, reads the copy through, and prints what is in it; brokers may be at work meanwhile.
///
/// Fails when `copy` is there (unless `force`), the database is not there or not SQLite, the disk is full, or the copy
/// turns out to be damaged; what was at `copy` is as it was then.
pub async fn backup(settings: &Settings, copy: PathBuf, force: bool) -> anyhow::Result<()> {
    let database = settings.database()?;
    let patience = database.patience;
    let path = sqlite_file(&database.location, |url| {
        format!("back it up with: pg_dump --format=custom --file=accord.dump '{url}'")
    })?;
    blocking(move || {
        ensure!(path.exists(), "there is no database at {}", path.display());
        refuse_to_replace(&copy, force, "--force replaces it")?;
        refuse_itself(&path, &copy)?;
        let whole = WholeFile::beside(&copy)?;
        file::snapshot(&path, whole.part(), patience)
            .with_context(|| format!("{} cannot be copied to {}", path.display(), copy.display()))?;
        let holdings = examined(whole.part(), patience)?;
        refuse_to_replace(&copy, force, "--force replaces it")?;
        whole.appear()?;
        println!("backed up {} to {}", path.display(), copy.display());
        tell(&holdings);
        Ok(())
    })
    .await
}

/// Makes the database from `copy`, which is read through before; prints what is in it.
///
/// Fails when the database is there (unless `replace`) or in use, is not SQLite, or `copy` is not a whole database that
/// this program understands; the database is as it was then.
pub async fn restore(settings: &Settings, copy: PathBuf, replace: bool) -> anyhow::Result<()> {
    let database = settings.database()?;
    let patience = database.patience;
    let path = sqlite_file(&database.location, |url| {
        format!("restore it with: pg_restore --clean --if-exists --dbname='{url}' accord.dump")
    })?;
    blocking(move || {
        ensure!(copy.is_file(), "there is no file {}", copy.display());
        refuse_to_replace(&path, replace, "--replace replaces it")?;
        refuse_itself(&path, &copy)?;
        // Early, because copying takes a while; what counts is asked when it ends.
        drop(shut_out_others(&path)?);
        examined(&copy, patience)?;
        make_folder(&path)?;
        let whole = WholeFile::beside(&path)?;
        file::snapshot(&copy, whole.part(), patience)
            .with_context(|| format!("{} cannot be copied to {}", copy.display(), path.display()))?;
        let holdings = examined(whole.part(), patience)?;
        refuse_to_replace(&path, replace, "--replace replaces it")?;
        let alone = shut_out_others(&path)?;
        // SQLite would apply the log of another database to this one.
        remove(&companions(&path))?;
        whole.appear()?;
        drop(alone);
        println!("restored {} from {}", path.display(), copy.display());
        tell(&holdings);
        Ok(())
    })
    .await
}

fn sqlite_file(location: &Location, instead: impl Fn(&str) -> String) -> anyhow::Result<PathBuf> {
    match location {
        Location::Sqlite(path) => Ok(path.clone()),
        Location::Postgres(url) => bail!(
            "the data is in PostgreSQL, which has its own means: {}",
            instead(&redacted(url))
        ),
    }
}

async fn blocking(work: impl FnOnce() -> anyhow::Result<()> + Send + 'static) -> anyhow::Result<()> {
    tokio::task::spawn_blocking(work).await?
}

fn refuse_to_replace(file: &Path, allowed: bool, how: &str) -> anyhow::Result<()> {
    ensure!(file.file_name().is_some(), "{} names no file", file.display());
    ensure!(!file.is_dir(), "{} is a folder, not a file", file.display());
    ensure!(allowed || !file.exists(), "{} is there already; {how}", file.display());
    Ok(())
}

/// The database and its log are no place for a backup of it.
fn refuse_itself(database: &Path, copy: &Path) -> anyhow::Result<()> {
    let copy = real(copy);
    let database = real(database);
    let own = companions(&database)
        .into_iter()
        .chain([database])
        .any(|file| file == copy);
    ensure!(!own, "{} belongs to the database itself", copy.display());
    Ok(())
}

/// Where a file is, or would be, when links are followed.
fn real(file: &Path) -> PathBuf {
    if let Ok(real) = file.canonicalize() {
        return real;
    }
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let folder = absolute.parent().and_then(|folder| folder.canonicalize().ok());
    match (folder, absolute.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => absolute,
    }
}

fn examined(file: &Path, patience: Duration) -> anyhow::Result<Holdings> {
    file::examine(file, patience).with_context(|| format!("{} is no use", file.display()))
}

/// None when nobody can be at the database, because there is none, or none that can be read.
fn shut_out_others(database: &Path) -> anyhow::Result<Option<file::Alone>> {
    if !database.exists() {
        return Ok(None);
    }
    match alone_with(database) {
        Ok(alone) => Ok(Some(alone)),
        // A damaged database is what a backup is there for.
        Err(FileError::Damaged(_)) => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be replaced", database.display())),
    }
}

fn make_folder(database: &Path) -> anyhow::Result<()> {
    match database.parent() {
        Some(folder) => {
            std::fs::create_dir_all(folder).with_context(|| format!("folder {} cannot be made", folder.display()))
        }
        None => Ok(()),
    }
}

fn tell(holdings: &Holdings) {
    let counts = holdings.counts.map(|(count, of_what)| format!("{count} {of_what}"));
    println!("{}; schema {}", counts.join(", "), holdings.schema);
    if holdings.pending > 0 {
        println!(
            "{} migrations are pending: they are applied at the next start",
            holdings.pending
        );
    }
}
