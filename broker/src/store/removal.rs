//! Deleting, and what follows for heads (`semantics.md` section 12).
//!
//! Foreign keys take along what belongs to a row. What is done here besides: to note first which heads may have stood
//! for it, and to make those right afterwards (`repair.rs`).

use diesel::dsl::{exists, not, select};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::AnyConnection;
use super::figures::figures_forget;
use super::list::{InList, Value, handwritten};
use super::repair::{
    repair_branch_successes, repair_branches, repair_contents, repair_latest_publications, repair_latest_versions,
    repair_tag_heads, repair_tag_successes,
};
use super::schema::{
    branch_versions, branches, contents, integrations, pacticipants, publications, tags, verifications, versions,
    webhooks,
};
use super::verifications::contents_verified_by;
use super::{StoreError, unless_empty};

/// Deletes versions of a pacticipant with their tags, pacts, results, deployments and releases.
pub fn versions_remove(connection: &mut AnyConnection, pacticipant: i64, ids: &[i64]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let on_branches = branches_of(connection, ids)?;
    let with_tags = tags_of(connection, ids)?;
    let with_tags: Vec<&str> = with_tags.iter().map(String::as_str).collect();
    let verified = contents_verified_by(connection, ids)?;
    let pairs = pairs_of(connection, ids)?;
    diesel::delete(versions::table.filter(versions::id.in_list(connection.ids(ids)))).execute(connection)?;
    repair_branches(connection, &on_branches)?;
    repair_tag_heads(connection, pacticipant, &with_tags)?;
    repair_latest_versions(connection, &[pacticipant])?;
    repair_latest_publications(connection, &pairs)?;
    repair_contents(connection, &verified)?;
    repair_branch_successes(connection, &verified, &on_branches)?;
    repair_tag_successes(connection, &verified, &with_tags)
}

/// Deletes a branch; its versions stay.
pub fn branch_remove(connection: &mut AnyConnection, branch: i64) -> Result<(), StoreError> {
    diesel::delete(branches::table.find(branch)).execute(connection)?;
    Ok(())
}

/// Deletes branches, except one that has become the main branch of its pacticipant; their versions stay.
pub fn branches_remove(connection: &mut AnyConnection, ids: &[i64]) -> Result<(), StoreError> {
    let (list, ids) = connection.ids(ids).by_hand();
    let text = format!(
        "DELETE FROM branches WHERE id IN {list} AND NOT EXISTS (SELECT 1 FROM pacticipants p \
             WHERE p.id = branches.pacticipant_id AND p.main_branch = branches.name)"
    );
    handwritten::<()>(text, vec![ids]).execute(connection)?;
    Ok(())
}

/// Takes a version off a branch.
pub fn branch_remove_version(connection: &mut AnyConnection, branch: i64, version: i64) -> Result<(), StoreError> {
    let membership = branch_versions::branch_id
        .eq(branch)
        .and(branch_versions::version_id.eq(version));
    diesel::delete(branch_versions::table.filter(membership)).execute(connection)?;
    repair_branches(connection, &[branch])?;
    let verified = contents_verified_by(connection, &[version])?;
    repair_branch_successes(connection, &verified, &[branch])
}

/// Deletes all revisions of what consumer versions published for a provider; the contents stay, and their results.
pub fn publications_remove(
    connection: &mut AnyConnection,
    (consumer, provider): (i64, i64),
    consumer_versions: &[i64],
) -> Result<(), StoreError> {
    let published = publications::table
        .filter(publications::consumer_version_id.in_list(connection.ids(consumer_versions)))
        .filter(publications::provider_id.eq(provider));
    diesel::delete(published).execute(connection)?;
    repair_latest_publications(connection, &[(consumer, provider)])
}

/// Deletes a result. Its provider version then has no verdict on the content, even if there was an earlier result: the
/// recording `verification-results` has it so.
pub fn verification_remove(
    connection: &mut AnyConnection,
    content: i64,
    provider_version: i64,
    number: i64,
) -> Result<(), StoreError> {
    diesel::delete(verifications::table.find(number)).execute(connection)?;
    let on_branches = branches_of(connection, &[provider_version])?;
    let with_tags = tags_of(connection, &[provider_version])?;
    let with_tags: Vec<&str> = with_tags.iter().map(String::as_str).collect();
    repair_contents(connection, &[content])?;
    repair_branch_successes(connection, &[content], &on_branches)?;
    repair_tag_successes(connection, &[content], &with_tags)
}

