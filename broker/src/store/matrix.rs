//! The rows that consumer versions, joined to provider versions by contracts and results, make.

use diesel::dsl::{Eq, InnerJoin, IntoBoxed, On, Select};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text, Timestamp};

use super::connection::{AnyConnection, MultiBackend};
use super::hidden::hidden;
use super::list::{InList, handwritten};
use super::query::Ask;
use super::schema::{contents, publications, verdicts, verifications};
use super::stamp::Stamp;
use super::{Moment, StoreError};

/// Whether what was superseded counts too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Current revisions and newest results only.
    Current,
    /// Every revision and every result.
    All,
}

/// A publication, as the matrix sees it.
#[derive(Debug, Clone, Queryable)]
pub struct PublicationLine {
    pub id: i64,
    pub consumer_id: i64,
    pub provider_id: i64,
    pub consumer_version_id: i64,
    pub content_id: i64,
    pub revision: i32,
    #[diesel(deserialize_as = Stamp)]
    pub created_at: Moment,
    pub sha: String,
}

/// A result, as the matrix sees it.
#[derive(Debug, Clone, Queryable)]
pub struct ResultLine {
    pub verification_id: i64,
    pub content_id: i64,
    pub provider_version_id: i64,
    pub success: bool,
    #[diesel(deserialize_as = Stamp)]
    pub executed_at: Moment,
    #[diesel(deserialize_as = Stamp)]
    pub created_at: Moment,
}

/// Which publications are asked for.
#[derive(Debug, Clone, Copy)]
pub enum Published<'a> {
    /// By these consumer versions.
    ByVersions(&'a [i64]),
    /// Of these contents.
    OfContents(&'a [i64]),
    /// By any version of this consumer.
    ByConsumer(i64),
    /// For this provider.
    ForProvider(i64),
    /// Between a consumer and a provider.
    OfPair(i64, i64),
}

/// Loads publications; under a limit the most recent, which an index gives in order.
pub fn matrix_publications(
    connection: &mut AnyConnection,
    published: Published<'_>,
    depth: Depth,
    limit: Option<i64>,
) -> Result<Vec<PublicationLine>, StoreError> {
    match published {
        Published::ByVersions(ids) | Published::OfContents(ids) => super::unless_empty(ids, |ids| {
            let query = publication_lines(depth, limit);
            Ok(match published {
                Published::OfContents(_) => query
                    .filter(publications::content_id.in_list(connection.ids(ids)))
                    .filter(publications::consumer_id.ne_all(hidden()))
                    .load(connection)?,
                _ => query
                    .filter(publications::consumer_version_id.in_list(connection.ids(ids)))
                    .filter(publications::provider_id.ne_all(hidden()))
                    .load(connection)?,
            })
        }),
        Published::ByConsumer(consumer) => Ok(publication_lines(depth, limit)
            .filter(publications::consumer_id.eq(consumer))
            .filter(publications::provider_id.ne_all(hidden()))
            .load(connection)?),
        Published::ForProvider(provider) => Ok(publication_lines(depth, limit)
            .filter(publications::provider_id.eq(provider))
            .filter(publications::consumer_id.ne_all(hidden()))
            .load(connection)?),
        Published::OfPair(consumer, provider) => Ok(publication_lines(depth, limit)
            .filter(publications::consumer_id.eq(consumer))
            .filter(publications::provider_id.eq(provider))
            .load(connection)?),
    }
}

type Joined = InnerJoin<publications::table, On<contents::table, Eq<contents::id, publications::content_id>>>;
type Columns = (
    publications::id,
    publications::consumer_id,
    publications::provider_id,
    publications::consumer_version_id,
    publications::content_id,
    publications::revision,
    publications::created_at,
    contents::sha,
);

fn publication_lines<'a>(depth: Depth, limit: Option<i64>) -> IntoBoxed<'a, Select<Joined, Columns>, MultiBackend> {
    let mut query = publications::table
        .inner_join(contents::table.on(contents::id.eq(publications::content_id)))
        .select((
            publications::id,
            publications::consumer_id,
            publications::provider_id,
            publications::consumer_version_id,
            publications::content_id,
            publications::revision,
            publications::created_at,
            contents::sha,
        ))
        .into_boxed();
    if depth == Depth::Current {
        query = query.filter(publications::is_current);
    }
    match limit {
        Some(limit) => query.order(publications::id.desc()).limit(limit),
        None => query,
    }
}

/// What exactly these (consumer version, provider) pairs have.
///
/// By hand, because two IN lists would be walked as their product, and no query builder says "these pairs".
pub fn matrix_publications_of_pairs(
    connection: &mut AnyConnection,
    pairs: &[(i64, i64)],
    depth: Depth,
) -> Result<Vec<PublicationLine>, StoreError> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let (wanted, values) = connection.pairs(pairs);
    let current = match depth {
        Depth::Current => "AND p.is_current",
        Depth::All => "",
    };
    let text = format!(
        "SELECT p.id, p.consumer_id, p.provider_id, p.consumer_version_id, p.content_id, p.revision, p.created_at, \
         c.sha FROM {wanted} w \
         JOIN publications p ON p.consumer_version_id = w.first AND p.provider_id = w.second {current} \
         JOIN contents c ON c.id = p.content_id"
    );
    type Row = (BigInt, BigInt, BigInt, BigInt, BigInt, Integer, Timestamp, Text);
    Ok(handwritten::<Row>(text, values).rows(connection)?)
}

