//! Heads made right again after rows that they stood for were deleted.
//!
//! Each function takes the ids of what may have changed and asks no more than what belongs to them.

use diesel::prelude::*;

use super::StoreError;
use super::connection::AnyConnection;
use super::list::{Value, handwritten};

fn run(connection: &mut AnyConnection, text: String, values: Vec<Value>) -> Result<(), StoreError> {
    handwritten::<()>(text, values).execute(connection)?;
    Ok(())
}

/// The heads of branches: the newest version that is left on each.
pub(super) fn repair_branches(connection: &mut AnyConnection, branches: &[i64]) -> Result<(), StoreError> {
    let (list, ids) = connection.ids(branches).by_hand();
    let text = format!(
        "UPDATE branches SET head_version_id = \
             (SELECT max(m.version_id) FROM branch_versions m WHERE m.branch_id = branches.id) \
         WHERE id IN {list} AND NOT EXISTS (SELECT 1 FROM branch_versions m \
             WHERE m.branch_id = branches.id AND m.version_id = branches.head_version_id)"
    );
    run(connection, text, vec![ids])
}

/// The heads of a pacticipant's tags with these names: the newest version that is left with each.
pub(super) fn repair_tag_heads(
    connection: &mut AnyConnection,
    pacticipant: i64,
    names: &[&str],
) -> Result<(), StoreError> {
    let (list, names) = connection.texts(names).by_hand();
    let text = format!("DELETE FROM tag_heads WHERE pacticipant_id = ? AND name IN {list}");
    run(connection, text, vec![Value::Id(pacticipant), names.clone()])?;
    let text = format!(
        "INSERT INTO tag_heads (pacticipant_id, name, version_id) \
         SELECT pacticipant_id, name, max(version_id) FROM tags WHERE pacticipant_id = ? AND name IN {list} \
         GROUP BY pacticipant_id, name"
    );
    run(connection, text, vec![Value::Id(pacticipant), names])
}

/// The newest versions of pacticipants.
pub(super) fn repair_latest_versions(connection: &mut AnyConnection, pacticipants: &[i64]) -> Result<(), StoreError> {
    let (list, ids) = connection.ids(pacticipants).by_hand();
    let text = format!(
        "UPDATE pacticipants SET latest_version_id = \
             (SELECT max(v.id) FROM versions v WHERE v.pacticipant_id = pacticipants.id) WHERE id IN {list}"
    );
    run(connection, text, vec![ids])
}

/// The newest pacts of pairs.
pub(super) fn repair_latest_publications(
    connection: &mut AnyConnection,
    pairs: &[(i64, i64)],
) -> Result<(), StoreError> {
    let (wanted, values) = connection.pairs(pairs);
    let text = format!(
        "UPDATE integrations SET latest_publication_id = (SELECT p.id FROM publications p \
             WHERE p.provider_id = integrations.provider_id AND p.consumer_id = integrations.consumer_id \
             AND p.is_current ORDER BY p.consumer_version_id DESC LIMIT 1) \
         WHERE (consumer_id, provider_id) IN (SELECT w.first, w.second FROM {wanted} w)"
    );
    run(connection, text, values)
}

/// Takes the newest result over from the contents of a pair.
const NEWEST_OF_PAIR: &str = "UPDATE integrations SET latest_verification_id = (SELECT max(c.latest_verification_id) FROM contents c \
         WHERE c.consumer_id = integrations.consumer_id AND c.provider_id = integrations.provider_id)";

/// The newest results of pairs.
pub(super) fn repair_latest_verifications(
    connection: &mut AnyConnection,
    pairs: &[(i64, i64)],
) -> Result<(), StoreError> {
    let (wanted, values) = connection.pairs(pairs);
    let text =
        format!("{NEWEST_OF_PAIR} WHERE (consumer_id, provider_id) IN (SELECT w.first, w.second FROM {wanted} w)");
    run(connection, text, values)
}

/// What the results that are left say: the newest for each content and its pair, and the first success.
pub(super) fn repair_contents(connection: &mut AnyConnection, contents: &[i64]) -> Result<(), StoreError> {
    let (list, ids) = connection.ids(contents).by_hand();
    let text = format!(
        "UPDATE contents SET latest_verification_id = \
             (SELECT max(d.verification_id) FROM verdicts d WHERE d.content_id = contents.id), \
         first_success_at = (SELECT min(v.executed_at) FROM verifications v \
             WHERE v.content_id = contents.id AND v.success) \
         WHERE id IN {list}"
    );
    run(connection, text, vec![ids.clone()])?;
    let text = format!(
        "{NEWEST_OF_PAIR} WHERE (consumer_id, provider_id) IN \
             (SELECT c.consumer_id, c.provider_id FROM contents c WHERE c.id IN {list})"
    );
    run(connection, text, vec![ids])
}

/// When these provider branches first verified these contents, by the results and memberships that are left.
pub(super) fn repair_branch_successes(
    connection: &mut AnyConnection,
    contents: &[i64],
    branches: &[i64],
) -> Result<(), StoreError> {
    let (contents_list, contents) = connection.ids(contents).by_hand();
    let (branches_list, branches) = connection.ids(branches).by_hand();
    let text =
        format!("DELETE FROM branch_successes WHERE content_id IN {contents_list} AND branch_id IN {branches_list}");
    run(connection, text, vec![contents.clone(), branches.clone()])?;
    let text = format!(
        "INSERT INTO branch_successes (content_id, branch_id, first_at, first_not_wip_at) \
         SELECT v.content_id, m.branch_id, min(v.executed_at), min(CASE WHEN v.wip THEN NULL ELSE v.executed_at END) \
         FROM verifications v JOIN branch_versions m ON m.version_id = v.provider_version_id \
         WHERE v.content_id IN {contents_list} AND m.branch_id IN {branches_list} AND v.success \
         GROUP BY v.content_id, m.branch_id"
    );
    run(connection, text, vec![contents, branches])
}

/// When versions with these tags first verified these contents, by the results and tags that are left.
///
/// Only for pending: work in progress counts tags that stood when the result was published.
pub(super) fn repair_tag_successes(
    connection: &mut AnyConnection,
    contents: &[i64],
    names: &[&str],
) -> Result<(), StoreError> {
    let (contents_list, contents) = connection.ids(contents).by_hand();
    let (names_list, names) = connection.texts(names).by_hand();
    let text = format!(
        "UPDATE tag_successes SET first_at = (SELECT min(v.executed_at) FROM verifications v \
             JOIN tags t ON t.version_id = v.provider_version_id AND t.name = tag_successes.tag \
             WHERE v.content_id = tag_successes.content_id AND v.success) \
         WHERE content_id IN {contents_list} AND tag IN {names_list}"
    );
    run(connection, text, vec![contents, names])
}
