//! What badges show.

use super::contracts::LatestPact;
use super::matrix::{can_i_deploy_branch, can_i_deploy_tag, can_i_merge};
use super::verifications::finding_of;
use super::{Answer, AnyConnection};
use crate::domain::pact_status::{Finding, PactStatus};
use crate::store::environments::environment_by_name;
use crate::store::heads::{heads_of_branch, heads_of_main_branch, heads_of_tag};
use crate::store::newest_results::{By, newest_result, newest_verified};
use crate::store::pacticipants::{PacticipantRef, pacticipant_refs_by_names};
use crate::store::verifications::verifications_by_ids;

/// The status of the latest pact of a pair, by the results of provider versions with a tag if one is given; none when
/// there is no such pact.
pub fn pact_status(
    connection: &mut AnyConnection,
    (consumer, provider): (&str, &str),
    which: &LatestPact,
    provider_tag: Option<&str>,
) -> Answer<Option<PactStatus>> {
    let (Some(consumer), Some(provider)) = (find(connection, consumer)?, find(connection, provider)?) else {
        return Ok(None);
    };
    let pair = (consumer.id, provider.id);
    let Some(published) = which.find(connection, pair)? else {
        return Ok(None);
    };
    let by = provider_tag.map_or(By::Anybody, By::Tagged);
    if let Some(finding) = finding(connection, provider.id, published.publication.content_id, by)? {
        return Ok(Some(PactStatus::of_own(finding)));
    }
    let earlier = match which.stored(connection, consumer.id)? {
        Some(latest) => newest_verified(connection, pair, latest, by)?,
        None => None,
    };
    let finding = match earlier {
        Some(content) => finding(connection, provider.id, content, by)?,
        None => None,
    };
    Ok(Some(finding.map_or(PactStatus::Never, PactStatus::of_earlier)))
}

fn find(connection: &mut AnyConnection, name: &str) -> Answer<Option<PacticipantRef>> {
    Ok(pacticipant_refs_by_names(connection, &[name])?.pop())
}

fn finding(connection: &mut AnyConnection, provider: i64, content: i64, by: By<'_>) -> Answer<Option<Finding>> {
    let number = newest_result(connection, provider, content, by)?;
    let results = verifications_by_ids(connection, &number.into_iter().collect::<Vec<_>>())?;
    Ok(results.first().map(finding_of))
}

/// Whether something fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Yes, no, or not known yet.
    Told(Option<bool>),
    /// What the question names is not there.
    Missing(&'static str),
}

/// Can the newest version with a tag be deployed to where the versions with another tag are?
pub fn tag_to_tag(connection: &mut AnyConnection, name: &str, tag: &str, to: &str) -> Answer<Fit> {
    let Some(pacticipant) = find(connection, name)? else {
        return Ok(Fit::Missing("pacticipant"));
    };
    if heads_of_tag(connection, &[pacticipant.id], tag)?.is_empty() {
        return Ok(Fit::Missing("version"));
    }
    let answer = can_i_deploy_tag(connection, name, tag, to)?;
    Ok(Fit::Told(answer.outcome.summary.deployable))
}

/// Can the head of a branch be deployed to an environment?
pub fn branch_to_environment(connection: &mut AnyConnection, name: &str, branch: &str, to: &str) -> Answer<Fit> {
    let Some(pacticipant) = find(connection, name)? else {
        return Ok(Fit::Missing("pacticipant"));
    };
    if heads_of_branch(connection, &[pacticipant.id], branch)?.is_empty() {
        return Ok(Fit::Missing("branch"));
    }
    if environment_by_name(connection, to)?.is_none() {
        return Ok(Fit::Missing("environment"));
    }
    let answer = can_i_deploy_branch(connection, name, branch, to)?;
    Ok(Fit::Told(answer.outcome.summary.deployable))
}

/// Does the head of the main branch fit to the heads of its partners' main branches?
pub fn main_branch(connection: &mut AnyConnection, name: &str) -> Answer<Fit> {
    let Some(pacticipant) = find(connection, name)? else {
        return Ok(Fit::Missing("pacticipant"));
    };
    if heads_of_main_branch(connection, &[pacticipant.id])?.is_empty() {
        return Ok(Fit::Missing("main branch"));
    }
    let answer = can_i_merge(connection, name)?;
    Ok(Fit::Told(answer.outcome.summary.deployable))
}
