//! The matrix and the answer to can-i-deploy.
//!
//! The documents are types rather than trees of values, and written once: an answer has hundreds of small objects.

mod blockers;
mod table;
mod version;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::super::hal::timestamp;
use super::super::links::Links;
use crate::app::matrix::MatrixAnswer;
use crate::app::versions::VersionDetails;
use crate::domain::matrix::{MatrixRow, Outcome, Party, PartyVersion};
use crate::domain::metadata::LinkMetadata;
use blockers::Obstacle;
pub(crate) use table::text;
use version::Version;

#[derive(Debug, Serialize)]
struct Matrix<'a> {
    summary: Summary,
    notices: Vec<Notice<'a>>,
    blockers: Vec<Obstacle<'a>>,
    matrix: Vec<Row<'a>>,
}

#[derive(Debug, Serialize)]
struct Summary {
    deployable: Option<bool>,
    reason: String,
    success: usize,
    failed: usize,
    unknown: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    ignored: Option<usize>,
}

#[derive(Debug, Serialize)]
struct Notice<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    text: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    consumer: Side<'a>,
    provider: Side<'a>,
    pact: Pact,
    verification_result: Option<VerificationResult>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    ignored: bool,
}

#[derive(Debug, Serialize)]
struct Side<'a> {
    name: &'a str,
    version: Option<&'a RawValue>,
    #[serde(rename = "_links")]
    links: SelfLink<Href>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Pact {
    created_at: String,
    #[serde(rename = "_links")]
    links: SelfLink<Href>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct VerificationResult {
    success: bool,
    verified_at: String,
    #[serde(rename = "_links")]
    links: SelfLink<Href>,
}

/// `{"self": …}`.
#[derive(Debug, Clone, Serialize)]
struct SelfLink<L> {
    #[serde(rename = "self")]
    own: L,
}

impl<L> SelfLink<L> {
    fn to(own: L) -> Self {
        Self { own }
    }
}

/// `{"href": …}`.
#[derive(Debug, Clone, Serialize)]
struct Href {
    href: String,
}

impl Href {
    fn new(href: String) -> Self {
        Self { href }
    }
}

/// The answer as a document.
pub(crate) fn document(links: &Links, answer: &MatrixAnswer) -> Result<Vec<u8>, serde_json::Error> {
    let outcome = &answer.outcome;
    let versions = versions(links, answer)?;
    let considered = outcome.considered.iter().map(|row| (row, false));
    let ignored = outcome.ignored.iter().map(|row| (row, true));
    let rows = considered
        .chain(ignored)
        .map(|(row, ignored)| self::row(links, row, ignored, &versions));
    serde_json::to_vec(&Matrix {
        summary: summary(outcome),
        notices: notices(outcome),
        blockers: outcome.blockers.iter().map(|one| Obstacle::new(links, one)).collect(),
        matrix: rows.collect(),
    })
}

/// The versions of the rows by id, each written once however many rows it stands in.
type Versions = HashMap<i64, Box<RawValue>>;

fn versions(links: &Links, answer: &MatrixAnswer) -> Result<Versions, serde_json::Error> {
    let nothing = VersionDetails::default();
    let mut written = Versions::new();
    let rows = answer.outcome.considered.iter().chain(&answer.outcome.ignored);
    for (party, version) in rows.flat_map(parties) {
        if let Entry::Vacant(place) = written.entry(version.id) {
            let details = answer.details.get(&version.id).unwrap_or(&nothing);
            let document = Version::new(links, &party.name, &version.number, details);
            place.insert(to_raw_value(&document)?);
        }
    }
    Ok(written)
}

fn parties(row: &MatrixRow) -> impl Iterator<Item = (&Party, &PartyVersion)> {
    let result = row.result.as_ref();
    let provider = result.map(|result| (&row.provider, &result.provider_version));
    std::iter::once((&row.consumer, &row.consumer_version)).chain(provider)
}

fn row<'a>(links: &Links, row: &'a MatrixRow, ignored: bool, versions: &'a Versions) -> Row<'a> {
    let side = |party: &'a Party, version: Option<&PartyVersion>| Side {
        name: &party.name,
        version: version.and_then(|version| versions.get(&version.id)).map(AsRef::as_ref),
        links: SelfLink::to(Href::new(links.pacticipant(&party.name))),
    };
    let result = row.result.as_ref();
    Row {
        consumer: side(&row.consumer, Some(&row.consumer_version)),
        provider: side(&row.provider, result.map(|result| &result.provider_version)),
        pact: pact(links, row),
        verification_result: verification_result(links, row),
        ignored,
    }
}

fn pact(links: &Links, row: &MatrixRow) -> Pact {
    let own = links.pact(&row.consumer.name, &row.provider.name, &row.consumer_version.number);
    Pact {
        created_at: timestamp(row.pact_created_at),
        links: SelfLink::to(Href::new(own)),
    }
}

fn verification_result(links: &Links, row: &MatrixRow) -> Option<VerificationResult> {
    let result = row.result.as_ref()?;
    let metadata = LinkMetadata {
        consumer_version_number: Some(row.consumer_version.number.clone()),
        ..LinkMetadata::default()
    };
    let (consumer, provider) = (&row.consumer.name, &row.provider.name);
    let content = links.content(consumer, provider, &row.sha, Some(&metadata.encode()));
    Some(VerificationResult {
        success: result.success,
        verified_at: timestamp(result.executed_at),
        links: SelfLink::to(Href::new(links.result(&content, result.number))),
    })
}

fn summary(outcome: &Outcome) -> Summary {
    let counts = &outcome.summary;
    Summary {
        deployable: counts.deployable,
        reason: reason(outcome),
        success: counts.success,
        failed: counts.failed,
        unknown: counts.unknown,
        ignored: counts.ignored,
    }
}

fn reason(outcome: &Outcome) -> String {
    let lines: Vec<&str> = outcome.notices.iter().map(|notice| notice.text.as_str()).collect();
    lines.join("\n")
}

fn notices(outcome: &Outcome) -> Vec<Notice<'_>> {
    let notice = outcome.notices.iter().map(|notice| Notice {
        kind: notice.kind.as_str(),
        text: &notice.text,
    });
    notice.collect()
}
