//! What happens triggers webhooks: rows of the outbox, written by the transaction in which it happens.

mod contracts;
mod deployed;
mod results;

pub(super) use contracts::telling_results;
pub(crate) use contracts::{PublishedPact, contracts_published};
pub(crate) use results::result_published;

use chrono::Duration;

use super::super::{Answer, AnyConnection, Moment};
use super::Addresses;
use super::facts::{Facts, Subject};
use super::hooks::{Hooks, Waiting};
use crate::domain::webhook::{DeliveryStatus, EventName, REPEATED_FOR, default_description, receiver_of};
use crate::store::triggered_webhooks::{NewTriggeredWebhook, triggered_insert};

/// Something that a request caused, as against a person who asked for it.
const BY_AN_EVENT: &str = "resource_creation";

/// A webhook that was triggered.
#[derive(Debug, Clone)]
pub struct Triggered {
    pub uuid: String,
    /// Its description in quotes, or the webhook's uuid.
    pub webhook: String,
    pub event: EventName,
}

/// What a contract meant for webhooks.
#[derive(Debug, Clone, Default)]
pub struct WebhookOutcome {
    /// Is there a webhook for the pair, whatever it waits for?
    pub configured: bool,
    pub triggered: Vec<Triggered>,
}

/// A webhook, and what it is to be sent for.
struct Firing<'a> {
    waiting: &'a Waiting,
    event: EventName,
    subject: Subject,
    /// Which of the contracts that are published together it is about, by its place; 0 for a result.
    place: usize,
}

fn waiting_for(hooks: &Hooks, pair: (i64, i64), event: EventName) -> impl Iterator<Item = (&Waiting, EventName)> {
    hooks
        .about(pair)
        .filter(move |one| one.events.iter().any(|name| name == event.as_str()))
        .map(move |one| (one, event))
}

/// Writes the rows of the outbox; returns them in order, each with the place of its contract.
fn fire(
    connection: &mut AnyConnection,
    firings: Vec<Firing<'_>>,
    addresses: &dyn Addresses,
    now: Moment,
) -> Answer<Vec<(usize, Triggered)>> {
    let firings = deployed::for_each_deployed(connection, firings)?;
    if firings.is_empty() {
        return Ok(Vec::new());
    }
    let subjects: Vec<&Subject> = firings.iter().map(|firing| &firing.subject).collect();
    let facts = Facts::load(connection, &subjects)?;
    let rows: Vec<NewTriggeredWebhook> = firings.iter().map(|one| row(one, &facts, addresses, now)).collect();
    triggered_insert(connection, &rows)?;
    let triggered = |(firing, row): (&Firing<'_>, NewTriggeredWebhook)| {
        let triggered = Triggered {
            uuid: row.uuid,
            webhook: match &firing.waiting.hook.description {
                Some(description) => format!("\"{description}\""),
                None => row.webhook_uuid,
            },
            event: firing.event,
        };
        (firing.place, triggered)
    };
    Ok(firings.iter().zip(rows).map(triggered).collect())
}

fn row(firing: &Firing<'_>, facts: &Facts, addresses: &dyn Addresses, now: Moment) -> NewTriggeredWebhook {
    let Firing {
        waiting,
        event,
        subject,
        ..
    } = firing;
    let values = facts.happening(subject, addresses).values(event.as_str());
    let result = subject.result.as_ref().filter(|_| event.is_of_result());
    let required = subject.required.as_ref();
    let repeated = waiting.hook.repeat_seconds.filter(|_| required.is_some());
    NewTriggeredWebhook {
        uuid: uuid::Uuid::new_v4().to_string(),
        webhook_id: waiting.hook.id,
        webhook_uuid: waiting.hook.uuid.clone(),
        name: default_description(&waiting.hook.method, &waiting.hook.url),
        consumer_id: subject.consumer_id,
        provider_id: subject.provider_id,
        publication_id: subject.publication_id,
        verification_id: result.map(|result| result.id),
        event_name: event.as_str().to_owned(),
        event_context: serde_json::json!(values).to_string(),
        trigger_type: BY_AN_EVENT.to_owned(),
        status: DeliveryStatus::NotRun.as_str(),
        attempts_made: 0,
        triggered_at: now,
        next_attempt_at: now,
        receiver: receiver_of(&waiting.hook.url),
        required_version_id: required.map(|required| required.version_id),
        repeat_at: repeated.map(|seconds| now + Duration::seconds(seconds.into())),
        repeat_until: repeated.map(|_| now + REPEATED_FOR),
    }
}
