//! The command that verifies a provider.

mod candidate;
mod choice;
mod provider;
mod publication;
mod sources;

use std::path::PathBuf;

use clap::{ArgAction, Args};

use self::candidate::Candidate;
use self::provider::ProviderArgs;
use self::publication::{PublicationArgs, Publisher};
use self::sources::SourceArgs;
use crate::args::filled;
use crate::engine::{Engine, Filter};
use crate::error::{CliError, Outcome, Result};
use crate::io::Io;
use crate::output::{counted, with_progress};
use crate::report::{self, ContractReport, Standing, TextReport};

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
    /// Verify only interactions without any provider state (also PACT_PROVIDER_NO_STATE=true)
    #[arg(long, conflicts_with = "filter_state")]
    filter_no_state: bool,
    /// Verify only contracts of this consumer; may be repeated
    #[arg(short = 'c', long, value_name = "NAME")]
    filter_consumer: Vec<String>,
    /// Stop at the first interaction that fails
    #[arg(long, alias = "exit-on-first-error")]
    exit_on_first_failure: bool,
}

impl SelectionArgs {
    fn filter(&self, io: &Io) -> Result<Filter> {
        let stateless = self.filter_no_state || io.variables.says_yes("PACT_PROVIDER_NO_STATE");
        let (description, state) = (self.filter_description.as_deref(), self.filter_state.as_deref());
        Filter::new(filled(description), filled(state), stateless)
    }
}

/// A verification on its way.
struct Run {
    engine: Engine,
    publisher: Option<Publisher>,
    stop_at_first_failure: bool,
    /// Of the candidates as far as they were verified, in their order.
    reports: Vec<ContractReport>,
    /// How many of the reports are published, if they are to be.
    concluded: usize,
    /// How many contracts have interactions, but none that passes the filter.
    filtered_out: usize,
    /// What kept a contract from being verified, or its result from being published.
    troubles: Vec<CliError>,
}

