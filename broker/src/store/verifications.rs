//! Verification results, and the verdict that the newest of them gives.

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::connection::{AnyConnection, on_each};
use super::list::{InList, Value, change};
use super::query::{Ask, columns};
use super::schema::{verdicts, verifications};
use super::{Moment, StoreError};

/// A result that a provider version published for a content.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = verifications)]
pub struct Verification {
    /// Also the number that the outside sees.
    pub id: i64,
    pub content_id: i64,
    pub provider_version_id: i64,
    pub success: bool,
    pub pact_pending: Option<bool>,
    pub build_url: Option<String>,
    pub verifier_implementation: Option<String>,
    pub verifier_version: Option<String>,
    pub client_implementation: Option<String>,
    pub client_version: Option<String>,
    pub client_test_framework: Option<String>,
    pub executed_at: Moment,
    pub created_at: Moment,
    /// JSON, as received.
    pub test_results: Option<String>,
}

/// A result to be stored.
///
/// What is not there is stored as null: diesel would leave its column out instead, for SQLite, and prepare the statement
/// anew each time.
#[derive(Debug, Insertable)]
#[diesel(table_name = verifications, treat_none_as_default_value = false)]
pub struct NewVerification<'a> {
    pub content_id: i64,
    pub provider_id: i64,
    pub provider_version_id: i64,
    pub success: bool,
    pub wip: bool,
    pub pact_pending: Option<bool>,
    pub build_url: Option<&'a str>,
    pub verifier_implementation: Option<&'a str>,
    pub verifier_version: Option<&'a str>,
    pub client_implementation: Option<&'a str>,
    pub client_version: Option<&'a str>,
    pub client_test_framework: Option<&'a str>,
    pub executed_at: Moment,
    pub created_at: Moment,
    pub consumer_version_selectors: Option<&'a str>,
    pub test_results: Option<&'a str>,
}

/// Stores a result and moves the heads that it changes; returns its number.
pub fn verification_insert(connection: &mut AnyConnection, new: &NewVerification<'_>) -> Result<i64, StoreError> {
    let id: i64 = diesel::insert_into(verifications::table)
        .values(new)
        .returning(verifications::id)
        .row(connection)?;
    let verdict = (
        verdicts::content_id.eq(new.content_id),
        verdicts::provider_version_id.eq(new.provider_version_id),
        verdicts::provider_id.eq(new.provider_id),
        verdicts::verification_id.eq(id),
        verdicts::success.eq(new.success),
    );
    // The newest wins by number, also when an older one commits later.
    on_each!(connection, inner => {
        let upsert = diesel::insert_into(verdicts::table)
            .values(&verdict)
            .on_conflict((verdicts::content_id, verdicts::provider_version_id))
            .do_update()
            .set((
                verdicts::verification_id.eq(excluded(verdicts::verification_id)),
                verdicts::success.eq(excluded(verdicts::success)),
            ));
        diesel::query_dsl::methods::FilterDsl::filter(upsert, verdicts::verification_id.lt(excluded(verdicts::verification_id))).execute(inner)
    })?;
    change(
        connection,
        "UPDATE contents SET latest_verification_id = ? \
         WHERE id = ? AND (latest_verification_id IS NULL OR latest_verification_id < ?)",
        vec![Value::Id(id), Value::Id(new.content_id), Value::Id(id)],
    )?;
    Ok(id)
}

/// Finds a result of a content by its number.
pub fn verification_by_number(
    connection: &mut AnyConnection,
    content: i64,
    number: i64,
) -> Result<Option<Verification>, StoreError> {
    let found = verifications::table
        .filter(verifications::id.eq(number).and(verifications::content_id.eq(content)))
        .select(columns::<Verification>());
    Ok(found.row(connection).optional()?)
}

/// Whether the result of a content before this one was a success; none without one.
pub fn outcome_before(connection: &mut AnyConnection, content: i64, number: i64) -> Result<Option<bool>, StoreError> {
    let before = verifications::table
        .filter(verifications::content_id.eq(content).and(verifications::id.lt(number)))
        .order(verifications::id.desc())
        .select(verifications::success)
        .limit(1);
    Ok(before.row(connection).optional()?)
}

/// Finds results by number, in no order.
pub fn verifications_by_ids(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<Verification>, StoreError> {
    super::unless_empty(ids, |ids| {
        Ok(verifications::table
            .filter(verifications::id.in_list(connection.ids(ids)))
            .select(columns::<Verification>())
            .rows(connection)?)
    })
}

/// The contents that any of these provider versions has a result for.
pub(super) fn contents_verified_by(connection: &mut AnyConnection, versions: &[i64]) -> Result<Vec<i64>, StoreError> {
    super::unless_empty(versions, |versions| {
        Ok(verifications::table
            .filter(verifications::provider_version_id.in_list(connection.ids(versions)))
            .select(verifications::content_id)
            .distinct()
            .rows(connection)?)
    })
}
