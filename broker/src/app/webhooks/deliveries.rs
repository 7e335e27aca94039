//! Deliveries as people look after them: listed, and asked for again.

use std::collections::HashMap;

use super::super::pacticipants::pacticipant_find;
use super::super::{Answer, AnyConnection, AppError, Extent, ListQuery, Moment};
use super::facts::distinct;
use super::show::webhook_find;
use super::triggered::{TriggeredWebhook, triggered_find};
use crate::domain::invalid::Invalid;
use crate::domain::webhook::{DeliveryStatus, EventName};
use crate::store::deliveries::delivery_renew;
use crate::store::delivery_list::{self as rows, DeliveryFilter};
use crate::store::pacticipants::pacticipant_refs;
use crate::store::webhooks::webhook_descriptions;

/// Which deliveries are asked for; what is none does not matter.
#[derive(Debug, Clone, Default)]
pub struct DeliveriesAsked {
    pub status: Option<DeliveryStatus>,
    /// The uuid of a webhook, which may be deleted.
    pub webhook: Option<String>,
    pub consumer: Option<String>,
    pub provider: Option<String>,
    pub event: Option<EventName>,
}

/// A delivery, ready to be shown.
#[derive(Debug)]
pub struct DeliveryView {
    pub triggered: TriggeredWebhook,
    pub consumer: String,
    pub provider: String,
    /// What the webhook is for, if it is there still and says so.
    pub description: Option<String>,
}

/// Deliveries, and what lies around them in the whole list.
#[derive(Debug)]
pub struct DeliveryList {
    pub deliveries: Vec<DeliveryView>,
    pub extent: Extent,
}

/// Lists deliveries by when they were triggered.
pub fn delivery_list(
    connection: &mut AnyConnection,
    wanted: &DeliveriesAsked,
    asked: &ListQuery,
) -> Answer<DeliveryList> {
    let mut id = |name: &Option<String>| -> Answer<Option<i64>> {
        let found = name
            .as_ref()
            .map(|name| pacticipant_find(connection, name))
            .transpose()?;
        Ok(found.map(|one| one.id))
    };
    let filter = DeliveryFilter {
        consumer_id: id(&wanted.consumer)?,
        provider_id: id(&wanted.provider)?,
        status: wanted.status.map(DeliveryStatus::as_str),
        webhook: wanted.webhook.clone(),
        event: wanted.event.map(EventName::as_str),
    };
    let found = rows::delivery_list(connection, &filter, asked)?;
    Ok(DeliveryList {
        deliveries: views(connection, found.rows)?,
        extent: found.extent,
    })
}

/// Shows a delivery.
pub fn delivery_show(connection: &mut AnyConnection, uuid: &str) -> Answer<DeliveryView> {
    let triggered = triggered_find(connection, uuid)?;
    let mut views = views(connection, vec![triggered])?;
    views.pop().ok_or_else(|| AppError::no_such("triggered webhook", uuid))
}

fn views(connection: &mut AnyConnection, rows: Vec<TriggeredWebhook>) -> Answer<Vec<DeliveryView>> {
    let sides = distinct(rows.iter().flat_map(|one| [one.consumer_id, one.provider_id]));
    let names: HashMap<i64, String> = pacticipant_refs(connection, &sides)?
        .into_iter()
        .map(|one| (one.id, one.name))
        .collect();
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let webhooks = distinct(rows.iter().filter_map(|one| one.webhook_id));
    let descriptions: HashMap<i64, String> = webhook_descriptions(connection, &webhooks)?.into_iter().collect();
    let description = |id: i64| descriptions.get(&id).filter(|text| !text.is_empty()).cloned();
    let view = |triggered: TriggeredWebhook| DeliveryView {
        description: triggered.webhook_id.and_then(description),
        consumer: name(triggered.consumer_id),
        provider: name(triggered.provider_id),
        triggered,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Has something delivered again, at once and with the whole schedule before it; its attempts so far stay.
///
/// The message stays the same, so that a receiver which has it already can tell. What is being attempted just now goes
/// on as it is.
pub fn delivery_again(connection: &mut AnyConnection, uuid: &str, now: Moment) -> Answer<DeliveryView> {
    let triggered = triggered_find(connection, uuid)?;
    if triggered.webhook_id.is_none() {
        return Err(refused("was deleted: there is nothing to send any more"));
    }
    if !webhook_find(connection, &triggered.webhook_uuid)?.enabled {
        return Err(refused("is switched off; enable it first"));
    }
    let is_at_it = triggered.leased_until.is_some_and(|until| now < until);
    if !is_at_it {
        let status = match triggered.attempts_made {
            0 => DeliveryStatus::NotRun,
            _ => DeliveryStatus::Retrying,
        };
        delivery_renew(connection, &triggered, status.as_str(), now)?;
    }
    delivery_show(connection, uuid)
}

fn refused(why: &str) -> AppError {
    AppError::Unprocessable(Invalid::single("webhook", why))
}
