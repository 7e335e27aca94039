//! Deliveries of webhooks: one, and lists of them.

use serde_json::Value;

use super::super::context::Context;
use super::super::hal::{Document, Link, timestamp};
use super::super::part::Asked;
use super::paged;
use super::triggered_webhooks::described;
use crate::app::webhooks::{DeliveryList, DeliveryView};

/// A list of deliveries.
pub(crate) fn list(context: &Context, list: &DeliveryList, asked: &Asked) -> Value {
    let deliveries: Vec<Value> = list.deliveries.iter().map(|one| delivery(context, one)).collect();
    let own = Link::to(context.self_url_without_query()).title("Triggered webhooks");
    let document = Document::new().embed("triggeredWebhooks", deliveries).link("self", own);
    paged(document, context, asked, &list.extent).build()
}

/// A delivery.
pub(crate) fn delivery(context: &Context, view: &DeliveryView) -> Value {
    let (links, triggered) = (&context.links, &view.triggered);
    let own = links.triggered(&triggered.uuid);
    let document = Document::new()
        .property("uuid", triggered.uuid.as_str())
        .property("webhookUuid", triggered.webhook_uuid.as_str())
        .property("consumerName", view.consumer.as_str())
        .property("providerName", view.provider.as_str())
        .optional("nextAttemptAt", triggered.next_attempt_at.map(timestamp));
    let document = described(document, links, &context.webhook_rules(), triggered);
    let document = document.link("self", Link::to(own.clone()).title("Triggered webhook"));
    match triggered.webhook_id {
        None => document.build(),
        Some(_) => document
            .link(
                "pb:redeliver",
                Link::to(format!("{own}/redeliver")).title("Deliver it again (POST)"),
            )
            .build(),
    }
}
