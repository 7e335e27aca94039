//! The settings as the rest of the broker wants them.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use super::ConfigError;
use super::table::Values;
use super::value::{BaseUrl, LogFormat, LogLevel, Schedule};
use crate::domain::retention::{KeepBranches, KeepVersions};
use crate::domain::rules::Rules;
use crate::domain::webhook::WebhookRules;
use crate::sealing::{Keys, SealError, Vault};
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

/// How clients reach the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// What links begin with; without any, the address that a request was sent to.
    pub base_urls: Vec<BaseUrl>,
    /// Path below which all routes answer too: empty, or `/` and more.
    pub context_path: String,
    /// Whose words about the client's request are believed.
    pub trusted_proxies: Vec<IpNet>,
}

/// What is cleaned up, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanSettings {
    /// When the broker does it by itself, if it does.
    pub schedule: Option<Schedule>,
    /// How much one clean-up deletes at most.
    pub limit: usize,
    /// Versions that stay.
    pub keep_versions: Vec<KeepVersions>,
    /// Branches that stay.
    pub keep_branches: Vec<KeepBranches>,
    /// How many days overwritten data stays.
    pub overwritten_max_age: u32,
    /// Is only said what would be deleted?
    pub dry_run: bool,
}

/// Everything that can be set; [`Default`] is what no configuration at all gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen.
    pub bind: IpAddr,
    /// The port to listen on; 0 takes a free one.
    pub port: u16,
    /// Largest request body in bytes.
    pub body_limit: usize,
    /// How long a connection stays open for the next request.
    pub keep_alive: Duration,
    /// How long requests under way may take when the broker is told to stop.
    pub shutdown_timeout: Duration,
    /// How clients reach the broker.
    pub reach: Reach,
    /// `sqlite:///absolute/file` or `postgres://user:password@host:port/name`.
    pub database_url: String,
    /// Connections to the database, at most.
    pub database_pool_size: u32,
    /// How long a request waits for the database before it is told to come back.
    pub database_patience: Duration,
    /// How often a start tries again when the database does not answer.
    pub database_connect_retries: u32,
    /// After which time PostgreSQL ends a statement; none never.
    pub database_statement_timeout: Duration,
    /// Statements that take as long are logged.
    pub slow_statement: Duration,
    /// Are pending migrations applied at start?
    pub migrate: bool,
    /// Who may do what.
    pub access: Access,
    /// Does `/diagnostic/…` answer?
    pub diagnostics: bool,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Which log lines are written.
    pub log_level: LogLevel,
    /// Rules that an operator may switch.
    pub rules: Rules,
    /// What webhooks may do.
    pub webhooks: WebhookRules,
    /// How many webhooks are sent at once.
    pub webhook_concurrency: usize,
    /// What secrets are kept with.
    pub secrets: Keys,
    /// How long a comparison of two contracts may take.
    pub comparison_timeout: Duration,
    /// What is cleaned up.
    pub clean: CleanSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&Values::default(), &mut Vec::new())
    }
}

impl Settings {
    /// Where the data is, as the store wants it.
    pub(crate) fn database(&self) -> Result<DbSettings, ConfigError> {
        let location =
            Location::parse(&self.database_url).map_err(|reason| ConfigError::new("database_url", reason))?;
        Ok(DbSettings {
            location,
            pool_size: self.database_pool_size,
            patience: self.database_patience,
            statement_timeout: self.database_statement_timeout,
            slow: self.slow_statement,
        })
    }

    /// What seals and opens secrets. Only one process writes to SQLite's file and all are on one machine, so a key may lie
    /// beside it; replicas on PostgreSQL must be given the same.
    pub(crate) fn vault(&self, location: &Location) -> Result<Vault, SealError> {
        let beside = match location {
            Location::Sqlite(path) => Some(PathBuf::from(format!("{}.key", path.display()))),
            Location::Postgres(_) => None,
        };
        Vault::new(&self.secrets, beside)
    }

    /// Were users set and switched off?
    pub(super) fn is_open_despite_users(&self, values: &Values) -> bool {
        values.basic_auth_username.is_some() && self.access.read_write.is_none()
    }
}
