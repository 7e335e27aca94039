//! Settings: defaults, then environment variables, then flags.

mod args;
mod error;
mod resolve;

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use args::{Args, Command, DatabaseArgs, LogFormat, ServeArgs};
pub use error::ConfigError;

use crate::domain::rules::Rules;
use crate::store::{DbSettings, Location};

/// A user who may sign in with basic authentication.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: String,
    /// The password, never shown.
    pub password: String,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("name", &self.name)
            .field("password", &"***")
            .finish()
    }
}

/// Who may do what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// May read and write. Without one, everybody may.
    pub read_write: Option<User>,
    /// May read.
    pub read_only: Option<User>,
    /// May everybody read?
    pub public_read: bool,
    /// May everybody ask whether the broker is alive?
    pub public_heartbeat: bool,
    /// May everybody see badges?
    pub public_badges: bool,
}

/// Everything that can be set; [`Default`] is what no configuration at all gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen.
    pub bind: IpAddr,
    /// The port to listen on; 0 takes a free one.
    pub port: u16,
    /// `sqlite:///absolute/file` or `postgres://user:password@host:port/name`.
    pub database_url: String,
    /// Connections to the database, at most.
    pub database_pool_size: u32,
    /// How long a request waits for the database before it is told to come back.
    pub database_patience: Duration,
    /// Are pending migrations applied at start?
    pub migrate: bool,
    /// What links begin with; without it, the address that a request was sent to.
    pub base_url: Option<String>,
    /// Largest request body in bytes.
    pub body_limit: usize,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Who may do what.
    pub access: Access,
    /// Rules that an operator may switch.
    pub rules: Rules,
}

/// The port that operators of contract brokers are used to.
const PORT: u16 = 9292;

impl Default for Settings {
    fn default() -> Self {
        Self {
            bind: IpAddr::from([0, 0, 0, 0]),
            port: PORT,
            database_url: format!("sqlite:{}", PathBuf::from("accord.db").display()),
            database_pool_size: 8,
            database_patience: Duration::from_secs(10),
            migrate: true,
            base_url: None,
            body_limit: 10 * 1024 * 1024 - 1,
            log_format: LogFormat::Text,
            access: Access::default(),
            rules: Rules::default(),
        }
    }
}

impl Settings {
    /// Where the data is, as the store wants it.
    pub(crate) fn database(&self) -> Result<DbSettings, ConfigError> {
        let location = Location::parse(&self.database_url)
            .map_err(|reason| ConfigError::new("--database-url (or ACCORD_DATABASE_URL)", reason))?;
        Ok(DbSettings {
            location,
            pool_size: self.database_pool_size,
            patience: self.database_patience,
        })
    }
}
