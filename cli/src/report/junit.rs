//! The JUnit report: a suite per contract, a case per interaction.

use std::path::Path;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{ContractReport, Standing, write_file};
use crate::engine::{Verdict, Verified};
use crate::error::{CliError, Result};

/// Writes the report to a file, whose directory is made if need be.
pub(crate) fn write(path: &Path, contracts: &[ContractReport]) -> Result<()> {
    let text =
        render(contracts).map_err(|error| CliError::new(format!("could not write the JUnit report: {error}")))?;
    write_file(path, "JUnit", text.as_bytes())
}

fn render(contracts: &[ContractReport]) -> std::result::Result<String, quick_junit::SerializeError> {
    let mut report = Report::new("accord verify");
    report.add_test_suites(contracts.iter().map(suite));
    report.to_string()
}

fn suite(contract: &ContractReport) -> TestSuite {
    let mut suite = TestSuite::new(format!("{} expects of {}", contract.consumer, contract.provider));
    suite.add_test_cases(
        contract
            .interactions
            .iter()
            .map(|interaction| case(contract, interaction)),
    );
    suite.add_test_cases(contract.refusal.iter().map(|reason| refused(contract, reason)));
    suite.add_test_cases(contract.trouble.iter().map(|reason| troubled(contract, reason)));
    suite.set_time(
        contract
            .interactions
            .iter()
            .map(|interaction| interaction.duration)
            .sum(),
    );
    suite
}

fn case(contract: &ContractReport, interaction: &Verified) -> TestCase {
    let mut case = TestCase::new(name(interaction), status(contract, interaction));
    case.set_classname(format!("{}.{}", contract.provider, contract.consumer))
        .set_time(interaction.duration);
    case
}

fn refused(contract: &ContractReport, reason: &str) -> TestCase {
    let mut status = match contract.pending {
        true => TestCaseStatus::skipped(),
        false => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    status.set_message(reason);
    beside(contract, "the contract can be verified", status)
}

fn troubled(contract: &ContractReport, reason: &str) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(reason);
    beside(contract, "the verification is complete", status)
}

/// A case of a contract that none of its interactions is.
fn beside(contract: &ContractReport, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("{}.{}", contract.provider, contract.consumer));
    case
}

fn name(interaction: &Verified) -> String {
    match interaction.states.as_slice() {
        [] => interaction.description.clone(),
        states => format!("{} given {}", interaction.description, states.join(" and ")),
    }
}

// Pending failures are skipped cases: JUnit has no word for "failed, and that is all right".
fn status(contract: &ContractReport, interaction: &Verified) -> TestCaseStatus {
    let (message, details) = reason(interaction);
    let mut status = match contract.standing(interaction) {
        Standing::Passed => return TestCaseStatus::success(),
        Standing::Failed => TestCaseStatus::non_success(kind(interaction)),
        Standing::PendingFailed => TestCaseStatus::skipped(),
    };
    status.set_message(message).set_description(details);
    status
}

fn kind(interaction: &Verified) -> NonSuccessKind {
    match interaction.verdict {
        Verdict::Failed(_) => NonSuccessKind::Error,
        Verdict::Holds | Verdict::Differs(_) => NonSuccessKind::Failure,
    }
}

fn reason(interaction: &Verified) -> (String, String) {
    match &interaction.verdict {
        Verdict::Holds => (String::new(), String::new()),
        Verdict::Failed(reason) => (reason.clone(), interaction.exchange.asked.clone()),
        Verdict::Differs(differences) => {
            let lines = differences
                .iter()
                .map(|difference| format!("{}: {}", difference.whereabouts(), difference.description));
            let lines: Vec<String> = std::iter::once(interaction.exchange.asked.clone())
                .chain(lines)
                .collect();
            (differences[0].description.clone(), lines.join("\n"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn failures_errors_and_pending_failures_are_told_apart() {
        let report = render(&[samples::contract()]).unwrap();
        insta::assert_snapshot!(report);
    }

    #[test]
    fn a_contract_that_could_not_be_verified_is_an_error() {
        let report = render(&[samples::refused(false)]).unwrap();
        assert!(
            report.contains(r#"tests="1" skipped="0" failures="0" errors="1""#),
            "{report}"
        );
        assert!(
            report.contains(r#"<error message="it needs the Pact plugin csv"/>"#),
            "{report}"
        );
    }
    #[test]
    fn a_result_that_could_not_be_published_is_an_error_even_if_it_is_pending() {
        let report = render(&[samples::unpublished(true)]).unwrap();
        assert!(
            report.contains(r#"tests="2" skipped="0" failures="0" errors="1""#)
                && report.contains(r#"<error message="the broker is out of reach"/>"#),
            "{report}"
        );
    }
}
