//! The database that is filled.

use diesel::connection::SimpleConnection as _;
use diesel::{
    Connection as _, PgConnection, QueryResult, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query,
    sql_types,
};

use super::insert::Table;

/// Tables whose ids the database gives, and whose next id must come after those that were written.
const TABLES_WITH_IDS: [&str; 10] = [
    "pacticipants",
    "versions",
    "branches",
    "branch_versions",
    "contents",
    "publications",
    "verifications",
    "integrations",
    "environments",
    "deployed_versions",
];

/// A connection to it.
pub(super) enum Target {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Target {
    /// Connects to the database of a URL that the broker has accepted.
    pub(super) fn connect(url: &str) -> anyhow::Result<Self> {
        Ok(match url.strip_prefix("sqlite:") {
            Some(path) => Self::Sqlite(SqliteConnection::establish(path.strip_prefix("//").unwrap_or(path))?),
            None => Self::Postgres(PgConnection::establish(url)?),
        })
    }

    /// Runs statements.
    pub(super) fn run(&mut self, statements: &str) -> QueryResult<()> {
        match self {
            Self::Sqlite(connection) => connection.batch_execute(statements),
            Self::Postgres(connection) => connection.batch_execute(statements),
        }
    }

    /// Counts the rows of a table.
    pub(super) fn count(&mut self, table: &str) -> QueryResult<i64> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = sql_types::BigInt)]
            count: i64,
        }
        let query = sql_query(format!("SELECT count(*) AS count FROM {table}"));
        let row: Row = match self {
            Self::Sqlite(connection) => query.get_result(connection)?,
            Self::Postgres(connection) => query.get_result(connection)?,
        };
        Ok(row.count)
    }

    /// Begins to fill a table; `columns` are separated by commas.
    pub(super) fn fill<'a>(&'a mut self, table: &str, columns: &str) -> Table<'a> {
        Table::new(self, table, columns)
    }

    /// Trades safety for speed: what a crash leaves behind is thrown away and loaded again.
    pub(super) fn prepare(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(connection) => {
                connection.batch_execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")
            }
            Self::Postgres(connection) => connection.batch_execute("SET synchronous_commit = OFF"),
        }
    }

    /// Leaves the database as one that has been in use for a while.
    pub(super) fn settle(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(connection) => connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)"),
            Self::Postgres(connection) => {
                for table in TABLES_WITH_IDS {
                    connection.batch_execute(&format!(
                        "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                    ))?;
                }
                // What the server does by itself while rows arrive one by one.
                connection.batch_execute("VACUUM ANALYZE")
            }
        }
    }
}
