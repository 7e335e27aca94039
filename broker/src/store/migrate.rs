//! Applies the migrations that are compiled in, under a lock, so that several replicas may start at once.

use diesel::RunQueryDsl;
use diesel::migration::{Migration, MigrationSource};
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::StoreError;
use super::connection::{AnyConnection, begin_write, commit, roll_back};

const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

/// Any number that no other program on the same PostgreSQL server is likely to lock on.
const LOCK: i64 = 0x0ACC_02D0;

/// Applies what is missing, in one transaction; returns the names of what was applied.
pub(super) fn run(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    begin_write(connection)?;
    let outcome = locked(connection);
    match &outcome {
        Ok(_) => commit(connection)?,
        Err(_) => roll_back(connection)?,
    }
    outcome
}

/// The names of the migrations that the database lacks.
pub(super) fn pending(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let pending = match connection {
        AnyConnection::Sqlite(inner) => inner.pending_migrations(SQLITE).map(|list| names(&list)),
        AnyConnection::Postgresql(inner) => inner.pending_migrations(POSTGRES).map(|list| names(&list)),
    };
    pending.map_err(|error| StoreError::Internal(format!("the state of the migrations could not be read: {error}")))
}

/// The migrations of the embedded database: the version of each, as a database notes it, and its name.
pub(super) fn known_to_sqlite() -> Result<Vec<(String, String)>, StoreError> {
    let migrations: Vec<Box<dyn Migration<Sqlite>>> = SQLITE
        .migrations()
        .map_err(|error| StoreError::Internal(format!("the migrations could not be read: {error}")))?;
    let names = migrations.iter().map(|migration| migration.name());
    Ok(names
        .map(|name| (name.version().to_string(), name.to_string()))
        .collect())
}

fn locked(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    // SQLite's immediate transaction is the lock.
    if let AnyConnection::Postgresql(inner) = connection {
        diesel::sql_query(format!("SELECT pg_advisory_xact_lock({LOCK})")).execute(inner)?;
    }
    let applied = match connection {
        AnyConnection::Sqlite(inner) => inner.run_pending_migrations(SQLITE).map(|list| versions(&list)),
        AnyConnection::Postgresql(inner) => inner.run_pending_migrations(POSTGRES).map(|list| versions(&list)),
    };
    applied.map_err(|error| StoreError::Internal(format!("a migration failed, nothing was changed: {error}")))
}

fn names<DB: diesel::backend::Backend>(list: &[Box<dyn Migration<DB>>]) -> Vec<String> {
    list.iter().map(|migration| migration.name().to_string()).collect()
}

fn versions(list: &[diesel::migration::MigrationVersion<'_>]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}
