//! What triggered webhooks, and what became of it.

use actix_web::http::StatusCode;

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::media::Media;
use super::super::path::Path;
use super::super::render::triggered_webhooks as render;
use super::results::parse_number;
use crate::app::verifications::ContentAddress;
use crate::app::webhooks::{self as app, TriggeredWebhook};

/// `GET /pacts/provider/{provider}/consumer/{consumer}/webhooks/status`
pub(crate) async fn status(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    let status = context
        .read(move |connection| app::webhook_status(connection, &consumer, &provider))
        .await?;
    context.ok(&render::status(
        &context.links,
        &context.self_url_without_query(),
        &context.webhook_rules(),
        &status,
    ))
}

/// `GET …/version/{version}/triggered-webhooks`
pub(crate) async fn of_pact(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    let found = context
        .read(move |connection| app::triggered_of_pact(connection, &consumer, &provider, &number))
        .await?;
    list(&context, &found)
}

/// `GET …/verification-results/{number}/triggered-webhooks`
pub(crate) async fn of_result(
    _: Caller<Read>,
    context: Context,
    path: Path<(String, String, String, String)>,
) -> Reply {
    let (provider, consumer, sha, number) = path.into_inner();
    let number = parse_number(&number)?;
    let address = ContentAddress {
        consumer,
        provider,
        sha,
    };
    let found = context
        .read(move |connection| app::triggered_of_result(connection, &address, number))
        .await?;
    list(&context, &found)
}

fn list(context: &Context, found: &[TriggeredWebhook]) -> Reply {
    let own = context.self_url_without_query();
    context.ok(&render::list(&context.links, &own, &context.webhook_rules(), found))
}

/// `GET /triggered-webhooks/{uuid}/logs`
pub(crate) async fn logs(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let logs = context
        .read(move |connection| app::triggered_logs(connection, &path))
        .await?;
    match context.media {
        Media::Text => Ok(context.raw(StatusCode::OK, render::logs_text(&logs))),
        _ => context.ok(&render::logs(&context.links, &logs)),
    }
}
