//! Webhooks that fire again until a result arrives.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::AnyConnection;
use super::list::{InList, Value, handwritten};
use super::schema::{publications, triggered_webhooks, webhooks};
use super::{Moment, StoreError};

/// A webhook that was triggered, and is to fire again if there is no result.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = triggered_webhooks)]
pub struct Waiting {
    pub id: i64,
    pub webhook_uuid: String,
    pub name: String,
    pub consumer_id: i64,
    pub provider_id: i64,
    pub publication_id: Option<i64>,
    pub event_name: String,
    pub event_context: String,
    pub trigger_type: String,
    /// None when it was delivered, or given up.
    pub next_attempt_at: Option<Moment>,
    pub receiver: String,
    pub required_version_id: Option<i64>,
    pub repeat_until: Option<Moment>,
}

/// A webhook that is to fire again, as it is now.
#[derive(Debug, Clone, Queryable)]
pub struct Repeating {
    pub waiting: Waiting,
    pub webhook_id: i64,
    pub enabled: bool,
    /// None when it is not to fire again any more.
    pub seconds: Option<i32>,
    /// What the provider version is to verify.
    pub content_id: i64,
}

/// Is there anything whose time has come?
pub fn repetitions_are_due(connection: &mut AnyConnection, now: Moment) -> Result<bool, StoreError> {
    let due = triggered_webhooks::table.filter(triggered_webhooks::repeat_at.le(now));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(connection)?)
}

/// Takes what is due, so much at most: it is not due any more, and no other replica takes it.
///
/// What has lost its webhook or its publication is left out of the answer.
pub fn repetitions_take(
    connection: &mut AnyConnection,
    now: Moment,
    most: usize,
) -> Result<Vec<Repeating>, StoreError> {
    let lock = match connection {
        AnyConnection::Sqlite(_) => "",
        AnyConnection::Postgresql(_) => " FOR UPDATE SKIP LOCKED",
    };
    let text = format!(
        "UPDATE triggered_webhooks SET repeat_at = NULL WHERE id IN ( \
             SELECT id FROM triggered_webhooks WHERE repeat_at <= ? ORDER BY repeat_at LIMIT {most}{lock}) RETURNING id"
    );
    let taken: Vec<i64> = handwritten::<BigInt>(text, vec![Value::At(now)]).load(connection)?;
    Ok(triggered_webhooks::table
        .inner_join(webhooks::table.on(triggered_webhooks::webhook_id.eq(webhooks::id.nullable())))
        .inner_join(publications::table.on(triggered_webhooks::publication_id.eq(publications::id.nullable())))
        .filter(triggered_webhooks::id.in_list(connection.ids(&taken)))
        .order(triggered_webhooks::id)
        .select((
            Waiting::as_select(),
            webhooks::id,
            webhooks::enabled,
            webhooks::repeat_seconds,
            publications::content_id,
        ))
        .load(connection)?)
}

/// Says when something is to fire again.
pub fn repetition_set(connection: &mut AnyConnection, id: i64, at: Moment) -> Result<(), StoreError> {
    diesel::update(triggered_webhooks::table.find(id))
        .set(triggered_webhooks::repeat_at.eq(Some(at)))
        .execute(connection)?;
    Ok(())
}
