//! One connection type over both databases, and how each is opened.

use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection, PgConnection, QueryResult, SqliteConnection};

use super::instrument::{Instrument, Statements};

/// A connection to either database; statements that both understand are written once, on this type.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// The embedded database.
    Sqlite(SqliteConnection),
    /// The database of several replicas.
    Postgresql(PgConnection),
}

/// Runs one diesel expression on whichever database is behind the connection.
///
/// For the statements that `MultiConnection` cannot express (upserts, batches, row locks): the expression is
/// type-checked once for each database, so its text still stands once. Values are used by reference.
macro_rules! on_each {
    ($connection:expr, $inner:ident => $expression:expr) => {
        match $connection {
            $crate::store::connection::AnyConnection::Sqlite($inner) => $expression,
            $crate::store::connection::AnyConnection::Postgresql($inner) => $expression,
        }
    };
}
pub(crate) use on_each;

/// Loads the first of the rows in the order of the query, or `None`.
///
/// For keys that one row has, diesel's `get_result` is enough. `first` is for neither: it binds its limit of one, and
/// SQLite plans a statement anew each time a limit is bound to it. SQLite gives row after row, so without a limit no
/// more than the first is read; PostgreSQL sends all rows unless there is a limit.
macro_rules! first_row {
    ($query:expr, $row:ty, $connection:expr) => {{
        let found = match $connection {
            $crate::store::connection::AnyConnection::Sqlite(inner) => $query.get_result::<$row>(inner),
            $crate::store::connection::AnyConnection::Postgresql(inner) => $query.limit(1).get_result::<$row>(inner),
        };
        diesel::OptionalExtension::optional(found)
    }};
}
pub(crate) use first_row;

/// Where the data is, parsed from a database URL.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of the embedded database.
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL server and database.
    Postgres(String),
}

impl Location {
    /// Parses `sqlite:///absolute/file`, `sqlite:relative/file` or `postgres://user:password@host:port/name`.
    pub fn parse(url: &str) -> Result<Self, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let Some(path) = url.strip_prefix("sqlite:") else {
            return Err(format!(
                "database URL `{}` is neither sqlite:///absolute/file nor postgres://user:password@host:port/name",
                redacted(url)
            ));
        };
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.ends_with('/') {
            return Err(format!(
                "database URL `{url}` names no file: write sqlite:///absolute/file"
            ));
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }

    /// The file of the database, if it is one.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

/// Shows the location without its password.
impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite file {}", absolute(path).display()),
            Self::Postgres(url) => write!(f, "PostgreSQL at {}", redacted(url)),
        }
    }
}

impl std::fmt::Debug for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// A database URL with stars for its passwords, in front of the host or among the parameters.
///
/// It may be one that no parser takes, with several hosts or a password that should have been encoded: everything from
/// the first colon to the last `@` is taken for a password, rather too much than too little.
pub(crate) fn redacted(url: &str) -> String {
    let (scheme, rest) = url.split_at(url.find("://").map_or(0, |at| at + 3));
    let rest = match rest.rsplit_once('@') {
        Some((credentials, host)) if credentials.contains(':') => {
            let user = credentials.split(':').next().unwrap_or_default();
            format!("{user}:***@{host}")
        }
        _ => rest.to_owned(),
    };
    let Some((address, parameters)) = rest.split_once('?') else {
        return format!("{scheme}{rest}");
    };
    let parameters: Vec<String> = parameters.split('&').map(redacted_parameter).collect();
    format!("{scheme}{address}?{}", parameters.join("&"))
}

fn redacted_parameter(parameter: &str) -> String {
    match parameter.split_once('=') {
        Some((name, _)) if name.to_ascii_lowercase().contains("pass") => format!("{name}=***"),
        _ => parameter.to_owned(),
    }
}

/// What a connection is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Answering questions only.
    Read,
    /// Changing data.
    Write,
}

/// Opens connections for r2d2; the database is chosen by the location, never by trying.
#[derive(Debug)]
pub(super) struct Manager {
    pub(super) location: Location,
    pub(super) purpose: Purpose,
    pub(super) busy_timeout: Duration,
    pub(super) statement_timeout: Duration,
    pub(super) slow: Duration,
    pub(super) statements: Statements,
}

impl diesel::r2d2::ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<AnyConnection, Self::Error> {
        let mut connection = match &self.location {
            Location::Sqlite(path) => {
                let mut inner = SqliteConnection::establish(&path.to_string_lossy())
                    .map_err(diesel::r2d2::Error::ConnectionError)?;
                inner
                    .batch_execute(&self.sqlite_settings())
                    .map_err(diesel::r2d2::Error::QueryError)?;
                AnyConnection::Sqlite(inner)
            }
            Location::Postgres(url) => {
                let url = with_time_limits(url, self.busy_timeout);
                let mut inner = PgConnection::establish(&url).map_err(diesel::r2d2::Error::ConnectionError)?;
                inner
                    .batch_execute(&self.postgres_settings())
                    .map_err(diesel::r2d2::Error::QueryError)?;
                AnyConnection::Postgresql(inner)
            }
        };
        connection.set_instrumentation(Instrument::new(self.statements.clone(), self.slow));
        Ok(connection)
    }

    fn is_valid(&self, _connection: &mut AnyConnection) -> Result<(), Self::Error> {
        // A ping before each use would cost a round trip per request; a dead connection shows at its first statement
        // and is then dropped by `has_broken`.
        Ok(())
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        std::thread::panicking() || is_broken(connection)
    }
}

