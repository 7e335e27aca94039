//! Databases for tests: each test has its own, empty and migrated, on both of the systems that the broker supports.

mod postgres;
mod postgres_server;
mod sqlite;

use accord_broker::config::{Key, Keys, Settings, WebhookRules};
use accord_broker::startup::Broker;

pub use postgres_server::PostgresServer;

/// A database system that the broker supports.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum System {
    /// A file of its own.
    Sqlite,
    /// A database of its own on the server of the test run.
    Postgres,
}

/// An empty, migrated database that is removed when it is dropped.
#[derive(Debug)]
pub struct Database {
    url: String,
    _remains: Remains,
}

/// What must go when the database goes.
#[derive(Debug)]
enum Remains {
    Sqlite { _directory: tempfile::TempDir },
    Postgres { _database: postgres::Scratch },
}

impl Database {
    /// Creates a database; none when there is no PostgreSQL server, after saying so on standard error.
    ///
    /// # Panics
    /// When the database cannot be created, or when `ACCORD_REQUIRE_POSTGRES=1` and no server can be had.
    pub async fn fresh(system: System) -> Option<Self> {
        match system {
            System::Sqlite => Some(sqlite::fresh().await.expect("an SQLite database can be made")),
            System::Postgres => postgres::fresh().await,
        }
    }

    /// Creates a PostgreSQL database without tables, for tests of the migration itself; none as [`Database::fresh`].
    ///
    /// # Panics
    /// As [`Database::fresh`].
    pub async fn unmigrated_postgres() -> Option<Self> {
        postgres::unmigrated().await
    }

    /// The URL that the broker takes.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// The key for secrets of every broker under test, as a replica is given that of the others.
pub const SECRETS_KEY: &str = "746865206b6579206f6620746865207465737473206973206e6f207365637265";

/// The settings of every broker under test: a free port, this database, a key for secrets, and the rules of webhooks
/// under which the reference was recorded.
#[must_use]
pub fn settings(database_url: &str) -> Settings {
    Settings {
        port: 0,
        database_url: database_url.to_owned(),
        secrets: Keys {
            key: Key::parse(SECRETS_KEY).ok(),
            ..Keys::default()
        },
        webhooks: WebhookRules {
            methods: ["POST", "GET"].map(str::to_owned).into(),
            schemes: ["http", "https"].map(str::to_owned).into(),
            ..WebhookRules::default()
        },
        // The recordings show what was triggered before it was sent; tests of delivery set it.
        webhook_concurrency: 0,
        ..Settings::default()
    }
}

/// Lets the broker itself migrate a template, as it does when it starts.
async fn migrate(database_url: &str) -> anyhow::Result<()> {
    Broker::start(settings(database_url)).await?.stop().await;
    Ok(())
}
