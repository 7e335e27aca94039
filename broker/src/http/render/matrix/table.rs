//! The matrix as a table for people.

use super::reason;
use crate::app::matrix::MatrixAnswer;

/// The answer as a table for people.
pub(crate) fn text(answer: &MatrixAnswer) -> String {
    let outcome = &answer.outcome;
    let heading = [
        "CONSUMER",
        "C_VERSION",
        "REVISION",
        "PROVIDER",
        "P_VERSION",
        "NUMBER",
        "SUCCESS",
    ]
    .map(str::to_owned);
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
    let table: Vec<[String; 7]> = std::iter::once(heading).chain(rows).collect();
    let widths: Vec<usize> = (0..7)
        .map(|column| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
        .collect();
    let line = |row: &[String; 7]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join(" | ").trim_end().to_owned()
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut lines: Vec<String> = table.iter().map(line).collect();
    lines.insert(1, rule.join("-|-"));
    let deployable = match outcome.summary.deployable {
        Some(answer) => answer.to_string(),
        None => "nil".to_owned(),
    };
    format!(
        "{}\n\nDeployable: {deployable}\nReason: {}\n",
        lines.join("\n"),
        reason(outcome)
    )
}
