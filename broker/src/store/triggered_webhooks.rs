//! The outbox: webhooks that something triggered, and the attempts to deliver them.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::{AnyConnection, on_each};
use super::hidden::hidden;
use super::list::{InList, handwritten};
use super::schema::{publications, triggered_webhooks, webhook_attempts};
use super::{Moment, StoreError, outbox, unless_empty};

/// A webhook that something triggered.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = triggered_webhooks)]
pub struct TriggeredWebhook {
    pub id: i64,
    pub uuid: String,
    /// None when the webhook is gone.
    pub webhook_id: Option<i64>,
    pub webhook_uuid: String,
    /// What to call it.
    pub name: String,
    pub consumer_id: i64,
    pub provider_id: i64,
    pub publication_id: Option<i64>,
    pub event_name: String,
    pub trigger_type: String,
    pub status: String,
    pub attempts_made: i32,
    /// Those before it was last asked for again.
    pub attempts_before: i32,
    pub triggered_at: Moment,
    /// When the next attempt is due, if there is to be one.
    pub next_attempt_at: Option<Moment>,
    pub leased_until: Option<Moment>,
}

/// A webhook that is triggered now.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = triggered_webhooks)]
pub struct NewTriggeredWebhook {
    pub uuid: String,
    pub webhook_id: i64,
    pub webhook_uuid: String,
    pub name: String,
    pub consumer_id: i64,
    pub provider_id: i64,
    pub publication_id: Option<i64>,
    pub verification_id: Option<i64>,
    pub event_name: String,
    /// JSON object.
    pub event_context: String,
    pub trigger_type: String,
    pub status: &'static str,
    pub attempts_made: i32,
    pub triggered_at: Moment,
    /// When the first attempt is due.
    pub next_attempt_at: Moment,
    /// Host and port that it goes to.
    pub receiver: String,
    /// The provider version that is to verify, where its result is waited for.
    pub required_version_id: Option<i64>,
    /// When it fires again if there is no result, and until when it goes on.
    pub repeat_at: Option<Moment>,
    pub repeat_until: Option<Moment>,
}

/// An attempt to deliver a triggered webhook.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = webhook_attempts)]
pub struct WebhookAttempt {
    pub success: bool,
    pub log: String,
    pub created_at: Moment,
}

/// Writes down that webhooks are to be sent, in this order.
pub fn triggered_insert(connection: &mut AnyConnection, new: &[NewTriggeredWebhook]) -> Result<(), StoreError> {
    if new.is_empty() {
        return Ok(());
    }
    on_each!(connection, inner => diesel::insert_into(triggered_webhooks::table).values(new).execute(inner))?;
    outbox::note();
    Ok(())
}

/// Finds a triggered webhook by its uuid.
pub fn triggered_by_uuid(connection: &mut AnyConnection, uuid: &str) -> Result<Option<TriggeredWebhook>, StoreError> {
    let found = triggered_webhooks::table
        .filter(triggered_webhooks::uuid.eq(uuid))
        .filter(triggered_webhooks::consumer_id.ne_all(hidden()))
        .filter(triggered_webhooks::provider_id.ne_all(hidden()))
        .select(TriggeredWebhook::as_select());
    Ok(found.get_result(connection).optional()?)
}

/// What the pact of a consumer version triggered, in all its revisions, newest first.
pub fn triggered_by_pact(
    connection: &mut AnyConnection,
    consumer_version: i64,
    provider: i64,
) -> Result<Vec<TriggeredWebhook>, StoreError> {
    let revisions: Vec<i64> = publications::table
        .filter(publications::consumer_version_id.eq(consumer_version))
        .filter(publications::provider_id.eq(provider))
        .select(publications::id)
        .load(connection)?;
    let of_pact = triggered_webhooks::publication_id
        .assume_not_null()
        .in_list(connection.ids(&revisions));
    Ok(triggered_webhooks::table
        .filter(of_pact)
        .order(triggered_webhooks::id.desc())
        .select(TriggeredWebhook::as_select())
        .load(connection)?)
}

/// What a result triggered, newest first.
pub fn triggered_by_result(connection: &mut AnyConnection, number: i64) -> Result<Vec<TriggeredWebhook>, StoreError> {
    Ok(triggered_webhooks::table
        .filter(triggered_webhooks::verification_id.eq(number))
        .order(triggered_webhooks::id.desc())
        .select(TriggeredWebhook::as_select())
        .load(connection)?)
}

/// What was triggered last between pairs (consumer, provider), for each webhook and event, newest first.
pub fn triggered_latest(
    connection: &mut AnyConnection,
    pairs: &[(i64, i64)],
) -> Result<Vec<TriggeredWebhook>, StoreError> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let (wanted, values) = connection.pairs(pairs);
    let text = format!(
        "SELECT max(t.id) FROM {wanted} w \
         JOIN triggered_webhooks t ON t.consumer_id = w.first AND t.provider_id = w.second \
         GROUP BY t.consumer_id, t.provider_id, t.webhook_uuid, t.event_name"
    );
    let latest: Vec<i64> = handwritten::<BigInt>(text, values).load(connection)?;
    unless_empty(&latest, |latest| {
        Ok(triggered_webhooks::table
            .filter(triggered_webhooks::id.in_list(connection.ids(latest)))
            .order(triggered_webhooks::id.desc())
            .select(TriggeredWebhook::as_select())
            .load(connection)?)
    })
}

/// The attempts to deliver a triggered webhook, first to last.
pub fn attempts_of(connection: &mut AnyConnection, triggered: i64) -> Result<Vec<WebhookAttempt>, StoreError> {
    Ok(webhook_attempts::table
        .filter(webhook_attempts::triggered_webhook_id.eq(triggered))
        .order(webhook_attempts::number)
        .select(WebhookAttempt::as_select())
        .load(connection)?)
}
