//! What was triggered, and what became of it.

use std::collections::HashMap;

use super::super::contracts::{pair_find, pair_of_pact, published_by_version};
use super::super::verifications::{ContentAddress, WhichResult, result_find};
use super::super::{Answer, AnyConnection, AppError, Moment};
use super::facts::distinct;
use super::hooks::Hooks;
use crate::domain::webhook::DeliveryStatus;
use crate::store::contracts::publications_by_ids;
use crate::store::pacticipants::pacticipant_refs;
pub use crate::store::triggered_webhooks::TriggeredWebhook;
use crate::store::triggered_webhooks::{
    WebhookAttempt, attempts_of, triggered_by_pact, triggered_by_result, triggered_by_uuid, triggered_latest,
};

/// Lists what the pact of a consumer version triggered, newest first.
pub fn triggered_of_pact(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    number: &str,
) -> Answer<Vec<TriggeredWebhook>> {
    let pair = pair_of_pact(connection, consumer, provider)?;
    let published = published_by_version(connection, &pair, number)?;
    let version = published.consumer_version.id;
    Ok(triggered_by_pact(connection, version, pair.provider.id)?)
}

/// Lists what a result triggered, newest first.
pub fn triggered_of_result(
    connection: &mut AnyConnection,
    address: &ContentAddress,
    number: i64,
) -> Answer<Vec<TriggeredWebhook>> {
    result_find(connection, address, WhichResult::Number(number))?;
    Ok(triggered_by_result(connection, number)?)
}

/// What became of the webhooks of a pair.
#[derive(Debug)]
pub struct PairStatus {
    pub consumer: String,
    pub provider: String,
    /// What each webhook was triggered for last, by event, newest first.
    pub latest: Vec<TriggeredWebhook>,
    /// The consumer version whose pact the newest of them was for.
    pub number: Option<String>,
}

/// Shows what became of the webhooks of a pair.
pub fn webhook_status(connection: &mut AnyConnection, consumer: &str, provider: &str) -> Answer<PairStatus> {
    let pair = pair_find(connection, consumer, provider)?;
    let latest = triggered_latest(connection, &[(pair.consumer.id, pair.provider.id)])?;
    let newest = latest.first().and_then(|newest| newest.publication_id);
    let published = publications_by_ids(connection, newest.as_slice())?;
    Ok(PairStatus {
        consumer: pair.consumer.name,
        provider: pair.provider.name,
        latest,
        number: published.into_iter().next().map(|one| one.consumer_version.number),
    })
}

pub(super) fn triggered_find(connection: &mut AnyConnection, uuid: &str) -> Answer<TriggeredWebhook> {
    let unknown = || AppError::NotFound(format!("There is no triggered webhook with the uuid `{uuid}`."));
    triggered_by_uuid(connection, uuid)?.ok_or_else(unknown)
}

/// The attempts to deliver a triggered webhook.
#[derive(Debug)]
pub struct TriggeredLogs {
    pub triggered: TriggeredWebhook,
    pub consumer: String,
    pub provider: String,
    /// First to last.
    pub attempts: Vec<WebhookAttempt>,
}

/// Shows the attempts to deliver a triggered webhook.
pub fn triggered_logs(connection: &mut AnyConnection, uuid: &str) -> Answer<TriggeredLogs> {
    let triggered = triggered_find(connection, uuid)?;
    let sides = distinct([triggered.consumer_id, triggered.provider_id].into_iter());
    let names: HashMap<i64, String> = pacticipant_refs(connection, &sides)?
        .into_iter()
        .map(|one| (one.id, one.name))
        .collect();
    Ok(TriggeredLogs {
        attempts: attempts_of(connection, triggered.id)?,
        consumer: names.get(&triggered.consumer_id).cloned().unwrap_or_default(),
        provider: names.get(&triggered.provider_id).cloned().unwrap_or_default(),
        triggered,
    })
}

/// The webhooks of a pair at a glance.
#[derive(Debug, Clone, Copy, Default)]
pub struct PairWebhooks {
    /// None while there is no webhook for the pair.
    pub status: Option<DeliveryStatus>,
    /// When one was triggered last.
    pub triggered_at: Option<Moment>,
}

/// The webhooks of pairs (consumer, provider) at a glance.
pub(crate) fn statuses_of_pairs(
    connection: &mut AnyConnection,
    pairs: &[(i64, i64)],
) -> Answer<HashMap<(i64, i64), PairWebhooks>> {
    let consumers = distinct(pairs.iter().map(|(consumer, _)| *consumer));
    let providers = distinct(pairs.iter().map(|(_, provider)| *provider));
    let hooks = Hooks::load(connection, &consumers, &providers)?;
    let latest = triggered_latest(connection, pairs)?;
    let of_pair = |pair: (i64, i64)| {
        let latest = latest.iter().filter(|one| (one.consumer_id, one.provider_id) == pair);
        let statuses: Vec<DeliveryStatus> = latest
            .clone()
            .map(|one| DeliveryStatus::from_name(&one.status))
            .collect();
        let waiting = hooks.about(pair).next().map(|_| DeliveryStatus::NotRun);
        let glance = PairWebhooks {
            status: DeliveryStatus::of_all(&statuses).or(waiting),
            triggered_at: latest.map(|one| one.triggered_at).max(),
        };
        (pair, glance)
    };
    Ok(pairs.iter().copied().map(of_pair).collect())
}
