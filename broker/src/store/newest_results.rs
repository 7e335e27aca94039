//! The newest result of a content, and which pact of a pair was verified last.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::StoreError;
use super::connection::AnyConnection;
use super::contracts::Latest;
use super::list::{Value, handwritten};
use super::query::Ask;

/// Whose results count.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// Those of all versions of the provider.
    Anybody,
    /// Those of versions with the tag.
    Tagged(&'a str),
}

/// The number of the newest result of a content; by tag, that of the newest version with the tag that has one.
pub fn newest_result(
    connection: &mut AnyConnection,
    provider: i64,
    content: i64,
    by: By<'_>,
) -> Result<Option<i64>, StoreError> {
    let (text, values) = match by {
        By::Anybody => (
            "SELECT c.latest_verification_id FROM contents c WHERE c.id = ? AND c.latest_verification_id IS NOT NULL",
            vec![Value::Id(content)],
        ),
        By::Tagged(tag) => (
            "SELECT d.verification_id FROM tags u CROSS JOIN verdicts d \
             WHERE u.pacticipant_id = ? AND u.name = ? AND d.provider_version_id = u.version_id AND d.content_id = ? \
             ORDER BY u.version_id DESC LIMIT 1",
            vec![Value::Id(provider), Value::Text(tag.to_owned()), Value::Id(content)],
        ),
    };
    Ok(handwritten::<BigInt>(text, values).row(connection).optional()?)
}

/// The content of the newest pact of a pair that has a result, or by tag, a success.
///
/// Walks back from the newest pact and stops at the first; not at all when nobody ever verified the pair.
pub fn newest_verified(
    connection: &mut AnyConnection,
    (consumer, provider): (i64, i64),
    which: Latest<'_>,
    by: By<'_>,
) -> Result<Option<i64>, StoreError> {
    let (of_kind, kind) = match which {
        Latest::Overall => ("", None),
        Latest::Untagged => ("AND NOT p.is_tagged", None),
        Latest::Tagged(tag) => (
            "AND EXISTS (SELECT 1 FROM tags t WHERE t.version_id = p.consumer_version_id AND t.name = ?)",
            Some(Value::Text(tag.to_owned())),
        ),
        Latest::OnBranch(branch) => (
            "AND EXISTS (SELECT 1 FROM branch_versions m WHERE m.version_id = p.consumer_version_id \
             AND m.branch_id = ?)",
            Some(Value::Id(branch)),
        ),
    };
    let (verified, tag) = match by {
        By::Anybody => (
            "SELECT 1 FROM contents c WHERE c.id = p.content_id AND c.latest_verification_id IS NOT NULL",
            None,
        ),
        By::Tagged(tag) => (
            "SELECT 1 FROM tag_successes s WHERE s.content_id = p.content_id AND s.tag = ? AND s.first_at IS NOT NULL",
            Some(Value::Text(tag.to_owned())),
        ),
    };
    let text = format!(
        "SELECT p.content_id FROM publications p WHERE EXISTS (SELECT 1 FROM integrations i \
             WHERE i.consumer_id = ? AND i.provider_id = ? AND i.latest_verification_id IS NOT NULL) \
         AND p.provider_id = ? AND p.consumer_id = ? AND p.is_current {of_kind} AND EXISTS ({verified}) \
         ORDER BY p.consumer_version_id DESC LIMIT 1"
    );
    let pair = [consumer, provider, provider, consumer].map(Value::Id);
    let values = pair.into_iter().chain(kind).chain(tag).collect();
    Ok(handwritten::<BigInt>(text, values).row(connection).optional()?)
}
