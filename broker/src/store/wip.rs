//! Work in progress: contracts at the heads of branches and tags that the provider has not verified yet.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text as SqlText};

use super::connection::AnyConnection;
use super::list::{Value, handwritten};
use super::query::Ask;
use super::{Moment, StoreError};

/// By whose results a contract stops being work in progress.
#[derive(Debug, Clone, Copy)]
pub enum Verifier<'a> {
    /// Versions of a provider branch, and of others before this one had its first version.
    Branch {
        /// The branch, if it exists.
        id: Option<i64>,
        /// When its first version was created.
        first_version_at: Option<Moment>,
    },
    /// Versions with a provider tag, and with others before this one was first used.
    Tag {
        /// The tag.
        name: &'a str,
        /// When it was first used.
        first_use_at: Option<Moment>,
    },
}

/// A contract that is work in progress, and the head that it was found at.
#[derive(Debug, Clone, Queryable)]
pub struct WipRow {
    /// The publication.
    pub publication_id: i64,
    /// The branch or tag.
    pub name: String,
}

/// At which heads to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heads {
    /// The heads of branches.
    OfBranches,
    /// The newest versions with each tag.
    OfTags,
}

/// The unverified contracts at the heads of a provider's consumers, published after `since`.
///
/// By hand, because the order of the joins matters: the heads are few, and the publications of the provider are its
/// whole history. CROSS JOIN makes SQLite begin at the heads. PostgreSQL, which knows neither provider nor pair when it
/// plans for all values to come, needs them spelt out beforehand. Each head takes two look-ups that an index answers
/// alone; the row of a publication, far from the next one, is read only of those that nobody has verified.
pub fn wip_publications(
    connection: &mut AnyConnection,
    provider: i64,
    heads: Heads,
    since: Moment,
    verifier: Verifier<'_>,
) -> Result<Vec<WipRow>, StoreError> {
    let (table, version) = match heads {
        Heads::OfBranches => ("branches", "head_version_id"),
        Heads::OfTags => ("tag_heads", "version_id"),
    };
    // A branch or tag that was never used: any earlier success of another counts, so "earlier" is "ever".
    let ever = Moment::default() + chrono::Duration::days(1_000_000);
    let (successes, own, by) = match verifier {
        Verifier::Branch { id, first_version_at } => (
            "branch_successes",
            "branch_id",
            [Value::Id(id.unwrap_or(0)), Value::At(first_version_at.unwrap_or(ever))],
        ),
        Verifier::Tag { name, first_use_at } => (
            "tag_successes",
            "tag",
            [Value::Text(name.to_owned()), Value::At(first_use_at.unwrap_or(ever))],
        ),
    };
    let order = match connection {
        AnyConnection::Sqlite(_) => "NOT MATERIALIZED",
        AnyConnection::Postgresql(_) => "MATERIALIZED",
    };
    let text = format!(
        "WITH heads AS {order} ( \
             SELECT i.provider_id, i.consumer_id, h.{version} AS version_id, h.name \
             FROM integrations i CROSS JOIN {table} h WHERE i.provider_id = ? AND h.pacticipant_id = i.consumer_id) \
         SELECT p.id, h.name FROM heads h CROSS JOIN publications p \
         LEFT JOIN {successes} s ON s.content_id = p.content_id AND s.first_not_wip_at IS NOT NULL \
             AND (s.{own} = ? OR s.first_not_wip_at < ?) \
         CROSS JOIN publications u \
         WHERE p.provider_id = h.provider_id AND p.consumer_id = h.consumer_id \
         AND p.consumer_version_id = h.version_id AND p.is_current \
         AND s.content_id IS NULL AND u.id = p.id AND u.created_at > ?"
    );
    let [own_value, first_value] = by;
    let values = vec![Value::Id(provider), own_value, first_value, Value::At(since)];
    Ok(handwritten::<(BigInt, SqlText)>(text, values).rows(connection)?)
}
