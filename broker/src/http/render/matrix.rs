//! The matrix and the answer to can-i-deploy.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::super::hal::{Link, timestamp};
use super::super::links::Links;
use super::versions::branch_of_version;
use crate::app::matrix::MatrixAnswer;
use crate::app::versions::VersionDetails;
use crate::domain::matrix::{MatrixRow, Outcome, Party, PartyVersion};
use crate::domain::metadata::LinkMetadata;

/// The answer as a document.
///
/// Written as it is put together: a version stands in many rows, and a tree of values would hold a copy for each.
pub(crate) fn document(links: &Links, answer: &MatrixAnswer) -> String {
    let outcome = &answer.outcome;
    let mut versions = Versions {
        links,
        answer,
        rendered: HashMap::new(),
    };
    let considered = outcome.considered.iter().map(|row| (row, false));
    let rows: Vec<String> = considered
        .chain(outcome.ignored.iter().map(|row| (row, true)))
        .map(|(row, ignored)| row_text(links, row, ignored, &mut versions))
        .collect();
    format!(
        "{{\"summary\":{},\"notices\":{},\"matrix\":[{}]}}",
        summary(outcome),
        notices(outcome),
        rows.join(",")
    )
}

fn row_text(links: &Links, row: &MatrixRow, ignored: bool, versions: &mut Versions<'_>) -> String {
    let consumer = versions.side(&row.consumer, Some(&row.consumer_version));
    let provider = versions.side(
        &row.provider,
        row.result.as_ref().map(|result| &result.provider_version),
    );
    let result = result(links, row).map_or_else(|| "null".to_owned(), |result| result.to_string());
    let ignored = if ignored { ",\"ignored\":true" } else { "" };
    format!(
        "{{\"consumer\":{consumer},\"provider\":{provider},\"pact\":{},\"verificationResult\":{result}{ignored}}}",
        pact(links, row)
    )
}

/// The versions of the rows, each rendered once.
struct Versions<'a> {
    links: &'a Links,
    answer: &'a MatrixAnswer,
    rendered: HashMap<i64, String>,
}

impl Versions<'_> {
    fn side(&mut self, party: &Party, version: Option<&PartyVersion>) -> String {
        let version = version.map_or("null", |version| self.version(party, version));
        let version = version.to_owned();
        let name = Value::from(party.name.as_str());
        let links = json!({"self": {"href": self.links.pacticipant(&party.name)}});
        format!("{{\"name\":{name},\"version\":{version},\"_links\":{links}}}")
    }

    fn version(&mut self, party: &Party, version: &PartyVersion) -> &str {
        self.rendered.entry(version.id).or_insert_with(|| {
            let nothing = VersionDetails::default();
            let details = self.answer.details.get(&version.id).unwrap_or(&nothing);
            version_with_details(self.links, &party.name, &version.number, details).to_string()
        })
    }
}

fn summary(outcome: &Outcome) -> Value {
    let counts = &outcome.summary;
    let mut summary = json!({
        "deployable": counts.deployable,
        "reason": reason(outcome),
        "success": counts.success,
        "failed": counts.failed,
        "unknown": counts.unknown,
    });
    if let Some(ignored) = counts.ignored {
        summary["ignored"] = json!(ignored);
    }
    summary
}

fn reason(outcome: &Outcome) -> String {
    let lines: Vec<&str> = outcome.notices.iter().map(|notice| notice.text.as_str()).collect();
    lines.join("\n")
}

fn notices(outcome: &Outcome) -> Value {
    outcome
        .notices
        .iter()
        .map(|notice| json!({"type": notice.kind.as_str(), "text": notice.text}))
        .collect()
}

fn version_with_details(links: &Links, name: &str, number: &str, details: &VersionDetails) -> Value {
    let branches: Vec<Value> = details
        .branches
        .iter()
        .map(|branch| branch_of_version(links, name, number, &branch.name, branch.is_head))
        .collect();
    let environments: Vec<Value> = details
        .environments
        .iter()
        .map(|environment| {
            json!({
                "uuid": environment.uuid,
                "name": environment.name,
                "displayName": environment.display_name,
                "production": environment.production,
                "createdAt": timestamp(environment.created_at),
                "_links": {"self": Value::from(
                    Link::to(links.environment(&environment.uuid)).title("Environment").name(environment.name.as_str())
                )},
            })
        })
        .collect();
    let tags: Vec<Value> = details
        .tags
        .iter()
        .map(|tag| {
            json!({
                "name": tag.name,
                "latest": tag.is_latest,
                "_links": {"self": {"href": links.tag(name, number, &tag.name)}},
            })
        })
        .collect();
    json!({
        "number": number,
        "branch": details.last_branch(),
        "branches": branches,
        "branchVersions": branches,
        "environments": environments,
        "_links": {"self": {"href": links.version(name, number)}},
        "tags": tags,
    })
}

fn pact(links: &Links, row: &MatrixRow) -> Value {
    let own = links.pact(&row.consumer.name, &row.provider.name, &row.consumer_version.number);
    json!({"createdAt": timestamp(row.pact_created_at), "_links": {"self": {"href": own}}})
}

fn result(links: &Links, row: &MatrixRow) -> Option<Value> {
    let result = row.result.as_ref()?;
    let metadata = LinkMetadata {
        consumer_version_number: Some(row.consumer_version.number.clone()),
        ..LinkMetadata::default()
    };
    let content = links.content(
        &row.consumer.name,
        &row.provider.name,
        &row.sha,
        Some(&metadata.encode()),
    );
    Some(json!({
        "success": result.success,
        "verifiedAt": timestamp(result.executed_at),
        "_links": {"self": {"href": links.result(&content, result.number)}},
    }))
}

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
