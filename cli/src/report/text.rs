//! Lines that a person can act on: which interaction, what was expected, what was received, where.

use std::borrow::Cow;
use std::io::Write;

use super::{ContractReport, Standing, count};
use crate::engine::{Attribute, Difference, Verdict, Verified};
use crate::error::Result;
use crate::io::Io;
use crate::output::{Paint, counted};

/// The number of characters of a value that a person reads; reports for machines have the rest.
const LONGEST: usize = 500;

/// Writes the report of a verification while it goes on.
pub(crate) struct TextReport<'a> {
    out: &'a mut dyn Write,
    paint: Paint,
}

impl<'a> TextReport<'a> {
    /// A report on the output of this run.
    pub(crate) fn new(io: &'a mut Io) -> Self {
        Self {
            paint: Paint(io.colour),
            out: &mut io.out,
        }
    }

    /// The heading of a contract, with what the broker has to say about it.
    pub(crate) fn contract(&mut self, contract: &ContractReport, notices: &[String]) -> Result<()> {
        let pending = if contract.pending {
            self.paint.doubtful(" (pending)")
        } else {
            String::new()
        };
        let pair = self
            .paint
            .strong(&format!("{} expects of {}", contract.consumer, contract.provider));
        writeln!(self.out, "\n{pair}{pending}  {}", self.paint.faint(&contract.source))?;
        self.notices(notices)
    }

    /// Why nothing of the contract can be verified.
    pub(crate) fn refusal(&mut self, contract: &ContractReport) -> Result<()> {
        let Some(reason) = &contract.refusal else { return Ok(()) };
        let (mark, text) = match contract.pending {
            true => (
                self.paint.doubtful("✗"),
                self.paint.doubtful("cannot be verified, but pending"),
            ),
            false => (self.paint.bad("✗"), self.paint.bad("CANNOT BE VERIFIED")),
        };
        Ok(writeln!(self.out, "  {mark} {text}\n      {reason}")?)
    }

    /// What the broker has to say.
    pub(crate) fn notices(&mut self, notices: &[String]) -> Result<()> {
        for line in notices.iter().flat_map(|notice| notice.lines()) {
            writeln!(self.out, "  {}", self.paint.faint(line))?;
        }
        Ok(())
    }

    /// Where the result of the contract can be seen from now on.
    pub(crate) fn published(&mut self, address: &str) -> Result<()> {
        Ok(writeln!(self.out, "  published as {address}")?)
    }

    /// That the result of the contract is nowhere to be seen; the reason comes at the end.
    pub(crate) fn unpublished(&mut self) -> Result<()> {
        let text = self.paint.bad("the result could not be published");
        Ok(writeln!(self.out, "  {text}")?)
    }

    /// One interaction, with everything that differs.
    pub(crate) fn interaction(&mut self, contract: &ContractReport, interaction: &Verified) -> Result<()> {
        let (mark, word) = match contract.standing(interaction) {
            Standing::Passed => (self.paint.good("✓"), String::new()),
            Standing::Failed => (self.paint.bad("✗"), self.paint.bad("  FAILED")),
            Standing::PendingFailed => (self.paint.doubtful("✗"), self.paint.doubtful("  FAILED, but pending")),
        };
        let duration = self.paint.faint(&format!("({} ms)", interaction.duration.as_millis()));
        writeln!(self.out, "  {mark} {} {duration}{word}", interaction.description)?;
        match &interaction.verdict {
            Verdict::Holds => Ok(()),
            Verdict::Differs(differences) => {
                self.circumstances(interaction)?;
                for difference in differences {
                    self.difference(difference)?;
                }
                self.unexpected_answer(interaction, differences)
            }
            Verdict::Failed(reason) => {
                self.circumstances(interaction)?;
                reason
                    .lines()
                    .try_for_each(|line| Ok(writeln!(self.out, "      {}", self.paint.bad(line))?))
            }
        }
    }

