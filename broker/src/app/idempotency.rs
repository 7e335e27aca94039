//! A request with an `Idempotency-Key` takes effect once, however often it is sent.

use chrono::Duration;

use super::{Answer, AnyConnection, Moment};
use crate::store::idempotency as rows;

pub use crate::store::idempotency::{IdempotencyKey, KeptAnswer};

/// How long a key is remembered.
const REMEMBERED: Duration = Duration::hours(24);

/// How long a request may be under way before another may take its key: longer than any request takes, so that only
/// a broker that was killed leaves a key to be taken.
const UNDER_WAY: Duration = Duration::seconds(60);

/// What a key means for a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// The request is new: do it.
    New,
    /// It was done: give this answer again.
    Done(KeptAnswer),
    /// The same request is being answered.
    UnderWay,
    /// The key belongs to another request.
    OtherRequest,
}

/// Claims a key for a request, of which `fingerprint` is a hash.
pub fn key_claim(
    connection: &mut AnyConnection,
    key: &IdempotencyKey,
    fingerprint: &str,
    now: Moment,
) -> Answer<Claim> {
    rows::keys_expire(connection, now - REMEMBERED)?;
    if rows::key_insert(connection, key, fingerprint, now)? {
        return Ok(Claim::New);
    }
    let Some(row) = rows::key_find(connection, key)? else {
        // Freed a moment ago: whoever had it changed nothing, and the caller asks again.
        return Ok(Claim::UnderWay);
    };
    if row.fingerprint != fingerprint {
        return Ok(Claim::OtherRequest);
    }
    let since = row.created_at;
    if let Some(answer) = row.answer() {
        return Ok(Claim::Done(answer));
    }
    let abandoned = since < now - UNDER_WAY && rows::key_take_over(connection, key, since, now)?;
    Ok(if abandoned { Claim::New } else { Claim::UnderWay })
}

/// Keeps the answer of a request that took effect, and claimed its key at that moment.
pub fn key_keep(
    connection: &mut AnyConnection,
    key: &IdempotencyKey,
    claimed: Moment,
    answer: &KeptAnswer,
) -> Answer<()> {
    Ok(rows::key_answer(connection, key, claimed, answer)?)
}

/// Frees the key of a request that was refused or failed, so that it may be sent again.
pub fn key_free(connection: &mut AnyConnection, key: &IdempotencyKey, claimed: Moment) -> Answer<()> {
    Ok(rows::key_remove(connection, key, claimed)?)
}