impl Manager {
    fn sqlite_settings(&self) -> String {
        // The time-out comes first: switching to WAL already needs a lock.
        let timeout = self.busy_timeout.as_millis();
        let access = match self.purpose {
            Purpose::Read => "PRAGMA query_only = ON;",
            // The log begins anew after 64 MB; by then another connection has brought most of it into the file.
            Purpose::Write => "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 16000;",
        };
        format!(
            "PRAGMA busy_timeout = {timeout}; {access} PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; \
             PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;"
        )
    }

    /// A statement keeps the plan that it got when its table was small, perhaps empty: then a look at the whole table
    /// seems cheapest, and goes on while the table grows. Every question of the broker has an index (`tests/it/plans.rs`),
    /// so it is told to use one from the beginning. What has none costs as much as before, but for the estimate, by which
    /// alone the server would compile the statement.
    fn postgres_settings(&self) -> String {
        let timeout = self.statement_timeout.as_millis();
        format!(
            "SET statement_timeout = {timeout}; SET lock_timeout = '10s'; \
             SET idle_in_transaction_session_timeout = '60s'; SET timezone = 'UTC'; SET application_name = 'accord'; \
             SET enable_seqscan = off; SET jit = off;"
        )
    }
}

/// A URL of PostgreSQL with limits for what it does not limit itself: how long it takes to connect, and how long a
/// server or network that went without a word is waited for.
fn with_time_limits(url: &str, to_connect: Duration) -> String {
    let seconds = to_connect.as_secs().max(2);
    let limits = format!(
        "connect_timeout={seconds}&keepalives_idle=30&keepalives_interval=5&keepalives_count=3&tcp_user_timeout=30000"
    );
    let host = url.rfind('@').unwrap_or_default();
    match url[host..].find('?') {
        // The last of a parameter counts.
        Some(at) => {
            let (address, parameters) = url.split_at(host + at + 1);
            format!("{address}{limits}&{parameters}")
        }
        None => format!("{url}?{limits}"),
    }
}

/// Whether a connection is of no use any more: it is lost, or a transaction on it cannot be ended.
pub(super) fn is_broken(connection: &mut AnyConnection) -> bool {
    on_each!(connection, inner => AnsiTransactionManager::is_broken_transaction_manager(inner))
}

/// Begins a transaction that sees one state of the data and cannot change it.
pub(super) fn begin_read(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN"),
        AnyConnection::Postgresql(inner) => {
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        }
    }
}

/// Begins a transaction that may write.
///
/// SQLite takes the write lock at once: a transaction that reads first and writes later fails without waiting when
/// another has written in between.
pub(super) fn begin_write(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE"),
        AnyConnection::Postgresql(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN"),
    }
}

pub(super) fn commit(connection: &mut AnyConnection) -> QueryResult<()> {
    on_each!(connection, inner => AnsiTransactionManager::commit_transaction(inner))
}

pub(super) fn roll_back(connection: &mut AnyConnection) -> QueryResult<()> {
    on_each!(connection, inner => AnsiTransactionManager::rollback_transaction(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_chosen_by_its_scheme_alone() {
        assert_eq!(
            Location::parse("sqlite:///var/lib/a.db"),
            Ok(Location::Sqlite("/var/lib/a.db".into()))
        );
        assert_eq!(Location::parse("sqlite:a.db"), Ok(Location::Sqlite("a.db".into())));
        assert!(Location::parse("/var/lib/a.db").is_err());
        assert!(Location::parse("sqlite://").is_err());
        assert!(Location::parse("mysql://u:secret@h/d").unwrap_err().contains("***"));
    }

    #[test]
    fn what_a_url_limits_itself_counts() {
        let limited = |url| with_time_limits(url, Duration::from_millis(500));
        assert!(limited("postgres://u@h/d").starts_with("postgres://u@h/d?connect_timeout=2&"));
        let own = limited("postgres://u:a?b@h/d?connect_timeout=9");
        assert!(own.starts_with("postgres://u:a?b@h/d?connect_timeout=2&"), "{own}");
        assert!(own.ends_with("&connect_timeout=9"), "{own}");
    }

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://u:secret@h:1/d",
            "postgres://u:secret@one:1,two:2/d",
            "postgres://u:a/secret@h/d",
            "postgres://u:a?secret@h/d",
            "postgres://u:a@secret@h/d?sslmode=require",
            "postgres://u:a@b?c=d&secret@h/d",
            "postgres://h/d?user=u&password=secret",
            "postgresql://h/d?sslpassword=secret&x=y",
        ] {
            let shown = Location::parse(url).unwrap().to_string();
            assert!(!shown.contains("secret"), "{shown}");
        }
        assert_eq!(
            redacted("postgres://u@h/d?sslmode=require"),
            "postgres://u@h/d?sslmode=require"
        );
    }
}
