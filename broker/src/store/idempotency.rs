//! Requests that must not take effect twice, and their answers.

use diesel::prelude::*;

use super::connection::{AnyConnection, on_each};
use super::schema::idempotency_keys as keys;
use super::{Moment, StoreError};

/// Whose key it is, and the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub caller: String,
    pub key: String,
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    pub status: u16,
    /// Pairs of name and value.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What is known under a key.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = keys)]
pub struct KeyRow {
    pub fingerprint: String,
    status: Option<i32>,
    headers: Option<String>,
    body: Option<Vec<u8>>,
    pub created_at: Moment,
}

impl KeyRow {
    /// The answer, unless the request is under way.
    pub fn answer(self) -> Option<KeptAnswer> {
        Some(KeptAnswer {
            status: u16::try_from(self.status?).ok()?,
            headers: serde_json::from_str(&self.headers?).ok()?,
            body: self.body?,
        })
    }
}

/// Takes a key for a request; tells whether it was free.
pub fn key_insert(
    connection: &mut AnyConnection,
    key: &IdempotencyKey,
    fingerprint: &str,
    now: Moment,
) -> Result<bool, StoreError> {
    let values = (
        keys::caller.eq(&key.caller),
        keys::key.eq(&key.key),
        keys::fingerprint.eq(fingerprint),
        keys::created_at.eq(now),
    );
    let inserted = on_each!(connection, inner => {
        diesel::insert_into(keys::table).values(&values).on_conflict_do_nothing().execute(inner)
    })?;
    Ok(inserted == 1)
}

/// Finds what is known under a key.
pub fn key_find(connection: &mut AnyConnection, key: &IdempotencyKey) -> Result<Option<KeyRow>, StoreError> {
    let found = keys::table
        .find((&key.caller, &key.key))
        .select(KeyRow::as_select())
        .get_result(connection);
    Ok(found.optional()?)
}

/// Takes over a key whose request never ended; tells whether nobody else did.
pub fn key_take_over(
    connection: &mut AnyConnection,
    key: &IdempotencyKey,
    since: Moment,
    now: Moment,
) -> Result<bool, StoreError> {
    let abandoned = keys::table
        .find((&key.caller, &key.key))
        .filter(keys::status.is_null().and(keys::created_at.eq(since)));
    let taken = diesel::update(abandoned)
        .set(keys::created_at.eq(now))
        .execute(connection)?;
    Ok(taken == 1)
}

/// Keeps the answer to the request that has had a key since a moment, unless another has taken it.
pub fn key_answer(
    connection: &mut AnyConnection,
    key: &IdempotencyKey,
    since: Moment,
    answer: &KeptAnswer,
) -> Result<(), StoreError> {
    let headers = serde_json::to_string(&answer.headers).map_err(|error| StoreError::Internal(error.to_string()))?;
    let own = keys::table
        .find((&key.caller, &key.key))
        .filter(keys::created_at.eq(since));
    diesel::update(own)
        .set((
            keys::status.eq(i32::from(answer.status)),
            keys::headers.eq(headers),
            keys::body.eq(answer.body.as_slice()),
        ))
        .execute(connection)?;
    Ok(())
}

/// Frees a key whose request has had it since a moment and had no effect, unless another has taken it.
pub fn key_remove(connection: &mut AnyConnection, key: &IdempotencyKey, since: Moment) -> Result<(), StoreError> {
    let own = keys::table
        .find((&key.caller, &key.key))
        .filter(keys::created_at.eq(since));
    diesel::delete(own).execute(connection)?;
    Ok(())
}

/// Forgets keys from before a moment.
pub fn keys_expire(connection: &mut AnyConnection, before: Moment) -> Result<(), StoreError> {
    diesel::delete(keys::table.filter(keys::created_at.lt(before))).execute(connection)?;
    Ok(())
}
