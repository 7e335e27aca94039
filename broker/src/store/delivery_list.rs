//! Lists of deliveries.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::connection::{AnyConnection, MultiBackend};
use super::hidden::hidden;
use super::part::{Direction, in_order};
use super::schema::triggered_webhooks;
use super::triggered_webhooks::TriggeredWebhook;
use super::{Cut, ListQuery, Place, StoreError};

/// Which deliveries are listed; what is none does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// What became of them.
    pub status: Option<&'static str>,
    /// The uuid of their webhook.
    pub webhook: Option<String>,
    pub consumer_id: Option<i64>,
    pub provider_id: Option<i64>,
    pub event: Option<&'static str>,
}

fn listed(filter: &DeliveryFilter) -> IntoBoxed<'_, triggered_webhooks::table, MultiBackend> {
    let mut query = triggered_webhooks::table
        .filter(triggered_webhooks::consumer_id.ne_all(hidden()))
        .filter(triggered_webhooks::provider_id.ne_all(hidden()))
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(triggered_webhooks::status.eq(status));
    }
    if let Some(webhook) = filter.webhook.as_deref() {
        query = query.filter(triggered_webhooks::webhook_uuid.eq(webhook));
    }
    if let Some(consumer) = filter.consumer_id {
        query = query.filter(triggered_webhooks::consumer_id.eq(consumer));
    }
    if let Some(provider) = filter.provider_id {
        query = query.filter(triggered_webhooks::provider_id.eq(provider));
    }
    if let Some(event) = filter.event {
        query = query.filter(triggered_webhooks::event_name.eq(event));
    }
    query
}

/// Lists deliveries by when they were triggered.
pub fn delivery_list(
    connection: &mut AnyConnection,
    filter: &DeliveryFilter,
    asked: &ListQuery,
) -> Result<Cut<TriggeredWebhook>, StoreError> {
    let query = listed(filter).select(TriggeredWebhook::as_select());
    let last = asked.last().and_then(Place::id);
    let mut query = in_order!(query, asked.direction, triggered_webhooks::id, last);
    if let Some((limit, offset)) = asked.window() {
        query = query.limit(limit).offset(offset);
    }
    let rows: Vec<TriggeredWebhook> = query.load(connection)?;
    let count = || Ok(listed(filter).count().get_result(connection)?);
    asked.cut(rows, |row| Place::Creation(row.id), count)
}
