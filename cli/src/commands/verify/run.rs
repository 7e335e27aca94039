//! A verification from the first contract to the exit code.

use super::candidate::Candidate;
use super::publication::Publisher;
use crate::engine::Engine;
use crate::error::{CliError, Outcome, Result};
use crate::io::Io;
use crate::output::{counted, with_progress};
use crate::report::{self, ContractReport, Standing, TextReport};

/// A verification on its way.
pub(super) struct Run {
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

impl Run {
    /// A verification with nothing done yet.
    pub(super) fn new(engine: Engine, publisher: Option<Publisher>, stop_at_first_failure: bool) -> Self {
        Self {
            engine,
            publisher,
            stop_at_first_failure,
            reports: Vec::new(),
            concluded: 0,
            filtered_out: 0,
            troubles: Vec::new(),
        }
    }

    /// What became of the contracts so far.
    pub(super) fn reports(&self) -> &[ContractReport] {
        &self.reports
    }

    /// Verifies every contract and publishes the results, if they are to be.
    pub(super) async fn verify_all(&mut self, candidates: &[Candidate], io: &mut Io) -> Result<()> {
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

    /// How the verification ends.
    // A broken contract is an answer (1), whatever else happened; without one, a contract that could not be verified or
    // published, or that nobody heard of, is none (2).
    pub(super) fn outcome(mut self, io: &mut Io) -> Result<Outcome> {
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
