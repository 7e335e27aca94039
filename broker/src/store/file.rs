//! The embedded database as a file: a copy of one that is in use, what is in a file, and whether anybody uses it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::StoreError;
use super::migrate::known_to_sqlite;
use super::schema::{pacticipants, publications, verifications, versions, webhooks};

/// What makes a file useless as a database of this program.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Cut off, overwritten, or never a database.
    #[error("is damaged, or no SQLite database: {0}")]
    Damaged(String),
    /// A database without the table of migrations.
    #[error("is no database of Accord")]
    Foreign,
    /// It has migrations that this program does not know.
    #[error("was written by a newer version of Accord: it has migrations that this one does not know ({0})")]
    Newer(String),
    /// Somebody has it open.
    #[error("is in use: stop the brokers and commands that have it open")]
    InUse,
    /// A path that SQLite cannot be told.
    #[error("has a name that is no UTF-8")]
    Name,
    /// Anything else.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for FileError {
    fn from(error: diesel::result::Error) -> Self {
        let text = error.to_string();
        if DAMAGED.iter().any(|sign| text.contains(sign)) {
            return Self::Damaged(text);
        }
        Self::Store(error.into())
    }
}

const DAMAGED: &[&str] = &["file is not a database", "disk image is malformed"];

/// What is in a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Holdings {
    /// The name of its newest migration.
    pub schema: String,
    /// How many migrations it lacks.
    pub pending: usize,
    /// How many rows it has of what its users know, with what these are called.
    pub counts: [(i64, &'static str); 5],
}

/// Copies the database, as it is at one moment, into a file that is empty or not there.
///
/// It reads beside whoever writes, so nobody waits for it; what was committed before it began is in the copy. The
/// log of the database (`-wal`) grows until it ends.
pub fn snapshot(database: &Path, copy: &Path, patience: Duration) -> Result<(), FileError> {
    let mut connection = open(database, patience)?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(name_of(copy)?)
        .execute(&mut connection)?;
    Ok(())
}

/// Reads all of a file: that it is whole, that its rows refer to each other, and that this program understands it.
pub fn examine(file: &Path, patience: Duration) -> Result<Holdings, FileError> {
    let mut connection = open(file, patience)?;
    connection.batch_execute("PRAGMA query_only = ON")?;
    let damage = lines(
        &mut connection,
        "SELECT integrity_check FROM pragma_integrity_check LIMIT 3",
    )?;
    if damage != ["ok"] {
        return Err(FileError::Damaged(damage.join("; ")));
    }
    let (schema, pending) = schema_of(&mut connection)?;
    let astray = "SELECT DISTINCT \"table\" FROM pragma_foreign_key_check";
    let astray = lines(&mut connection, astray)?;
    if !astray.is_empty() {
        let tables = astray.join(", ");
        return Err(FileError::Damaged(format!("rows of {tables} refer to none")));
    }
    Ok(Holdings {
        schema,
        pending,
        counts: [
            (
                pacticipants::table.select(count_star()).get_result(&mut connection)?,
                "pacticipants",
            ),
            (
                versions::table.select(count_star()).get_result(&mut connection)?,
                "versions",
            ),
            (
                publications::table.select(count_star()).get_result(&mut connection)?,
                "pacts",
            ),
            (
                verifications::table.select(count_star()).get_result(&mut connection)?,
                "results",
            ),
            (
                webhooks::table.select(count_star()).get_result(&mut connection)?,
                "webhooks",
            ),
        ],
    })
}

/// Nobody else can open the database while this lives; what was in its log is in the file.
pub struct Alone {
    _connection: SqliteConnection,
}

/// Shuts everybody else out of the database, without waiting for them.
///
/// Fails with [`FileError::InUse`] when anybody has it open, even if they do nothing with it: whoever uses a log holds
/// a lock as long as they are connected, and a broker keeps its writing connection.
pub fn alone_with(database: &Path) -> Result<Alone, FileError> {
    let mut connection = open(database, Duration::ZERO)?;
    let outcome = connection.batch_execute("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    match outcome.map_err(FileError::from) {
        Ok(()) => Ok(Alone {
            _connection: connection,
        }),
        Err(FileError::Store(StoreError::Busy(_))) => Err(FileError::InUse),
        Err(error) => Err(error),
    }
}

/// The files that SQLite puts beside a database.
pub fn companions(database: &Path) -> [PathBuf; 3] {
    ["-wal", "-shm", "-journal"].map(|ending| {
        let mut name = database.as_os_str().to_owned();
        name.push(ending);
        name.into()
    })
}

fn open(file: &Path, patience: Duration) -> Result<SqliteConnection, FileError> {
    let mut connection = SqliteConnection::establish(&name_of(file)?)
        .map_err(|error| StoreError::Unavailable(format!("{} cannot be opened: {error}", file.display())))?;
    let patience = patience.as_millis();
    connection.batch_execute(&format!("PRAGMA busy_timeout = {patience}; PRAGMA temp_store = MEMORY"))?;
    Ok(connection)
}

/// Absolute, because SQLite takes a name that begins with `file:` for an address.
fn name_of(file: &Path) -> Result<String, FileError> {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    file.into_os_string().into_string().map_err(|_| FileError::Name)
}

fn schema_of(connection: &mut SqliteConnection) -> Result<(String, usize), FileError> {
    let tables = "SELECT name FROM sqlite_master WHERE name = '__diesel_schema_migrations'";
    if lines(connection, tables)?.is_empty() {
        return Err(FileError::Foreign);
    }
    let applied = "SELECT version FROM __diesel_schema_migrations ORDER BY version";
    let applied = lines(connection, applied)?;
    let known = known_to_sqlite()?;
    let name_of = |version: &String| known.iter().find(|(known, _)| known == version).map(|(_, name)| name);
    let unknown: Vec<String> = applied
        .iter()
        .filter(|version| name_of(version).is_none())
        .cloned()
        .collect();
    if !unknown.is_empty() {
        return Err(FileError::Newer(unknown.join(", ")));
    }
    let newest = applied.last().and_then(name_of).ok_or(FileError::Foreign)?;
    Ok((newest.clone(), known.len() - applied.len()))
}

fn lines(connection: &mut SqliteConnection, question: &str) -> Result<Vec<String>, FileError> {
    Ok(sql::<Text>(question).load(connection)?)
}
