//! A verification result with what stands around it, as its page shows it.

use super::contracts::{PactView, WhichPact, pact_find};
use super::landscape::{VersionSeen, versions_seen};
use super::verifications::{ContentAddress, WhichResult, result_find};
use super::{Answer, AnyConnection, AppError};
use crate::domain::metadata::LinkMetadata;
pub use crate::store::result_history::PastResult;
use crate::store::result_history::results_of_content;
pub use crate::store::verifications::Verification;

/// Results in one part of the history.
const HISTORY: i64 = 20;

/// A result with what stands around it.
#[derive(Debug)]
pub struct ResultSeen {
    pub record: Verification,
    pub provider_version: VersionSeen,
    /// The contract that was verified, unless every publication of it is gone.
    pub pact: Option<PactView>,
    /// Results of the same content, newest first.
    pub history: Vec<PastResult>,
    /// The number at which an earlier part of the history begins.
    pub earlier: Option<i64>,
}

/// Shows a result, with a part of the history of its content that begins at `up_to`, or at the newest.
pub fn result_seen(
    connection: &mut AnyConnection,
    address: &ContentAddress,
    metadata: &LinkMetadata,
    which: WhichResult,
    up_to: Option<i64>,
) -> Answer<ResultSeen> {
    let (content, record) = result_find(connection, address, which)?;
    let pact = WhichPact::Content(address.sha.clone(), metadata.clone());
    let pact = match pact_find(connection, &address.consumer, &address.provider, &pact) {
        Err(AppError::NotFound(_)) => None,
        pact => Some(pact?),
    };
    let mut versions = versions_seen(connection, &[record.provider_version_id], &[content.provider_id])?;
    let mut history = results_of_content(connection, content.id, up_to.unwrap_or(i64::MAX), HISTORY + 1)?;
    let shown = usize::try_from(HISTORY).unwrap_or(usize::MAX);
    let earlier = history.get(shown).map(|result| result.id);
    history.truncate(shown);
    Ok(ResultSeen {
        provider_version: versions.remove(&record.provider_version_id).unwrap_or_default(),
        record,
        pact,
        history,
        earlier,
    })
}
