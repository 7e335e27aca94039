//! Deliveries: who is at which, and what came of each attempt.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

use super::connection::{AnyConnection, on_each};
use super::list::{InList, Value, change, handwritten};
use super::schema::{triggered_webhooks, webhook_attempts, webhooks};
use super::triggered_webhooks::TriggeredWebhook;
use super::webhooks::Webhook;
use super::{Moment, StoreError, outbox};

/// Due, and nobody is at it.
const FREE: &str = "next_attempt_at <= ? AND (leased_until IS NULL OR leased_until < ?)";

/// The deliveries that are due and free, those that wait longest first: (id, receiver).
///
/// No more of one receiver than `of_each`, so that a long queue for one does not hide the others.
pub fn deliveries_due(
    connection: &mut AnyConnection,
    now: Moment,
    of_each: usize,
    most: usize,
) -> Result<Vec<(i64, String)>, StoreError> {
    let text = format!(
        "SELECT d.id, d.receiver FROM (SELECT id, receiver, next_attempt_at, \
             row_number() OVER (PARTITION BY receiver ORDER BY next_attempt_at, id) AS place \
             FROM triggered_webhooks WHERE {FREE}) d \
         WHERE d.place <= {of_each} ORDER BY d.next_attempt_at, d.id LIMIT {most}"
    );
    Ok(handwritten::<(BigInt, Text)>(text, vec![Value::At(now); 2]).load(connection)?)
}

/// When the next delivery is due, or something is to fire again, after now.
pub fn delivery_next_at(connection: &mut AnyConnection, now: Moment) -> Result<Option<Moment>, StoreError> {
    let text = "SELECT min(m.at) FROM ( \
             SELECT min(next_attempt_at) AS at FROM triggered_webhooks WHERE next_attempt_at > ? \
         UNION ALL SELECT min(repeat_at) FROM triggered_webhooks WHERE repeat_at > ?) m";
    Ok(handwritten::<Nullable<Timestamp>>(text, vec![Value::At(now); 2]).get_result(connection)?)
}

/// Who is at a delivery, and until when nobody else may be.
#[derive(Debug, Clone)]
pub struct Lease {
    pub holder: String,
    pub until: Moment,
}

/// Leases those of these deliveries that are still due and free; returns their ids.
pub fn deliveries_lease(
    connection: &mut AnyConnection,
    ids: &[i64],
    lease: &Lease,
    now: Moment,
) -> Result<Vec<i64>, StoreError> {
    let lock = match connection {
        AnyConnection::Sqlite(_) => "",
        AnyConnection::Postgresql(_) => " FOR UPDATE SKIP LOCKED",
    };
    let (list, ids) = connection.ids(ids).by_hand();
    let text = format!(
        "UPDATE triggered_webhooks SET leased_by = ?, leased_until = ? \
         WHERE id IN (SELECT id FROM triggered_webhooks WHERE id IN {list} AND {FREE}{lock}) RETURNING id"
    );
    let values = vec![
        Value::Text(lease.holder.clone()),
        Value::At(lease.until),
        ids,
        Value::At(now),
        Value::At(now),
    ];
    Ok(handwritten::<BigInt>(text, values).load(connection)?)
}

/// Gives leases back whose deliveries were not attempted to the end.
pub fn deliveries_release(connection: &mut AnyConnection, holders: &[&str]) -> Result<usize, StoreError> {
    let none: (Option<String>, Option<Moment>) = (None, None);
    let held = triggered_webhooks::leased_by
        .assume_not_null()
        .in_list(connection.texts(holders));
    let released = diesel::update(triggered_webhooks::table.filter(triggered_webhooks::next_attempt_at.is_not_null()))
        .filter(held)
        .set((
            triggered_webhooks::leased_by.eq(none.0),
            triggered_webhooks::leased_until.eq(none.1),
        ))
        .execute(connection)?;
    outbox::note();
    Ok(released)
}

/// A delivery with what it takes to send it.
#[derive(Debug, Queryable)]
pub struct LeasedDelivery {
    pub triggered: TriggeredWebhook,
    /// JSON object.
    pub event_context: String,
    pub receiver: String,
    /// The webhook, unless it is gone.
    pub webhook: Option<Webhook>,
}

