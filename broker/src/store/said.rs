//! What a provider version says about contracts.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Timestamp};

use super::connection::AnyConnection;
use super::list::{Value, handwritten};
use super::query::Ask;
use super::{Moment, StoreError};

/// The newest result of a provider version for one content.
#[derive(Debug, Clone, Queryable)]
pub struct Said {
    pub consumer_id: i64,
    pub sha: String,
    pub verification_id: i64,
    pub success: bool,
    pub executed_at: Moment,
}

/// The newest results of a provider version, one for each content, newest first.
pub fn said_by(connection: &mut AnyConnection, provider_version: i64, limit: i64) -> Result<Vec<Said>, StoreError> {
    let text = "SELECT c.consumer_id, c.sha, v.id, v.success, v.executed_at FROM verdicts d \
         JOIN contents c ON c.id = d.content_id JOIN verifications v ON v.id = d.verification_id \
         WHERE d.provider_version_id = ? AND c.consumer_id NOT IN (SELECT pacticipant_id FROM removals) \
         ORDER BY v.id DESC LIMIT ?";
    let values = vec![Value::Id(provider_version), Value::Id(limit)];
    Ok(handwritten::<(BigInt, Text, BigInt, Bool, Timestamp)>(text, values).rows(connection)?)
}