    /// The last lines: which interactions failed, and how many did and did not.
    pub(crate) fn summary(&mut self, contracts: &[ContractReport]) -> Result<()> {
        self.failed(contracts)?;
        let (passed, failed) = (count(contracts, Standing::Passed), count(contracts, Standing::Failed));
        let pending = count(contracts, Standing::PendingFailed);
        let total = passed + failed + pending;
        let mut text = format!(
            "{} in {}: {passed} passed, {failed} failed",
            counted(total, "interaction"),
            counted(contracts.len(), "contract")
        );
        if pending > 0 {
            text += &format!(", {pending} pending failed");
        }
        let refused = contracts.iter().filter(|contract| contract.refusal.is_some()).count();
        if refused > 0 {
            text += &format!("; {} could not be verified", counted(refused, "contract"));
        }
        let acceptable = contracts.iter().all(ContractReport::is_acceptable);
        let text = if acceptable {
            self.paint.good(&text)
        } else {
            self.paint.bad(&text)
        };
        Ok(writeln!(self.out, "\n{text}")?)
    }

    // Above the fold of a long report, nobody sees them.
    fn failed(&mut self, contracts: &[ContractReport]) -> Result<()> {
        if count(contracts, Standing::Failed) > 0 {
            writeln!(self.out, "\n{}", self.paint.bad("Failed"))?;
        }
        for contract in contracts {
            let failed = |interaction: &&Verified| contract.standing(interaction) == Standing::Failed;
            for interaction in contract.interactions.iter().filter(failed) {
                writeln!(self.out, "  {}: {}", contract.consumer, interaction.description)?;
            }
        }
        Ok(())
    }

    fn circumstances(&mut self, interaction: &Verified) -> Result<()> {
        for (index, state) in interaction.states.iter().enumerate() {
            writeln!(self.out, "      {} {state}", if index == 0 { "given" } else { "  and" })?;
        }
        if !interaction.exchange.asked.is_empty() {
            writeln!(self.out, "      {}", interaction.exchange.asked)?;
        }
        Ok(())
    }

    // With another status, the body is another one too: it says why, and no difference shows it.
    fn unexpected_answer(&mut self, interaction: &Verified, differences: &[Difference]) -> Result<()> {
        let has_other_status = differences
            .iter()
            .any(|difference| difference.attribute == Attribute::Status);
        match interaction.exchange.answer.as_ref().filter(|_| has_other_status) {
            Some(answer) => Ok(writeln!(self.out, "      answer\n        {}", self.paint.bad(answer))?),
            None => Ok(()),
        }
    }

    fn difference(&mut self, difference: &Difference) -> Result<()> {
        writeln!(self.out, "      {}", self.paint.strong(&difference.whereabouts()))?;
        if difference.attribute != Attribute::Status {
            writeln!(self.out, "        {}", shortened(&difference.description))?;
        }
        writeln!(
            self.out,
            "        expected: {}",
            self.paint.good(&value(difference.expected.as_deref()))
        )?;
        writeln!(
            self.out,
            "        received: {}",
            self.paint.bad(&value(difference.received.as_deref()))
        )?;
        Ok(())
    }
}

fn value(text: Option<&str>) -> Cow<'_, str> {
    match text {
        None | Some("") => "(nothing)".into(),
        Some(text) => shortened(text),
    }
}

fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        None => text.into(),
        Some((end, _)) => {
            let (beginning, rest) = text.split_at(end);
            format!("{beginning} … and {} more characters", rest.chars().count()).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn text(write: impl FnOnce(&mut TextReport<'_>) -> Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut TextReport {
            out: &mut out,
            paint: Paint(false),
        })
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_failure_says_what_was_asked_expected_and_received() {
        let contract = samples::contract();
        insta::assert_snapshot!(text(|report| {
            report.contract(&contract, &["Verified because of main".to_owned()])?;
            let mut interactions = contract.interactions.iter();
            interactions.try_for_each(|interaction| report.interaction(&contract, interaction))
        }));
    }

    #[test]
    fn the_summary_names_what_failed_and_counts_pending_failures_apart() {
        let contracts = [samples::contract()];
        let summary = text(|report| report.summary(&contracts));
        assert_eq!(
            summary.trim(),
            "Failed\n  shop: a request for order 2\n\n3 interactions in 1 contract: 1 passed, 1 failed, 1 pending failed"
        );
    }

    #[test]
    fn where_nothing_failed_no_name_is_in_the_summary() {
        let mut contract = samples::contract();
        contract.pending = true;
        let summary = text(|report| report.summary(&[contract]));
        assert_eq!(
            summary.trim(),
            "3 interactions in 1 contract: 1 passed, 0 failed, 2 pending failed"
        );
    }
}
