//! The matrix as a table for people.

use super::super::table::table;
use super::reason;
use crate::app::matrix::MatrixAnswer;

/// The answer as a table for people.
pub(crate) fn text(answer: &MatrixAnswer) -> String {
    let outcome = &answer.outcome;
    let rows = outcome.considered.iter().chain(&outcome.ignored).map(|row| {
        let result = row.result.as_ref();
        [
            row.consumer.name.clone(),
            row.consumer_version.number.clone(),
            row.revision.to_string(),
            row.provider.name.clone(),
            result
                .map(|result| result.provider_version.number.clone())
                .unwrap_or_default(),
            result.map(|result| result.number.to_string()).unwrap_or_default(),
            result.map(|result| result.success.to_string()).unwrap_or_default(),
        ]
    });
    let deployable = match outcome.summary.deployable {
        Some(answer) => answer.to_string(),
        None => "nil".to_owned(),
    };
    format!(
        "{}\n\nDeployable: {deployable}\nReason: {}\n",
        table(HEADING, rows),
        reason(outcome)
    )
}

const HEADING: [&str; 7] = [
    "CONSUMER",
    "C_VERSION",
    "REVISION",
    "PROVIDER",
    "P_VERSION",
    "NUMBER",
    "SUCCESS",
];
