//! What requests of webhooks are signed with.

use diesel::prelude::*;

use super::connection::AnyConnection;
use super::schema::signing_secrets as signing;
use super::{Moment, StoreError};

/// A secret that requests of a webhook are signed with.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = signing)]
pub struct SigningRow {
    pub id: i64,
    pub uuid: String,
    /// Sealed.
    pub value: String,
    pub created_at: Moment,
    /// None for the one in use.
    pub expires_at: Option<Moment>,
}

/// Shows no secret, not even a sealed one.
impl std::fmt::Debug for SigningRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningRow")
            .field("uuid", &self.uuid)
            .finish_non_exhaustive()
    }
}

/// Those of a webhook that count at a moment, newest first.
pub fn signing_of(connection: &mut AnyConnection, webhook: i64, now: Moment) -> Result<Vec<SigningRow>, StoreError> {
    Ok(signing::table
        .filter(signing::webhook_id.eq(webhook))
        .filter(signing::expires_at.is_null().or(signing::expires_at.gt(now)))
        .order(signing::id.desc())
        .select(SigningRow::as_select())
        .load(connection)?)
}

/// Those with an id greater than another, so many at most.
pub fn signing_after(connection: &mut AnyConnection, id: i64, most: i64) -> Result<Vec<SigningRow>, StoreError> {
    Ok(signing::table
        .filter(signing::id.gt(id))
        .order(signing::id)
        .limit(most)
        .select(SigningRow::as_select())
        .load(connection)?)
}

/// Stores the one in use from now on.
pub fn signing_insert(
    connection: &mut AnyConnection,
    webhook: i64,
    uuid: &str,
    value: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let values = (
        signing::webhook_id.eq(webhook),
        signing::uuid.eq(uuid),
        signing::value.eq(value),
        signing::created_at.eq(now),
    );
    diesel::insert_into(signing::table).values(values).execute(connection)?;
    Ok(())
}

/// Lets the one in use expire at a moment.
pub fn signing_expire(connection: &mut AnyConnection, webhook: i64, at: Moment) -> Result<(), StoreError> {
    let in_use = signing::table.filter(signing::webhook_id.eq(webhook).and(signing::expires_at.is_null()));
    diesel::update(in_use)
        .set(signing::expires_at.eq(at))
        .execute(connection)?;
    Ok(())
}

/// Deletes those of a webhook that have expired before a moment.
pub fn signing_delete_expired(connection: &mut AnyConnection, webhook: i64, before: Moment) -> Result<(), StoreError> {
    let expired = signing::webhook_id.eq(webhook).and(signing::expires_at.le(before));
    diesel::delete(signing::table.filter(expired)).execute(connection)?;
    Ok(())
}

/// Puts the same value, sealed anew, in place of a sealed one.
pub fn signing_reseal(connection: &mut AnyConnection, id: i64, value: &str) -> Result<(), StoreError> {
    diesel::update(signing::table.find(id))
        .set(signing::value.eq(value))
        .execute(connection)?;
    Ok(())
}

/// Deletes all of a webhook; tells whether there were any.
pub fn signing_delete(connection: &mut AnyConnection, webhook: i64) -> Result<bool, StoreError> {
    let deleted = diesel::delete(signing::table.filter(signing::webhook_id.eq(webhook))).execute(connection)?;
    Ok(deleted > 0)
}
