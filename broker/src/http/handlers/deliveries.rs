//! Deliveries of webhooks, to look after them.

use actix_web::http::StatusCode;

use super::super::access::{Caller, Read, Write};
use super::super::context::{Context, Reply};
use super::super::error::ApiError;
use super::super::nested_query::Nested;
use super::super::part::DELIVERIES;
use super::super::path::Path;
use super::super::render::deliveries as render;
use crate::app::webhooks::{self as app, DeliveriesAsked};
use crate::domain::invalid::Invalid;
use crate::domain::webhook::{DeliveryStatus, EventName};

/// `GET /triggered-webhooks`: those of the whole broker, newest first, in parts.
pub(crate) async fn list(_: Caller<Read>, context: Context) -> Reply {
    let asked = context.part_or_beginning(DELIVERIES)?;
    let (wanted, part) = (wanted(&context.query()?)?, asked.list.clone());
    let found = context
        .read(move |connection| app::delivery_list(connection, &wanted, &part))
        .await?;
    context.ok(&render::list(&context, &found, &asked))
}

fn wanted(query: &Nested) -> Result<DeliveriesAsked, ApiError> {
    let text = |name: &str| query.text(name).filter(|text| !text.is_empty());
    let mut invalid = Invalid::default();
    let status = text("status").map(|name| (name, DeliveryStatus::from_name(name)));
    if status.is_some_and(|(name, status)| status.as_str() != name) {
        invalid.add("status", "must be one of: not_run, retrying, success, failure");
    }
    let event = text("event").map(EventName::from_name);
    if event == Some(None) {
        invalid.add("event", "is not an event that webhooks wait for");
    }
    let own = |name: &str| text(name).map(str::to_owned);
    Ok(invalid.into_result(DeliveriesAsked {
        status: status.map(|(_, status)| status),
        webhook: own("webhook"),
        consumer: own("consumer"),
        provider: own("provider"),
        event: event.flatten(),
    })?)
}

/// `GET /triggered-webhooks/{uuid}`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let found = context
        .read(move |connection| app::delivery_show(connection, &path))
        .await?;
    context.ok(&render::delivery(&context, &found))
}

/// `POST /triggered-webhooks/{uuid}/redeliver`
pub(crate) async fn redeliver(_: Caller<Write>, context: Context, path: Path<String>) -> Reply {
    let found = context
        .write(move |connection, now| app::delivery_again(connection, &path, now))
        .await?;
    context.reply(StatusCode::ACCEPTED, &render::delivery(&context, &found))
}