/// Loads deliveries by their ids, oldest first.
pub fn deliveries_by_ids(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<LeasedDelivery>, StoreError> {
    Ok(triggered_webhooks::table
        .left_join(webhooks::table.on(triggered_webhooks::webhook_id.eq(webhooks::id.nullable())))
        .filter(triggered_webhooks::id.in_list(connection.ids(ids)))
        .order(triggered_webhooks::id)
        .select((
            TriggeredWebhook::as_select(),
            triggered_webhooks::event_context,
            triggered_webhooks::receiver,
            Option::<Webhook>::as_select(),
        ))
        .load(connection)?)
}

/// An attempt that was made.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = webhook_attempts)]
pub struct NewAttempt {
    pub triggered_webhook_id: i64,
    /// Counted from one.
    pub number: i32,
    pub success: bool,
    pub response_status: Option<i32>,
    pub duration_ms: i64,
    pub created_at: Moment,
    pub log: String,
    pub next_attempt_at: Option<Moment>,
}

/// Writes an attempt down and ends the lease under which it was made; tells whether that was still held. If not,
/// nothing is changed.
pub fn attempt_record(
    connection: &mut AnyConnection,
    attempt: &NewAttempt,
    holder: &str,
    status: &str,
) -> Result<bool, StoreError> {
    let none: (Option<String>, Option<Moment>) = (None, None);
    let held = triggered_webhooks::table
        .find(attempt.triggered_webhook_id)
        .filter(triggered_webhooks::leased_by.eq(holder))
        // Null when the pacticipant was deleted meanwhile, and nothing is to be sent for it any more.
        .filter(triggered_webhooks::next_attempt_at.is_not_null());
    let settled = diesel::update(held)
        .set((
            triggered_webhooks::status.eq(status),
            triggered_webhooks::attempts_made.eq(attempt.number),
            triggered_webhooks::next_attempt_at.eq(attempt.next_attempt_at),
            triggered_webhooks::leased_by.eq(none.0),
            triggered_webhooks::leased_until.eq(none.1),
        ))
        .execute(connection)?;
    if settled == 0 {
        return Ok(false);
    }
    on_each!(connection, inner => diesel::insert_into(webhook_attempts::table).values(attempt).execute(inner))?;
    Ok(true)
}

/// Lets a delivery begin anew: the next attempt is due now, and the schedule starts at its beginning.
pub fn delivery_renew(
    connection: &mut AnyConnection,
    triggered: &TriggeredWebhook,
    status: &str,
    now: Moment,
) -> Result<(), StoreError> {
    diesel::update(triggered_webhooks::table.find(triggered.id))
        .set((
            triggered_webhooks::status.eq(status),
            triggered_webhooks::attempts_before.eq(triggered.attempts_made),
            triggered_webhooks::next_attempt_at.eq(Some(now)),
        ))
        .execute(connection)?;
    outbox::note();
    Ok(())
}

/// Notes that an attempt for a webhook failed; returns since when all have.
pub fn webhook_failing_since(connection: &mut AnyConnection, id: i64, now: Moment) -> Result<Moment, StoreError> {
    let first = webhooks::table.find(id).filter(webhooks::failing_since.is_null());
    diesel::update(first)
        .set(webhooks::failing_since.eq(Some(now)))
        .execute(connection)?;
    let since: Option<Option<Moment>> = webhooks::table
        .find(id)
        .select(webhooks::failing_since)
        .get_result(connection)
        .optional()?;
    Ok(since.flatten().unwrap_or(now))
}

/// Notes that an attempt for a webhook succeeded.
pub fn webhook_works(connection: &mut AnyConnection, id: i64) -> Result<(), StoreError> {
    change(
        connection,
        "UPDATE webhooks SET failing_since = NULL WHERE id = ? AND failing_since IS NOT NULL",
        vec![Value::Id(id)],
    )?;
    Ok(())
}

/// Switches a webhook off, and says why; tells whether it was on.
pub fn webhook_disable(connection: &mut AnyConnection, id: i64, reason: &str, now: Moment) -> Result<bool, StoreError> {
    let disabled = diesel::update(webhooks::table.find(id).filter(webhooks::enabled))
        .set((
            webhooks::enabled.eq(false),
            webhooks::disabled_at.eq(Some(now)),
            webhooks::disabled_reason.eq(Some(reason)),
        ))
        .execute(connection)?;
    Ok(disabled == 1)
}
