//! The command line. Every flag can also be set as an environment variable.

use clap::{Parser, Subcommand, ValueEnum};

/// Accord: a contract broker. Stores consumer contracts and verification results, and answers: can I deploy?
#[derive(Debug, Clone, Parser)]
#[command(
    name = "accord-broker",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
pub struct Args {
    /// What to do; `serve` without a command.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The settings of `serve`.
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// What the program can do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Answer requests (this is also what happens without a command).
    Serve(ServeArgs),
    /// Apply pending migrations and stop.
    Migrate(DatabaseArgs),
}

/// Which database.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct DatabaseArgs {
    /// sqlite:///absolute/file or postgres://user:password@host:port/name [env: ACCORD_DATABASE_URL or
    /// PACT_BROKER_DATABASE_URL] [default: the file accord.db in the working directory]
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// How log lines look [env: ACCORD_LOG_FORMAT or PACT_BROKER_LOG_FORMAT] [default: text]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

/// How to answer requests.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ServeArgs {
    /// Which database.
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Port to listen on; 0 takes a free one [env: ACCORD_PORT or PACT_BROKER_PORT] [default: 9292]
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Address to listen on [env: ACCORD_BIND or PACT_BROKER_BIND] [default: 0.0.0.0]
    #[arg(long, value_name = "ADDRESS")]
    pub bind: Option<std::net::IpAddr>,
    /// What links begin with, when the broker is reached under another address than its own [env: ACCORD_BASE_URL or
    /// PACT_BROKER_BASE_URL]
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Largest request body in bytes [env: ACCORD_BODY_LIMIT] [default: just under 10 MiB]
    #[arg(long, value_name = "BYTES")]
    pub body_limit: Option<usize>,
    /// Connections to the database, at most [env: ACCORD_DATABASE_MAX_CONNECTIONS or
    /// PACT_BROKER_DATABASE_MAX_CONNECTIONS] [default: 8]
    #[arg(long, value_name = "COUNT")]
    pub database_max_connections: Option<u32>,
    /// Refuse to start with pending migrations instead of applying them [env: ACCORD_NO_MIGRATE=true or
    /// PACT_BROKER_AUTO_MIGRATE_DB=false]
    #[arg(long)]
    pub no_migrate: bool,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}
