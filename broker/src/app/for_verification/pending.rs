//! Pending: would a failure be the provider's fault? Not as long as it has never succeeded.

use std::collections::HashSet;

use super::ChosenPact;
use crate::app::{Answer, AnyConnection};
use crate::domain::consumer_selector::PactsForVerification;
use crate::domain::names::{BranchName, TagName};
use crate::store::branches::branch_by_name;
use crate::store::contracts::contents_by_ids;
use crate::store::pacticipants::Pacticipant;
use crate::store::successes::{
    contents_verified_by_branch, contents_verified_by_other_branch, contents_verified_by_tag,
};
use crate::store::tags::tag_first_use;

/// Marks each contract as pending or not.
pub(super) fn mark(
    connection: &mut AnyConnection,
    provider: &Pacticipant,
    question: &PactsForVerification,
    pacts: &mut [ChosenPact],
) -> Answer<()> {
    let contents: Vec<i64> = pacts.iter().map(|pact| pact.published.publication.content_id).collect();
    if let Some(branch) = &question.provider_branch {
        let verified = by_branch(connection, provider, branch, &contents)?;
        for pact in pacts {
            pact.pending = Some(!verified.contains(&pact.published.publication.content_id));
        }
    } else if question.provider_tags.is_empty() {
        let verified: HashSet<i64> = contents_by_ids(connection, &contents)?
            .into_iter()
            .filter(|content| content.first_success_at.is_some())
            .map(|content| content.id)
            .collect();
        for pact in pacts {
            pact.pending = Some(!verified.contains(&pact.published.publication.content_id));
        }
    } else {
        for tag in &question.provider_tags {
            let verified = by_tag(connection, provider, tag, &contents)?;
            for pact in pacts.iter_mut() {
                if !verified.contains(&pact.published.publication.content_id) {
                    pact.pending_tags.push(tag.clone());
                }
            }
        }
        for pact in pacts {
            pact.pending = Some(!pact.pending_tags.is_empty());
        }
    }
    Ok(())
}

/// Verified by the branch, or by another one before this one was there.
fn by_branch(
    connection: &mut AnyConnection,
    provider: &Pacticipant,
    name: &BranchName,
    contents: &[i64],
) -> Answer<HashSet<i64>> {
    let branch = branch_by_name(connection, provider.id, name)?;
    let mut verified = match &branch {
        Some(branch) => contents_verified_by_branch(connection, contents, branch.id)?,
        None => Vec::new(),
    };
    let (id, created_at) = (
        branch.as_ref().map(|branch| branch.id),
        branch.as_ref().map(|branch| branch.created_at),
    );
    verified.extend(contents_verified_by_other_branch(connection, contents, id, created_at)?);
    Ok(verified.into_iter().collect())
}

/// Verified by a version with the tag, or with another one before this one was used.
fn by_tag(
    connection: &mut AnyConnection,
    provider: &Pacticipant,
    tag: &TagName,
    contents: &[i64],
) -> Answer<HashSet<i64>> {
    let first_use = tag_first_use(connection, provider.id, tag)?;
    Ok(contents_verified_by_tag(connection, contents, tag, first_use)?
        .into_iter()
        .collect())
}
