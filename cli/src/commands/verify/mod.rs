//! The command that verifies a provider.

mod candidate;
mod choice;
mod provider;
mod publication;
mod run;
mod sources;

use std::path::PathBuf;

use clap::{ArgAction, Args};

use self::provider::ProviderArgs;
use self::publication::PublicationArgs;
use self::run::Run;
use self::sources::SourceArgs;
use crate::args::{LogLevel, filled};
use crate::engine::Filter;
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::report::{self, ContractReport, TextReport};

const EXAMPLES: &str = "\
Examples:
  accord verify pacts --provider-base-url http://localhost:8080

  accord verify --broker-url https://broker --provider-name orders --port 8080 \\
    --consumer-version-selectors '{\"mainBranch\":true}' --enable-pending \\
    --provider-version 4f2c --provider-branch main --publish";

/// Verify that a running provider does what its consumers expect
///
/// Every interaction is sent to the provider and its answer compared with the contract. Failures of pending contracts
/// are shown, but do not fail the verification. With --publish, the results go to the broker, and a result that
/// cannot be published is an error.
#[derive(Debug, Args)]
#[command(disable_help_flag = true, after_long_help = EXAMPLES)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    sources: SourceArgs,
    #[command(flatten)]
    provider: ProviderArgs,
    #[command(flatten)]
    publication: PublicationArgs,
    #[command(flatten)]
    selection: SelectionArgs,
    /// Write a JSON report to this file
    #[arg(help_heading = "Reports")]
    #[arg(
        short = 'j',
        long,
        value_name = "FILE",
        env = "PACT_VERIFIER_JSON_REPORT",
        hide_env_values = true
    )]
    json: Option<PathBuf>,
    /// Write a JUnit report to this file
    #[arg(help_heading = "Reports")]
    #[arg(
        short = 'x',
        long,
        value_name = "FILE",
        env = "PACT_VERIFIER_JUNIT_REPORT",
        hide_env_values = true
    )]
    junit: Option<PathBuf>,
    /// As --log-level, for pipelines that have it
    #[arg(short = 'l', hide = true, value_name = "LEVEL", ignore_case = true)]
    level: Option<LogLevel>,
    /// The log has one form; for pipelines that choose another
    #[arg(long, aliases = ["full-log", "compact-log"], hide = true, action = ArgAction::Count)]
    pretty_log: u8,
    /// Print help
    #[arg(help_heading = "Global options", long, action = ArgAction::Help)]
    help: Option<bool>,
}

/// What is verified, and how far.
#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
struct SelectionArgs {
    /// Verify only interactions whose description matches this regular expression
    #[arg(long, value_name = "REGEX", env = "PACT_DESCRIPTION", hide_env_values = true)]
    filter_description: Option<String>,
    /// Verify only interactions with a provider state that matches this regular expression
    #[arg(long, value_name = "REGEX", env = "PACT_PROVIDER_STATE", hide_env_values = true)]
    filter_state: Option<String>,
    /// Verify only interactions without any provider state
    #[arg(long, env = "PACT_PROVIDER_NO_STATE", hide_env_values = true)]
    #[arg(conflicts_with = "filter_state")]
    filter_no_state: bool,
    /// Verify only contracts of this consumer; may be repeated
    #[arg(short = 'c', long, value_name = "NAME")]
    filter_consumer: Vec<String>,
    /// Stop at the first interaction that fails
    #[arg(long, alias = "exit-on-first-error")]
    exit_on_first_failure: bool,
}

impl SelectionArgs {
    fn filter(&self) -> Result<Filter> {
        let (description, state) = (self.filter_description.as_deref(), self.filter_state.as_deref());
        Filter::new(filled(description), filled(state), self.filter_no_state)
    }
}

impl VerifyArgs {
    /// What the short option says, which is another one elsewhere.
    pub(crate) fn log_level(&self) -> Option<LogLevel> {
        self.level
    }

    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let filter = self.selection.filter()?;
        let publisher = self.publication.publisher(&self.sources, &filter, io)?;
        let engine = self.provider.engine(filter)?;
        let candidates = self
            .sources
            .candidates(&self.publication, &self.selection.filter_consumer, io)
            .await?;
        if candidates.is_empty() {
            let outcome = self.sources.nothing_found(io)?;
            self.write_reports(&[], io)?;
            return Ok(outcome);
        }
        let mut run = Run::new(engine, publisher, self.selection.exit_on_first_failure);
        run.verify_all(&candidates, io).await?;
        TextReport::new(io).summary(run.reports())?;
        self.write_reports(run.reports(), io)?;
        run.outcome(io)
    }

    fn write_reports(&self, reports: &[ContractReport], io: &Io) -> Result<()> {
        if let Some(file) = &self.json {
            report::write_json(&io.resolve(file), reports)?;
        }
        if let Some(file) = &self.junit {
            report::write_junit(&io.resolve(file), reports)?;
        }
        Ok(())
    }
}
