//! Delivering what was triggered: what is due, who is at it, and what came of an attempt.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use super::super::{Answer, AnyConnection, Moment, Vault};
use super::prepare::Recipe;
use crate::domain::webhook::{AttemptLog, DeliveryStatus, FilledRequest, Level, Values, WebhookRules};
use crate::store::StoreError;
pub use crate::store::deliveries::Lease;
use crate::store::deliveries::{
    self as rows, LeasedDelivery, NewAttempt, attempt_record, deliveries_by_ids, delivery_next_at, webhook_disable,
    webhook_failing_since, webhook_works,
};
use crate::store::repetitions::repetitions_are_due;
use crate::store::webhooks::Webhook;

/// What is to be done, as far as it takes to choose.
#[derive(Debug)]
pub struct Due {
    /// Deliveries that nobody is at, those that wait longest first: (id, receiver).
    pub deliveries: Vec<(i64, String)>,
    /// Is there something that is to fire again?
    pub repetitions: bool,
    /// When there is more, unless something comes up before.
    pub next_at: Option<Moment>,
}

/// Says what is to be done: so many deliveries at most, and so many of them to one receiver.
pub fn deliveries_due(connection: &mut AnyConnection, now: Moment, most: usize, of_each: usize) -> Answer<Due> {
    Ok(Due {
        deliveries: rows::deliveries_due(connection, now, of_each, most)?,
        repetitions: repetitions_are_due(connection, now)?,
        next_at: delivery_next_at(connection, now)?,
    })
}

/// A delivery to be attempted, under a lease.
#[derive(Debug, Clone)]
pub struct Delivery {
    id: i64,
    webhook_id: i64,
    /// The id of the message, the same at every attempt.
    pub uuid: String,
    pub webhook_uuid: String,
    pub receiver: String,
    pub request: FilledRequest,
    pub values: Values,
    attempts_made: i32,
    /// Attempts before somebody asked for it again, which do not count in the schedule.
    attempts_before: i32,
    lease: Lease,
}

impl Delivery {
    /// Who is at it.
    pub fn holder(&self) -> &str {
        &self.lease.holder
    }

    /// Until when nobody else is.
    pub fn leased_until(&self) -> Moment {
        self.lease.until
    }
}

/// Leases deliveries that are still due and free. Those whose webhook is gone or switched off fail here and now.
pub fn deliveries_lease(
    connection: &mut AnyConnection,
    vault: &Vault,
    ids: &[i64],
    lease: &Lease,
    now: Moment,
) -> Answer<Vec<Delivery>> {
    let leased = rows::deliveries_lease(connection, ids, lease, now)?;
    let mut deliveries = Vec::with_capacity(leased.len());
    let mut recipes = HashMap::new();
    for mut row in deliveries_by_ids(connection, &leased)? {
        let (id, number) = (row.triggered.id, row.triggered.attempts_made + 1);
        match sendable(row.webhook.take()) {
            Ok(webhook) => {
                let recipe = match recipes.entry(webhook.id) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => new.insert(Recipe::of(connection, vault, &webhook, now)?),
                };
                deliveries.push(delivery(row, webhook.id, recipe, lease)?);
            }
            Err(reason) => {
                let failure = unsent(id, number, reason, now);
                attempt_record(connection, &failure, &lease.holder, DeliveryStatus::Failure.as_str())?;
            }
        }
    }
    Ok(deliveries)
}

/// The webhook, or why there is nothing to send.
fn sendable(webhook: Option<Webhook>) -> Result<Webhook, &'static str> {
    match webhook {
        None => Err("the webhook was deleted"),
        Some(webhook) if !webhook.enabled => Err("the webhook is switched off"),
        Some(webhook) => Ok(webhook),
    }
}

fn delivery(row: LeasedDelivery, webhook_id: i64, recipe: &Recipe, lease: &Lease) -> Answer<Delivery> {
    let values: Values = serde_json::from_str(&row.event_context)
        .map_err(|error| StoreError::Internal(format!("a triggered webhook cannot be read: {error}")))?;
    Ok(Delivery {
        id: row.triggered.id,
        webhook_id,
        uuid: row.triggered.uuid,
        webhook_uuid: row.triggered.webhook_uuid,
        receiver: row.receiver,
        request: recipe.request(&values),
        values,
        attempts_made: row.triggered.attempts_made,
        attempts_before: row.triggered.attempts_before,
        lease: lease.clone(),
    })
}

fn unsent(triggered: i64, number: i32, reason: &str, now: Moment) -> NewAttempt {
    let mut log = AttemptLog::default();
    log.write(now, Level::Error, &format!("not sent: {reason}"));
    NewAttempt {
        triggered_webhook_id: triggered,
        number,
        success: false,
        response_status: None,
        duration_ms: 0,
        created_at: now,
        log: log.into_text(),
        next_attempt_at: None,
    }
}

