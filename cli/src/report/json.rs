//! The JSON report.

use std::path::Path;

use serde::Serialize;

use super::{ContractReport, Standing, count, write_file};
use crate::engine::{Difference, Verdict, Verified};
use crate::error::{CliError, Result};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    success: bool,
    summary: Summary,
    contracts: Vec<Contract<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    contracts: usize,
    passed: usize,
    failed: usize,
    pending_failed: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Contract<'a> {
    consumer: &'a str,
    provider: &'a str,
    source: &'a str,
    pending: bool,
    success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    interactions: Vec<Interaction<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Interaction<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    interaction_id: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'a str,
    description: &'a str,
    provider_states: &'a [String],
    pending: bool,
    success: bool,
    request: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a str>,
    duration_ms: u128,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Difference]>::is_empty")]
    mismatches: &'a [Difference],
}

impl<'a> From<&'a Verified> for Interaction<'a> {
    fn from(verified: &'a Verified) -> Self {
        let (error, mismatches) = match &verified.verdict {
            Verdict::Holds => (None, &[][..]),
            Verdict::Differs(differences) => (None, differences.as_slice()),
            Verdict::Failed(reason) => (Some(reason.as_str()), &[][..]),
        };
        Self {
            interaction_id: verified.id.as_deref(),
            kind: &verified.kind,
            description: &verified.description,
            provider_states: &verified.states,
            pending: verified.pending,
            success: verified.holds(),
            answer: verified.exchange.answer.as_deref().filter(|_| !verified.holds()),
            request: &verified.exchange.asked,
            duration_ms: verified.duration.as_millis(),
            error,
            mismatches,
        }
    }
}

impl<'a> From<&'a ContractReport> for Contract<'a> {
    fn from(report: &'a ContractReport) -> Self {
        Self {
            consumer: &report.consumer,
            provider: &report.provider,
            source: &report.source,
            pending: report.pending,
            success: report.holds() && report.trouble.is_none(),
            error: report.refusal.as_deref().or(report.trouble.as_deref()),
            published: report.published.as_deref(),
            interactions: report.interactions.iter().map(Interaction::from).collect(),
        }
    }
}

fn render(contracts: &[ContractReport]) -> serde_json::Result<String> {
    let summary = Summary {
        contracts: contracts.len(),
        passed: count(contracts, Standing::Passed),
        failed: count(contracts, Standing::Failed),
        pending_failed: count(contracts, Standing::PendingFailed),
    };
    serde_json::to_string_pretty(&Report {
        success: contracts.iter().all(ContractReport::is_acceptable),
        summary,
        contracts: contracts.iter().map(Contract::from).collect(),
    })
}

/// Writes the report to a file, whose directory is made if need be.
pub(crate) fn write(path: &Path, contracts: &[ContractReport]) -> Result<()> {
    let text = render(contracts).map_err(|error| CliError::new(format!("could not write the JSON report: {error}")))?;
    write_file(path, "JSON", text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn the_report_holds_every_interaction_with_its_reason() {
        insta::assert_snapshot!(render(&[samples::contract()]).unwrap());
    }

    #[test]
    fn a_contract_that_could_not_be_verified_is_no_success_unless_it_is_pending() {
        let report = |pending| -> serde_json::Value {
            serde_json::from_str(&render(&[samples::refused(pending)]).unwrap()).unwrap()
        };
        let (refused, pending) = (report(false), report(true));
        assert_eq!(
            (&refused["success"], &pending["success"]),
            (&false.into(), &true.into())
        );
        assert_eq!(refused["contracts"][0]["success"], false);
        assert_eq!(refused["contracts"][0]["error"], "it needs the Pact plugin csv");
    }

    #[test]
    fn a_result_that_could_not_be_published_is_no_success_even_if_it_is_pending() {
        let report: serde_json::Value = serde_json::from_str(&render(&[samples::unpublished(true)]).unwrap()).unwrap();
        assert_eq!(
            (&report["success"], &report["summary"]["passed"]),
            (&false.into(), &1.into())
        );
        assert_eq!(report["contracts"][0]["success"], false);
        assert_eq!(report["contracts"][0]["error"], "the broker is out of reach");
    }

    #[test]
    fn a_report_that_cannot_be_written_is_an_error_that_names_the_file() {
        let error = write(Path::new("/proc/none/report.json"), &[]).unwrap_err().to_string();
        assert!(
            error.contains("could not write the JSON report '/proc/none/report.json'"),
            "{error}"
        );
    }
}
