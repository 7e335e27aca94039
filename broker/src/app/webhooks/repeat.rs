//! Webhooks that fire again until the provider version that they ask for has verified the contract.

use chrono::Duration;

use super::super::{Answer, AnyConnection, Moment};
use super::facts::distinct;
use crate::domain::webhook::DeliveryStatus;
use crate::store::repetitions::{Repeating, repetition_set, repetitions_take};
use crate::store::required_versions::{RequiredVersion, required_versions};
use crate::store::triggered_webhooks::{NewTriggeredWebhook, triggered_insert};

/// So many fire again in one transaction.
const AT_ONCE: usize = 50;

/// Fires again what is due and still without a result; returns how many did.
///
/// The receiver is told the same as the first time, in a message of its own. What is still being delivered waits; what
/// is not to be verified by that version any more, because it was undeployed or replaced, has done its duty.
pub fn repetitions_fire(connection: &mut AnyConnection, now: Moment) -> Answer<usize> {
    let due = repetitions_take(connection, now, AT_ONCE)?;
    if due.is_empty() {
        return Ok(0);
    }
    let contents = distinct(due.iter().map(|one| one.content_id));
    let required = required_versions(connection, &contents)?;
    let mut again = Vec::new();
    for one in due {
        let Some(next) = next_at(&one, &required, now) else {
            continue;
        };
        match one.waiting.next_attempt_at {
            Some(_) => repetition_set(connection, one.waiting.id, next)?,
            None => again.push(repeated(one, next, now)),
        }
    }
    triggered_insert(connection, &again)?;
    Ok(again.len())
}

/// When it is the next one's turn; none when it is over.
fn next_at(one: &Repeating, required: &[RequiredVersion], now: Moment) -> Option<Moment> {
    let seconds = one.seconds.filter(|_| one.enabled)?;
    let version = one.waiting.required_version_id?;
    let is_required = required
        .iter()
        .any(|required| (required.content_id, required.version_id) == (one.content_id, version));
    let goes_on = one.waiting.repeat_until.is_some_and(|until| now < until);
    (is_required && goes_on).then(|| now + Duration::seconds(seconds.into()))
}

fn repeated(one: Repeating, next: Moment, now: Moment) -> NewTriggeredWebhook {
    let waiting = one.waiting;
    NewTriggeredWebhook {
        uuid: uuid::Uuid::new_v4().to_string(),
        webhook_id: one.webhook_id,
        webhook_uuid: waiting.webhook_uuid,
        name: waiting.name,
        consumer_id: waiting.consumer_id,
        provider_id: waiting.provider_id,
        publication_id: waiting.publication_id,
        verification_id: None,
        event_name: waiting.event_name,
        event_context: waiting.event_context,
        trigger_type: waiting.trigger_type,
        status: DeliveryStatus::NotRun.as_str(),
        attempts_made: 0,
        triggered_at: now,
        next_attempt_at: now,
        receiver: waiting.receiver,
        required_version_id: waiting.required_version_id,
        repeat_at: Some(next),
        repeat_until: waiting.repeat_until,
    }
}