/// The results of exactly these (content, provider version) pairs.
pub fn matrix_results_of_pairs(
    connection: &mut AnyConnection,
    pairs: &[(i64, i64)],
    depth: Depth,
) -> Result<Vec<ResultLine>, StoreError> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let (wanted, values) = connection.pairs(pairs);
    let joined = match depth {
        Depth::Current => {
            "JOIN verdicts d ON d.content_id = w.first AND d.provider_version_id = w.second \
             JOIN verifications v ON v.id = d.verification_id"
        }
        Depth::All => "JOIN verifications v ON v.content_id = w.first AND v.provider_version_id = w.second",
    };
    let text = format!(
        "SELECT v.id, v.content_id, v.provider_version_id, v.success, v.executed_at, v.created_at FROM {wanted} w {joined}"
    );
    type Row = (BigInt, BigInt, BigInt, Bool, Timestamp, Timestamp);
    Ok(handwritten::<Row>(text, values).rows(connection)?)
}

/// Which results are asked for.
#[derive(Debug, Clone, Copy)]
pub enum Results<'a> {
    /// Of these contents, by any provider version.
    OfContents(&'a [i64]),
    /// By these provider versions.
    ByVersions(&'a [i64]),
}

/// Loads results.
pub fn matrix_results(
    connection: &mut AnyConnection,
    results: Results<'_>,
    depth: Depth,
) -> Result<Vec<ResultLine>, StoreError> {
    let (Results::OfContents(ids) | Results::ByVersions(ids)) = results;
    let columns = (
        verifications::id,
        verifications::content_id,
        verifications::provider_version_id,
        verifications::success,
        verifications::executed_at,
        verifications::created_at,
    );
    super::unless_empty(ids, |ids| {
        Ok(match (depth, results) {
            (Depth::Current, Results::OfContents(_)) => verdicts::table
                .inner_join(verifications::table.on(verifications::id.eq(verdicts::verification_id)))
                .filter(verdicts::content_id.in_list(connection.ids(ids)))
                .select(columns)
                .rows(connection)?,
            (Depth::Current, Results::ByVersions(_)) => verdicts::table
                .inner_join(verifications::table.on(verifications::id.eq(verdicts::verification_id)))
                .filter(verdicts::provider_version_id.in_list(connection.ids(ids)))
                .select(columns)
                .rows(connection)?,
            (Depth::All, Results::OfContents(_)) => verifications::table
                .filter(verifications::content_id.in_list(connection.ids(ids)))
                .select(columns)
                .rows(connection)?,
            (Depth::All, Results::ByVersions(_)) => verifications::table
                .filter(verifications::provider_version_id.in_list(connection.ids(ids)))
                .select(columns)
                .rows(connection)?,
        })
    })
}

/// The (consumer, provider) pairs for which these consumer versions published a contract, each once.
pub fn version_pairs(connection: &mut AnyConnection, consumer_versions: &[i64]) -> Result<Vec<(i64, i64)>, StoreError> {
    super::unless_empty(consumer_versions, |consumer_versions| {
        Ok(publications::table
            .filter(publications::consumer_version_id.in_list(connection.ids(consumer_versions)))
            .filter(publications::is_current)
            .filter(publications::provider_id.ne_all(hidden()))
            .select((publications::consumer_id, publications::provider_id))
            .distinct()
            .rows(connection)?)
    })
}
