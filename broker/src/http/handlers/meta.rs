//! The entry point, liveness, and what concerns the whole broker.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::json;

use super::super::access::{Caller, Heartbeat, Nothing, Read, Write};
use super::super::context::{Context, Reply};
use super::super::error::ApiError;
use super::super::media::Media;
use super::super::render;
use crate::app::removal_of_histories::integrations_delete_all;
use crate::app::{AppError, StoreError, overview};

/// `GET /`
pub(crate) async fn index(_: Caller<Read>, context: Context) -> Reply {
    context.ok(&render::index::index(&context.links))
}

/// `GET /diagnostic/status/heartbeat`: the process answers; no database is asked.
pub(crate) async fn heartbeat(_: Caller<Heartbeat>, context: Context) -> Reply {
    context.ok(&json!({"ok": true, "_links": {"self": {"href": context.self_url_without_query()}}}))
}

/// `GET /livez`: the process answers.
pub(crate) async fn live(_: Caller<Nothing>) -> Reply {
    Ok(HttpResponse::Ok().json(json!({"status": "ok"})))
}

/// Whoever probes gives up after a few seconds, so the answer must come before.
const PROBE_PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// `GET /readyz`: requests would be answered; 503 when the database cannot be read.
pub(crate) async fn ready(_: Caller<Nothing>, context: Context) -> Reply {
    let answer = tokio::time::timeout(PROBE_PATIENCE, context.read(crate::app::health::database_answers));
    answer
        .await
        .map_err(|_| AppError::from(StoreError::Unavailable("no answer within two seconds".to_owned())))??;
    Ok(HttpResponse::Ok().json(json!({"status": "ok", "database": "ok"})))
}

/// `GET /diagnostic/status/dependencies`: what the broker needs, the database, answers.
pub(crate) async fn dependencies(_: Caller<Heartbeat>, context: Context) -> Reply {
    let answered = context.read(crate::app::health::database_answers).await;
    answered.map_err(ApiError::of_dependency)?;
    context.ok(&render::dependencies(context.links.base(), &json!({"ok": true})))
}

/// `GET /metrics`
pub(crate) async fn metrics(_: Caller<Read>, context: Context) -> Reply {
    let found = context.read(crate::app::metrics::metrics).await?;
    context.ok(&render::metrics::metrics(&found))
}

/// `DELETE /integrations`
pub(crate) async fn delete_integrations(_: Caller<Write>, context: Context) -> Reply {
    let rest = context.write(integrations_delete_all).await?;
    Ok(super::removal::gone(&context, rest))
}

/// `GET` and `POST /test/error`: fails on purpose, to see where the broker's errors are reported.
pub(crate) async fn test_error(_: Caller<Write>) -> Reply {
    Err(ApiError::internal("asked for at /test/error"))
}

/// `GET /dashboard`
pub(crate) async fn dashboard(_: Caller<Read>, context: Context) -> Reply {
    overview_of(context, None).await
}

/// `GET /dashboard/provider/{provider}/consumer/{consumer}`
pub(crate) async fn dashboard_of_pair(
    _: Caller<Read>,
    context: Context,
    path: super::super::path::Path<(String, String)>,
) -> Reply {
    let (provider, consumer) = path.into_inner();
    overview_of(context, Some((consumer, provider))).await
}

async fn overview_of(context: Context, pair: Option<(String, String)>) -> Reply {
    let page = context.page()?.unwrap_or(overview::OVERVIEW_PAGE);
    let found = context
        .read(move |connection| {
            let pair = pair
                .as_ref()
                .map(|(consumer, provider)| (consumer.as_str(), provider.as_str()));
            overview::overview(connection, pair, page)
        })
        .await?;
    let next = page.following(found.total).map(|page| context.page_url(page));
    match context.media {
        Media::Text => Ok(context.raw(StatusCode::OK, render::dashboard::text(&found, next.as_deref()))),
        _ => context.ok(&render::dashboard::dashboard(&context.links, &found, page, next)),
    }
}