/// Deletes a pacticipant with everything that names it.
pub fn pacticipant_remove(connection: &mut AnyConnection, id: i64) -> Result<(), StoreError> {
    diesel::delete(pacticipants::table.find(id)).execute(connection)?;
    figures_forget(connection, id)
}

/// Deletes an integration: its pacts, contents and results, and the webhooks for exactly this pair.
pub fn integration_remove(connection: &mut AnyConnection, consumer: i64, provider: i64) -> Result<(), StoreError> {
    let pair = contents::consumer_id
        .eq(consumer)
        .and(contents::provider_id.eq(provider));
    diesel::delete(contents::table.filter(pair)).execute(connection)?;
    let pair = integrations::consumer_id
        .eq(consumer)
        .and(integrations::provider_id.eq(provider));
    diesel::delete(integrations::table.filter(pair)).execute(connection)?;
    let pair = webhooks::consumer_id
        .eq(consumer)
        .and(webhooks::provider_id.eq(provider));
    diesel::delete(webhooks::table.filter(pair)).execute(connection)?;
    Ok(())
}

/// The first versions of a pacticipant, so many at most, that have neither pact nor result but those of a pair.
pub fn idle_versions(
    connection: &mut AnyConnection,
    pacticipant: i64,
    (consumer, provider): (i64, i64),
    most: usize,
) -> Result<Vec<i64>, StoreError> {
    let text = format!(
        "SELECT v.id FROM versions v WHERE v.pacticipant_id = ? \
         AND NOT EXISTS (SELECT 1 FROM publications p WHERE p.consumer_version_id = v.id \
             AND NOT (p.consumer_id = ? AND p.provider_id = ?)) \
         AND NOT EXISTS (SELECT 1 FROM verifications r JOIN contents c ON c.id = r.content_id \
             WHERE r.provider_version_id = v.id AND NOT (c.consumer_id = ? AND c.provider_id = ?)) \
         ORDER BY v.id LIMIT {most}"
    );
    let values = [pacticipant, consumer, provider, consumer, provider].map(Value::Id);
    Ok(handwritten::<BigInt>(text, values.into()).load(connection)?)
}

/// Does a pacticipant take part in another integration than that of a pair?
pub fn has_other_integrations(
    connection: &mut AnyConnection,
    pacticipant: i64,
    (consumer, provider): (i64, i64),
) -> Result<bool, StoreError> {
    let taking_part = integrations::consumer_id
        .eq(pacticipant)
        .or(integrations::provider_id.eq(pacticipant));
    let this = integrations::consumer_id
        .eq(consumer)
        .and(integrations::provider_id.eq(provider));
    let others = integrations::table.filter(taking_part.and(not(this)));
    Ok(select(exists(others)).get_result(connection)?)
}

fn branches_of(connection: &mut AnyConnection, versions: &[i64]) -> Result<Vec<i64>, StoreError> {
    unless_empty(versions, |versions| {
        Ok(branch_versions::table
            .filter(branch_versions::version_id.in_list(connection.ids(versions)))
            .select(branch_versions::branch_id)
            .distinct()
            .load(connection)?)
    })
}

fn tags_of(connection: &mut AnyConnection, versions: &[i64]) -> Result<Vec<String>, StoreError> {
    unless_empty(versions, |versions| {
        Ok(tags::table
            .filter(tags::version_id.in_list(connection.ids(versions)))
            .select(tags::name)
            .distinct()
            .load(connection)?)
    })
}

fn pairs_of(connection: &mut AnyConnection, versions: &[i64]) -> Result<Vec<(i64, i64)>, StoreError> {
    unless_empty(versions, |versions| {
        Ok(publications::table
            .filter(publications::consumer_version_id.in_list(connection.ids(versions)))
            .select((publications::consumer_id, publications::provider_id))
            .distinct()
            .load(connection)?)
    })
}