/// What came of an attempt.
#[derive(Debug, Clone)]
pub struct Attempted {
    pub success: bool,
    /// None when no answer came.
    pub status: Option<u16>,
    pub duration: Duration,
    pub log: String,
    /// How long the receiver asks to be left alone.
    pub retry_after: Option<Duration>,
    /// By how much the next attempt is moved within its margin, from 0 to 1.
    pub chance: f64,
}

/// How a delivery stands after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Delivered,
    /// There will be another attempt.
    Again(Moment),
    GivenUp,
    /// Given up, and as nothing has worked for days the webhook is switched off.
    Disabled,
    /// The lease was over, or what it was about is gone: nothing was written down.
    Lost,
}

/// Writes attempts down, and says how each delivery goes on.
pub fn deliveries_record(
    connection: &mut AnyConnection,
    attempts: &[(Delivery, Attempted)],
    rules: &WebhookRules,
    now: Moment,
) -> Answer<Vec<Standing>> {
    attempts
        .iter()
        .map(|(delivery, attempted)| delivery_record(connection, delivery, attempted, rules, now))
        .collect()
}

fn delivery_record(
    connection: &mut AnyConnection,
    delivery: &Delivery,
    attempted: &Attempted,
    rules: &WebhookRules,
    now: Moment,
) -> Answer<Standing> {
    let number = delivery.attempts_made + 1;
    let failures = usize::try_from(number - delivery.attempts_before).unwrap_or(usize::MAX);
    let pause = match attempted.success {
        true => None,
        false => rules.pause_after(failures, attempted.retry_after, attempted.chance),
    };
    let (status, standing) = match (attempted.success, pause) {
        (true, _) => (DeliveryStatus::Success, Standing::Delivered),
        (false, Some(pause)) => (DeliveryStatus::Retrying, Standing::Again(now + pause)),
        (false, None) => (DeliveryStatus::Failure, Standing::GivenUp),
    };
    let attempt = NewAttempt {
        triggered_webhook_id: delivery.id,
        number,
        success: attempted.success,
        response_status: attempted.status.map(i32::from),
        duration_ms: i64::try_from(attempted.duration.as_millis()).unwrap_or(i64::MAX),
        created_at: now,
        log: format!("{}{}", attempted.log, what_follows(standing, number, now)),
        next_attempt_at: match standing {
            Standing::Again(at) => Some(at),
            _ => None,
        },
    };
    if !attempt_record(connection, &attempt, &delivery.lease.holder, status.as_str())? {
        return Ok(Standing::Lost);
    }
    if attempted.success {
        webhook_works(connection, delivery.webhook_id)?;
        return Ok(standing);
    }
    let since = webhook_failing_since(connection, delivery.webhook_id, now)?;
    match standing == Standing::GivenUp && disable(connection, delivery.webhook_id, since, rules, now)? {
        true => Ok(Standing::Disabled),
        false => Ok(standing),
    }
}

fn what_follows(standing: Standing, number: i32, now: Moment) -> String {
    let mut log = AttemptLog::default();
    match standing {
        Standing::Again(at) => {
            let at = at.format("%Y-%m-%dT%H:%M:%SZ");
            log.write(
                now,
                Level::Info,
                &format!("attempt {number} failed, the next is due at {at}"),
            );
        }
        Standing::GivenUp => log.write(now, Level::Error, &format!("given up after attempt {number}")),
        _ => {}
    }
    log.into_text()
}

/// Switches a webhook off when nothing has worked for too long.
fn disable(
    connection: &mut AnyConnection,
    webhook: i64,
    since: Moment,
    rules: &WebhookRules,
    now: Moment,
) -> Answer<bool> {
    let days = rules.disable_after_days;
    if days == 0 || now - since < chrono::Duration::days(days.into()) {
        return Ok(false);
    }
    let since = since.format("%Y-%m-%dT%H:%M:%SZ");
    let reason = format!("Every attempt to send it has failed since {since}, for {days} days or more.");
    Ok(webhook_disable(connection, webhook, &reason, now)?)
}

/// Gives leases back whose attempts were not made to the end: whoever takes them next makes them again.
pub fn deliveries_release(connection: &mut AnyConnection, holders: &[String]) -> Answer<usize> {
    let holders: Vec<&str> = holders.iter().map(String::as_str).collect();
    match holders.is_empty() {
        true => Ok(0),
        false => Ok(rows::deliveries_release(connection, &holders)?),
    }
}
