//! Deleting (`semantics.md` section 12).

use super::branches::branch_find;
use super::contracts::{HeadOf, pair_find, pair_of_pact};
use super::pacticipants::pacticipant_part;
use super::verifications::{ContentAddress, OfPact, WhichResult, address_of_pact, result_find};
use super::versions::version_find;
use super::{Answer, AnyConnection, AppError};
use crate::store::branches::{branch_by_name, branch_version};
use crate::store::contracts::{
    Latest, publication_latest, publication_of_version, publications_of_pair, publications_on_branches,
    publications_tagged,
};
use crate::store::pacticipants::pacticipants_lock;
use crate::store::removal as rows;
use crate::store::tags::{tag_by_name, tag_remove};

/// Deletes a version with its tags, pacts, results, deployments and releases.
pub fn version_delete(connection: &mut AnyConnection, name: &str, number: &str) -> Answer<()> {
    let pacticipant = pacticipant_part(connection, name)?;
    pacticipants_lock(connection, &[pacticipant.id])?;
    let version = version_find(connection, &pacticipant, number)?;
    Ok(rows::versions_remove(connection, pacticipant.id, &[version.id])?)
}

/// Deletes a branch; its versions and their pacts stay.
pub fn branch_delete(connection: &mut AnyConnection, name: &str, branch: &str) -> Answer<()> {
    let pacticipant = pacticipant_part(connection, name)?;
    pacticipants_lock(connection, &[pacticipant.id])?;
    let found = branch_find(connection, &pacticipant, branch)?;
    Ok(rows::branch_remove(connection, found.id)?)
}

/// Takes a version off a branch.
pub fn branch_version_delete(connection: &mut AnyConnection, name: &str, branch: &str, number: &str) -> Answer<()> {
    let pacticipant = pacticipant_part(connection, name)?;
    pacticipants_lock(connection, &[pacticipant.id])?;
    let version = version_find(connection, &pacticipant, number)?;
    let found = match branch_by_name(connection, pacticipant.id, branch)? {
        Some(found) if branch_version(connection, found.id, version.id)?.is_some() => found,
        _ => {
            return Err(AppError::NotFound(format!(
                "Version `{number}` of `{name}` is not on a branch `{branch}`."
            )));
        }
    };
    Ok(rows::branch_remove_version(connection, found.id, version.id)?)
}

/// Takes a tag off a version.
pub fn tag_delete(connection: &mut AnyConnection, name: &str, number: &str, tag: &str) -> Answer<()> {
    let pacticipant = pacticipant_part(connection, name)?;
    pacticipants_lock(connection, &[pacticipant.id])?;
    let version = version_find(connection, &pacticipant, number)?;
    if tag_by_name(connection, version.id, tag)?.is_none() {
        return Err(AppError::NotFound(format!(
            "Version `{number}` of `{name}` has no tag `{tag}`."
        )));
    }
    Ok(tag_remove(connection, &version, tag)?)
}

/// Deletes the pact of a version; tells whether the pair has another one left.
pub fn pact_delete(connection: &mut AnyConnection, consumer: &str, provider: &str, number: &str) -> Answer<bool> {
    let pair = pair_of_pact(connection, consumer, provider)?;
    pacticipants_lock(connection, &[pair.consumer.id])?;
    let version = version_find(connection, &pair.consumer, number)?;
    if publication_of_version(connection, version.id, pair.provider.id)?.is_none() {
        return Err(AppError::NotFound(format!(
            "There is no pact between `{consumer}` and `{provider}` for version `{number}`."
        )));
    }
    rows::publications_remove(connection, (pair.consumer.id, pair.provider.id), &[version.id])?;
    let latest = publication_latest(connection, pair.consumer.id, pair.provider.id, Latest::Overall)?;
    Ok(latest.is_some())
}

/// Which pacts of a pair are to go.
#[derive(Debug, Clone)]
pub enum PactsToDelete {
    /// Every one.
    All,
    /// Those whose consumer version has a tag.
    Tagged(String),
    /// Those whose consumer version is on a branch.
    On(HeadOf),
}

/// Deletes pacts of a pair; tells whether one is left.
pub fn pacts_delete(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    which: &PactsToDelete,
) -> Answer<bool> {
    let pair = pair_find(connection, consumer, provider)?;
    pacticipants_lock(connection, &[pair.consumer.id])?;
    let (consumer, provider) = (pair.consumer.id, pair.provider.id);
    let found = match which {
        PactsToDelete::All => publications_of_pair(connection, consumer, provider)?,
        PactsToDelete::Tagged(tag) => publications_tagged(connection, provider, &[consumer], tag)?,
        PactsToDelete::On(head) => {
            let heads = head.of(connection, &[consumer])?;
            let branches: Vec<i64> = heads.iter().map(|head| head.branch_id).collect();
            publications_on_branches(connection, provider, &branches)?
        }
    };
    let versions: Vec<i64> = found.iter().map(|one| one.consumer_version.id).collect();
    rows::publications_remove(connection, (consumer, provider), &versions)?;
    Ok(publication_latest(connection, consumer, provider, Latest::Overall)?.is_some())
}

/// Deletes a result of a content.
pub fn result_delete(connection: &mut AnyConnection, address: &ContentAddress, which: WhichResult) -> Answer<()> {
    let (content, record) = result_find(connection, address, which)?;
    pacticipants_lock(connection, &[content.consumer_id, content.provider_id])?;
    Ok(rows::verification_remove(
        connection,
        content.id,
        record.provider_version_id,
        record.id,
    )?)
}

/// Deletes the newest result of a pact.
pub fn result_delete_of_pact(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    of: &OfPact,
) -> Answer<()> {
    let (address, _) = address_of_pact(connection, consumer, provider, of)?;
    result_delete(connection, &address, WhichResult::Latest)
}
