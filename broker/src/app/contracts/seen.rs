//! A contract with what stands around it, as its page shows it.

use super::super::landscape::{VersionSeen, versions_seen};
use super::super::verifications::finding_of;
use super::super::{Answer, AnyConnection, AppError, Moment};
use super::{LatestPact, PactView, Pair, never_another, pair_of_pact};
use super::{pact_by_content, pact_latest, pact_of_version, pact_previous_distinct};
use crate::domain::metadata::LinkMetadata;
use crate::domain::pact_status::PactStatus;
use crate::store::contracts::{ContentHead, Published, content_by_sha};
use crate::store::neighbours::{publication_after, publication_before, publications_newest};
use crate::store::pacticipants::integration_of_pair;
use crate::store::verifications::{Verification, verifications_by_ids};
use crate::store::versions::version_by_id;

/// Which contract of a pair is asked for.
#[derive(Debug, Clone)]
pub enum WhichPact {
    /// That of a consumer version.
    OfVersion(String),
    /// What that of a consumer version was before it last changed.
    PreviousDistinct(String),
    /// The latest of a kind.
    Latest(LatestPact),
    /// That with a content, for the consumer version in the metadata.
    Content(String, LinkMetadata),
}

/// A contract with what stands around it.
#[derive(Debug)]
pub struct PactSeen {
    pub pact: PactView,
    pub version: VersionSeen,
    /// The build that published.
    pub build_url: Option<String>,
    pub status: PactStatus,
    /// The newest result of the content.
    pub result: Option<NewestResult>,
    pub neighbours: Neighbours,
}

/// A result at a glance.
#[derive(Debug, Clone)]
pub struct NewestResult {
    pub number: i64,
    pub success: bool,
    pub provider_version: VersionSeen,
    pub at: Moment,
}

/// Other contracts of the same pair.
#[derive(Debug)]
pub struct Neighbours {
    /// Number of the consumer version before.
    pub previous: Option<String>,
    /// Number of the consumer version after.
    pub next: Option<String>,
    /// The newest, newest first.
    pub newest: Vec<Neighbour>,
}

/// Another contract of the same pair.
#[derive(Debug, Clone)]
pub struct Neighbour {
    pub number: String,
    pub created_at: Moment,
    pub has_same_content: bool,
}

/// The contract, if it is there.
pub fn pact_find(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    which: &WhichPact,
) -> Answer<PactView> {
    match which {
        WhichPact::OfVersion(number) => pact_of_version(connection, consumer, provider, number),
        WhichPact::Latest(latest) => pact_latest(connection, consumer, provider, latest),
        WhichPact::Content(sha, metadata) => with_content(connection, (consumer, provider), sha, metadata),
        WhichPact::PreviousDistinct(number) => {
            let previous = pact_previous_distinct(connection, consumer, provider, number)?;
            previous.ok_or_else(|| never_another(consumer, provider, number))
        }
    }
}

/// For the version in the metadata, if that published it; unlike [`pact_by_content`], not all that did are looked up.
fn with_content(
    connection: &mut AnyConnection,
    (consumer, provider): (&str, &str),
    sha: &str,
    metadata: &LinkMetadata,
) -> Answer<PactView> {
    let named = metadata.consumer_version_number.as_deref();
    match named.map(|number| pact_of_version(connection, consumer, provider, number)) {
        Some(Ok(pact)) if pact.sha == sha => Ok(pact),
        None | Some(Ok(_) | Err(AppError::NotFound(_))) => pact_by_content(connection, consumer, provider, sha, None),
        Some(Err(error)) => Err(error),
    }
}

/// Shows a contract with what stands around it.
pub fn pact_seen(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    which: &WhichPact,
) -> Answer<PactSeen> {
    let pact = pact_find(connection, consumer, provider, which)?;
    let pair = pair_of_pact(connection, consumer, provider)?;
    let content = content_by_sha(connection, pair.consumer.id, pair.provider.id, &pact.sha)?;
    let content = content.ok_or_else(|| AppError::no_such("pact", &pact.sha))?;
    let result = newest_result(connection, &content)?;
    let versions: Vec<i64> = [pact.consumer_version_id]
        .into_iter()
        .chain(result.as_ref().map(|record| record.provider_version_id))
        .collect();
    let mut seen = versions_seen(connection, &versions, &[pair.consumer.id, pair.provider.id])?;
    let mut version = |id: i64| seen.remove(&id).unwrap_or_default();
    Ok(PactSeen {
        version: version(pact.consumer_version_id),
        result: result.as_ref().map(|record| NewestResult {
            number: record.id,
            success: record.success,
            provider_version: version(record.provider_version_id),
            at: record.executed_at,
        }),
        build_url: version_by_id(connection, pact.consumer_version_id)?.and_then(|version| version.build_url),
        status: status(connection, &pair, result.as_ref())?,
        neighbours: neighbours(connection, &pair, pact.consumer_version_id, &pact.sha)?,
        pact,
    })
}

fn newest_result(connection: &mut AnyConnection, content: &ContentHead) -> Answer<Option<Verification>> {
    let number: Vec<i64> = content.latest_verification_id.into_iter().collect();
    Ok(verifications_by_ids(connection, &number)?.pop())
}

/// By its own newest result, or else by the newest of the pair.
fn status(connection: &mut AnyConnection, pair: &Pair, own: Option<&Verification>) -> Answer<PactStatus> {
    if let Some(own) = own {
        return Ok(PactStatus::of_own(finding_of(own)));
    }
    let integration = integration_of_pair(connection, pair.consumer.id, pair.provider.id)?;
    let number = integration.and_then(|integration| integration.latest_verification_id);
    let other = verifications_by_ids(connection, &number.into_iter().collect::<Vec<_>>())?.pop();
    Ok(other.map_or(PactStatus::Never, |other| PactStatus::of_earlier(finding_of(&other))))
}

/// The contracts of a pair around one.
pub fn neighbours_of(connection: &mut AnyConnection, pact: &PactView) -> Answer<Neighbours> {
    let pair = pair_of_pact(connection, &pact.consumer, &pact.provider)?;
    neighbours(connection, &pair, pact.consumer_version_id, &pact.sha)
}

fn neighbours(connection: &mut AnyConnection, pair: &Pair, consumer_version: i64, sha: &str) -> Answer<Neighbours> {
    let ids = (pair.consumer.id, pair.provider.id);
    let number = |found: Option<Published>| found.map(|one| one.consumer_version.number);
    let neighbour = |one: Published| Neighbour {
        has_same_content: one.sha == sha,
        number: one.consumer_version.number,
        created_at: one.publication.created_at,
    };
    Ok(Neighbours {
        previous: number(publication_before(connection, ids, consumer_version)?),
        next: number(publication_after(connection, ids, consumer_version)?),
        newest: publications_newest(connection, ids)?
            .into_iter()
            .map(neighbour)
            .collect(),
    })
}