impl VerifyArgs {
    pub(crate) async fn run(self, io: &mut Io) -> Result<Outcome> {
        let filter = self.selection.filter(io)?;
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
        let stop_at_first_failure = self.selection.exit_on_first_failure;
        let mut run = Run {
            engine,
            publisher,
            stop_at_first_failure,
            reports: Vec::new(),
            concluded: 0,
            filtered_out: 0,
            troubles: Vec::new(),
        };
        run.verify_all(&candidates, io).await?;
        TextReport::new(io).summary(&run.reports)?;
        self.write_reports(&run.reports, io)?;
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

impl Run {
    async fn verify_all(&mut self, candidates: &[Candidate], io: &mut Io) -> Result<()> {
        for candidate in candidates {
            let report = self.verify(candidate, io).await?;
            let stop = self.stop_at_first_failure && report.count(Standing::Failed) > 0;
            self.reports.push(report);
            self.conclude(candidates, io).await?;
            if stop {
                break;
            }
        }
        self.tell_of_filter(io);
        self.tell_of_states(io);
        self.regret();
        Ok(())
    }

    fn tell_of_filter(&self, io: &mut Io) {
        let verb = match self.filtered_out {
            0 => return,
            1 => "has",
            _ => "have",
        };
        let contracts = counted(self.filtered_out, "contract");
        io.note(&format!(
            "note: {contracts} {verb} no interaction that passes the filter"
        ));
    }

    fn tell_of_states(&self, io: &mut Io) {
        let mut interactions = self.reports.iter().flat_map(|report| &report.interactions);
        if self.engine.states.url.is_none() && interactions.any(|interaction| !interaction.states.is_empty()) {
            io.note("note: contracts ask for provider states, and without --state-change-url nobody sets them up");
        }
    }

    // However each contract fared, the reports must not call it a success.
    fn regret(&mut self) {
        let Some(trouble) = self.futility() else { return };
        for report in &mut self.reports {
            report.trouble = Some(trouble.reason().to_owned());
        }
        self.troubles.push(trouble);
    }

    fn futility(&self) -> Option<CliError> {
        if let Some(reason) = self.engine.provider.contact().failure() {
            let trouble = CliError::new(format!("no request reached the provider: {reason}"));
            return Some(trouble.hint("Check that it runs, and --provider-base-url or --hostname and --port."));
        }
        let trouble = CliError::new("no interaction was verified");
        let is_futile = self.troubles.is_empty() && self.verified_nothing();
        is_futile.then(|| trouble.hint("Check the filters, and that the contracts have interactions."))
    }

    // That nobody was there is no result: what says so is held back until somebody is.
    async fn conclude(&mut self, candidates: &[Candidate], io: &mut Io) -> Result<()> {
        if self.engine.provider.contact().failure().is_some() {
            return Ok(());
        }
        for (candidate, report) in candidates.iter().zip(&mut self.reports).skip(self.concluded) {
            if report.interactions.is_empty() {
                continue;
            }
            if let Some(publisher) = &self.publisher {
                self.troubles.extend(publish(publisher, candidate, report, io).await?);
            }
            let after = format!(
                "after_verification:success_{}_published_{}",
                report.holds(),
                report.published.is_some()
            );
            TextReport::new(io).notices(&candidate.notices(&after))?;
        }
        self.concluded = self.reports.len();
        Ok(())
    }

    async fn verify(&mut self, candidate: &Candidate, io: &mut Io) -> Result<ContractReport> {
        let mut report = candidate.report();
        TextReport::new(io).contract(&report, &candidate.notices("before_verification"))?;
        let prepared = match candidate.prepare(&self.engine).await {
            Ok(prepared) => prepared,
            Err(refusal) => {
                report.refusal = Some(refusal.reason().to_owned());
                TextReport::new(io).refusal(&report)?;
                self.troubles.extend((!candidate.pending).then_some(refusal));
                return Ok(report);
            }
        };
        for (position, description) in prepared.descriptions().iter().enumerate() {
            let verifying = self.engine.verify(&prepared, position);
            let verified = with_progress(io, &format!("verifying \"{description}\""), verifying).await;
            TextReport::new(io).interaction(&report, &verified)?;
            report.interactions.push(verified);
            if self.stop_at_first_failure && report.count(Standing::Failed) > 0 {
                break;
            }
        }
        if prepared.is_filtered_out() {
            self.filtered_out += 1;
        } else if report.interactions.is_empty() {
            io.note(&format!("warning: '{}' holds no interaction to verify", report.source));
        }
        Ok(report)
    }

    // A broken contract is an answer (1), whatever else happened; without one, a contract that could not be verified or
    // published, or that nobody heard of, is none (2).
    fn outcome(mut self, io: &mut Io) -> Result<Outcome> {
        let was_there = self.engine.provider.contact().failure().is_none();
        let is_broken = was_there && report::count(&self.reports, Standing::Failed) > 0;
        if !self.troubles.is_empty() {
            io.note("The verification is not complete:");
        }
        let last = self.troubles.pop();
        self.troubles.iter().for_each(|trouble| io.note(&trouble.to_string()));
        match last {
            Some(trouble) if is_broken => {
                io.note(&trouble.to_string());
                Ok(Outcome::No)
            }
            Some(trouble) => Err(trouble),
            None if is_broken => Ok(Outcome::No),
            None => Ok(Outcome::Yes),
        }
    }

    // What is pending and refused need not have interactions; what a filter leaves nothing of must.
    fn verified_nothing(&self) -> bool {
        let is_excused = |report: &ContractReport| report.pending && report.refusal.is_some();
        let is_empty = self.reports.iter().all(|report| report.interactions.is_empty());
        is_empty && !self.reports.iter().all(is_excused)
    }
}

/// Publishes the result of a contract, or returns what kept it from that.
async fn publish(
    publisher: &Publisher,
    candidate: &Candidate,
    report: &mut ContractReport,
    io: &mut Io,
) -> Result<Option<CliError>> {
    match with_progress(io, "publishing the result", publisher.publish(candidate, report)).await {
        Ok(address) => {
            TextReport::new(io).published(&address)?;
            report.published = Some(address);
            Ok(None)
        }
        Err(error) => {
            TextReport::new(io).unpublished()?;
            report.trouble = Some(error.reason().to_owned());
            Ok(Some(error))
        }
    }
}
