//! How much there is of everything.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamp};

use super::connection::AnyConnection;
use super::hidden::any_hidden;
use super::list::handwritten;
use super::{Moment, StoreError};

/// Counts of rows; in the order of the columns of [`counts`].
#[derive(Debug, Clone, Queryable)]
pub struct Counts {
    /// Interactions in the newest pacts of all integrations.
    pub latest_interactions: i64,
    /// Messages in them.
    pub latest_messages: i64,
    pub pacticipants: i64,
    pub pacticipants_with_main_branch: i64,
    /// Pairs that have a pact.
    pub integrations: i64,
    pub contents: i64,
    pub versions: i64,
    /// Versions that somebody put on a branch.
    pub versions_with_user_branch: i64,
    /// Versions on a branch, those included whose first tag was taken for one.
    pub versions_with_branch: i64,
    pub tags: i64,
    pub tag_names: i64,
    pub tag_names_of_pacticipants: i64,
    pub environments: i64,
    pub deployments: i64,
    pub user_deployments: i64,
    pub current_deployments: i64,
    pub releases: i64,
    pub supported_releases: i64,
    pub webhooks: i64,
    pub triggered_webhooks: i64,
    pub webhook_attempts: i64,
}

/// The tables whose rows may belong to a hidden pacticipant, and which columns tell.
const OWNED: [(&str, &[&str]); 9] = [
    ("pacticipants", &["id"]),
    ("versions", &["pacticipant_id"]),
    ("tags", &["pacticipant_id"]),
    ("deployed_versions", &["pacticipant_id"]),
    ("released_versions", &["pacticipant_id"]),
    ("contents", &["consumer_id", "provider_id"]),
    ("publications", &["consumer_id", "provider_id"]),
    ("triggered_webhooks", &["consumer_id", "provider_id"]),
    ("webhooks", &["coalesce(consumer_id, 0)", "coalesce(provider_id, 0)"]),
];

/// Those whose rows belong to a row of another of these tables.
const PARTS: [(&str, &str, &str); 3] = [
    ("branch_versions", "version_id", "versions"),
    ("verifications", "content_id", "contents"),
    ("webhook_attempts", "triggered_webhook_id", "triggered_webhooks"),
];

/// What stands before a statement here while there are hidden pacticipants: each table without what is theirs, under
/// its own name.
fn without_hidden(connection: &mut AnyConnection) -> Result<String, StoreError> {
    if !any_hidden(connection)? {
        return Ok(String::new());
    }
    // Within its own definition, SQLite would take the name for the definition.
    let real = match connection {
        AnyConnection::Sqlite(_) => "main.",
        AnyConnection::Postgresql(_) => "",
    };
    let owned = OWNED.iter().map(|(table, columns)| {
        let conditions: Vec<String> = columns
            .iter()
            .map(|column| format!("{column} NOT IN (SELECT pacticipant_id FROM removals)"))
            .collect();
        format!(
            "{table} AS (SELECT * FROM {real}{table} WHERE {})",
            conditions.join(" AND ")
        )
    });
    let parts = PARTS.iter().map(|(table, column, whole)| {
        format!("{table} AS (SELECT * FROM {real}{table} WHERE {column} IN (SELECT id FROM {whole}))")
    });
    Ok(format!("WITH {} ", owned.chain(parts).collect::<Vec<_>>().join(", ")))
}

/// Counts everything that is only counted.
pub fn counts(connection: &mut AnyConnection) -> Result<Counts, StoreError> {
    let latest = |column: &str| {
        format!(
            "(SELECT CAST(coalesce(sum(c.{column}), 0) AS bigint) FROM integrations i \
             JOIN publications p ON p.id = i.latest_publication_id JOIN contents c ON c.id = p.content_id)"
        )
    };
    let count = |of: &str| format!("(SELECT count(*) FROM {of})");
    let distinct = |columns: &str, of: &str| format!("(SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {of}) d)");
    let columns = [
        latest("interactions_count"),
        latest("messages_count"),
        count("pacticipants"),
        count("pacticipants WHERE main_branch IS NOT NULL"),
        count("integrations WHERE latest_publication_id IS NOT NULL"),
        count("contents"),
        count("versions"),
        distinct("version_id", "branch_versions WHERE NOT auto_created"),
        distinct("version_id", "branch_versions"),
        count("tags"),
        distinct("name", "tags"),
        distinct("pacticipant_id, name", "tags"),
        count("environments"),
        count("deployed_versions"),
        count("deployed_versions WHERE NOT auto_created"),
        count("deployed_versions WHERE undeployed_at IS NULL"),
        count("released_versions"),
        count("released_versions WHERE support_ended_at IS NULL"),
        count("webhooks"),
        count("triggered_webhooks"),
        count("webhook_attempts"),
    ];
    let text = format!("{}SELECT {}", without_hidden(connection)?, columns.join(", "));
    type N = BigInt;
    type Row = (N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N);
    Ok(handwritten::<Row>(text, Vec::new()).get_result(connection)?)
}

/// How many there are, and when the first and the last came.
#[derive(Debug, Clone, Queryable)]
pub struct Span {
    pub count: i64,
    pub first: Option<Moment>,
    pub last: Option<Moment>,
}

fn span(connection: &mut AnyConnection, of: &str) -> Result<Span, StoreError> {
    let tables = without_hidden(connection)?;
    let text = format!("{tables}SELECT count(*), min(created_at), max(created_at) FROM {of}");
    type Row = (BigInt, Nullable<Timestamp>, Nullable<Timestamp>);
    Ok(handwritten::<Row>(text, Vec::new()).get_result(connection)?)
}

/// All revisions of all pacts.
pub fn publications(connection: &mut AnyConnection) -> Result<Span, StoreError> {
    span(connection, "publications")
}

/// All results.
pub fn results(connection: &mut AnyConnection) -> Result<Span, StoreError> {
    span(connection, "verifications")
}

/// Results that are successes, and results that say something of their own: repetitions are counted once.
pub fn successes_and_distinct(connection: &mut AnyConnection) -> Result<(i64, i64), StoreError> {
    let tables = without_hidden(connection)?;
    let text = format!(
        "{tables}SELECT (SELECT count(*) FROM verifications WHERE success), \
         (SELECT count(*) FROM (SELECT DISTINCT content_id, provider_version_id, success FROM verifications) d)"
    );
    Ok(handwritten::<(BigInt, BigInt)>(text, Vec::new()).get_result(connection)?)
}

/// How many things have how many parts: (parts, things), fewest parts first.
pub type Distribution = Vec<(i64, i64)>;

fn distribution(connection: &mut AnyConnection, parts: &str, of: &str) -> Result<Distribution, StoreError> {
    let tables = without_hidden(connection)?;
    let text = format!(
        "{tables}SELECT g.parts, count(*) FROM (SELECT count(*) AS parts FROM {parts} GROUP BY {of}) g \
         GROUP BY g.parts ORDER BY g.parts"
    );
    Ok(handwritten::<(BigInt, BigInt)>(text, Vec::new()).load(connection)?)
}

/// Revisions of a consumer version's pact with a provider.
pub fn revisions(connection: &mut AnyConnection) -> Result<Distribution, StoreError> {
    distribution(connection, "publications", "consumer_version_id, provider_id")
}

/// Results of a content.
pub fn results_of_contents(connection: &mut AnyConnection) -> Result<Distribution, StoreError> {
    distribution(connection, "verifications", "content_id")
}
