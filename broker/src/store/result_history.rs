//! The results of a content, one after the other.

use diesel::prelude::*;

use super::connection::AnyConnection;
use super::query::Ask;
use super::schema::{verifications, versions};
use super::{Moment, StoreError};

/// A result without what its page shows.
#[derive(Debug, Clone, Queryable)]
pub struct PastResult {
    /// Also its number.
    pub id: i64,
    pub success: bool,
    pub pact_pending: Option<bool>,
    pub executed_at: Moment,
    pub provider_version: String,
}

/// The results of a content up to a number, newest first.
pub fn results_of_content(
    connection: &mut AnyConnection,
    content: i64,
    up_to: i64,
    limit: i64,
) -> Result<Vec<PastResult>, StoreError> {
    let results = verifications::table
        .inner_join(versions::table.on(versions::id.eq(verifications::provider_version_id)))
        .filter(verifications::content_id.eq(content).and(verifications::id.le(up_to)))
        .order(verifications::id.desc())
        .limit(limit)
        .select((
            verifications::id,
            verifications::success,
            verifications::pact_pending,
            verifications::executed_at,
            versions::number,
        ));
    Ok(results.rows(connection)?)
}
