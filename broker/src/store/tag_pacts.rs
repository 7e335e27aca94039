//! The newest pact with each tag, skipping newer versions that have the tag but no pact.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::StoreError;
use super::connection::AnyConnection;
use super::list::{Value, handwritten};

/// The newest pact of a pair with a tag.
#[derive(Debug, Clone, Queryable)]
pub struct TagPact {
    /// The publication.
    pub publication_id: i64,
    /// The tag.
    pub tag: String,
}

/// The newest pact of every pair, or of one (consumer, provider), with every tag that the consumer has used.
///
/// Begins at the tags in use, and finds for each pair the newest version by its index.
pub fn latest_by_tag(connection: &mut AnyConnection, pair: Option<(i64, i64)>) -> Result<Vec<TagPact>, StoreError> {
    let every = "SELECT p.id AS publication_id, h.name AS tag \
         FROM tag_heads h CROSS JOIN integrations i CROSS JOIN publications p \
         WHERE i.consumer_id = h.pacticipant_id AND p.provider_id = i.provider_id AND p.consumer_id = i.consumer_id \
         AND p.is_current AND p.consumer_version_id = ( \
             SELECT q.consumer_version_id FROM publications q WHERE q.provider_id = i.provider_id \
             AND q.consumer_id = i.consumer_id AND q.is_current AND EXISTS ( \
                 SELECT 1 FROM tags u WHERE u.version_id = q.consumer_version_id AND u.name = h.name) \
             ORDER BY q.consumer_version_id DESC LIMIT 1)";
    let statement = match pair {
        None => handwritten::<(BigInt, Text)>(every, Vec::new()),
        Some((consumer, provider)) => handwritten(
            format!("{every} AND i.consumer_id = ? AND i.provider_id = ?"),
            vec![Value::Id(consumer), Value::Id(provider)],
        ),
    };
    Ok(statement.load(connection)?)
}
