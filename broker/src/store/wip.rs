//! Work in progress: contracts at the heads of branches and tags that the provider has not verified yet.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamp};

use super::connection::AnyConnection;
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
#[derive(Debug, Clone, QueryableByName)]
pub struct WipRow {
    /// The publication.
    #[diesel(sql_type = BigInt)]
    pub publication_id: i64,
    /// The branch or tag.
    #[diesel(sql_type = Text)]
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
/// As text, because the order of the joins matters: CROSS JOIN makes SQLite begin at the heads, which are few, and
/// never at the publications of the provider, which are its whole history. Ids are numbers of our own.
pub fn wip_publications(
    connection: &mut AnyConnection,
    provider: i64,
    heads: Heads,
    since: Moment,
    verifier: Verifier<'_>,
) -> Result<Vec<WipRow>, StoreError> {
    let statement = wip_statement(provider, heads, verifier);
    let query = diesel::sql_query(statement).bind::<Timestamp, _>(since);
    // A branch or tag that was never used: any earlier success of another counts, so "earlier" is "ever".
    let ever = Moment::default() + chrono::Duration::days(1_000_000);
    Ok(match verifier {
        Verifier::Branch { first_version_at, .. } => query
            .bind::<Timestamp, _>(first_version_at.unwrap_or(ever))
            .load(connection)?,
        Verifier::Tag { name, first_use_at } => query
            .bind::<Text, _>(name)
            .bind::<Timestamp, _>(first_use_at.unwrap_or(ever))
            .load(connection)?,
    })
}

/// The statement behind [`wip_publications`], for the test of its plan too.
pub(crate) fn wip_statement(provider: i64, heads: Heads, verifier: Verifier<'_>) -> String {
    let (table, version) = match heads {
        Heads::OfBranches => ("branches", "head_version_id"),
        Heads::OfTags => ("tag_heads", "version_id"),
    };
    let excluded = match verifier {
        Verifier::Branch { id, .. } => {
            let id = id.unwrap_or(0);
            format!(
                "AND NOT EXISTS (SELECT 1 FROM branch_successes s WHERE s.content_id = p.content_id \
                 AND s.branch_id = {id} AND s.first_not_wip_at IS NOT NULL) \
                 AND NOT EXISTS (SELECT 1 FROM branch_successes s WHERE s.content_id = p.content_id \
                 AND s.branch_id <> {id} AND s.first_not_wip_at < $2)"
            )
        }
        Verifier::Tag { .. } => "AND NOT EXISTS (SELECT 1 FROM tag_successes s WHERE s.content_id = p.content_id \
             AND s.first_not_wip_at IS NOT NULL AND (s.tag = $2 OR s.first_not_wip_at < $3))"
            .to_owned(),
    };
    format!(
        "SELECT p.id AS publication_id, h.name FROM integrations i CROSS JOIN {table} h CROSS JOIN publications p \
         WHERE i.provider_id = {provider} AND h.pacticipant_id = i.consumer_id \
         AND p.consumer_version_id = h.{version} AND p.provider_id = {provider} AND p.is_current \
         AND p.created_at > $1 {excluded}"
    )
}
