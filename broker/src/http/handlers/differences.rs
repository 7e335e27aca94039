//! What differs between two contracts of a pair.

use actix_web::http::StatusCode;

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::error::ApiError;
use super::super::media::Media;
use super::super::path::Path;
use super::super::render::differences as render;
use crate::app::contracts::{self as app, Comparison};

/// `GET /pacts/provider/{provider}/consumer/{consumer}/version/{version}/diff/previous-distinct`
pub(crate) async fn with_previous(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    let comparison = context
        .read(move |connection| app::compare_with_previous(connection, &consumer, &provider, &number))
        .await?;
    reply(&context, comparison).await
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/version/{version}/diff/version/{other}`
pub(crate) async fn of_versions(
    _: Caller<Read>,
    context: Context,
    path: Path<(String, String, String, String)>,
) -> Reply {
    let (provider, consumer, number, other) = path.into_inner();
    let comparison = context
        .read(move |connection| app::compare_versions(connection, &consumer, &provider, [&number, &other]))
        .await?;
    reply(&context, comparison).await
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/diff/pact-version/{other}`
pub(crate) async fn of_contents(
    _: Caller<Read>,
    context: Context,
    path: Path<(String, String, String, String)>,
) -> Reply {
    let (provider, consumer, sha, other) = path.into_inner();
    let comparison = context
        .read(move |connection| app::compare_contents(connection, &consumer, &provider, [&sha, &other]))
        .await?;
    reply(&context, comparison).await
}

/// Compares on a thread that may take its time, after the database's connection is free again.
async fn reply(context: &Context, comparison: Comparison) -> Reply {
    let (links, own, media) = (context.links.clone(), context.self_url(), context.media);
    let limit = context.comparison_timeout();
    let compare = move || {
        let body = match media {
            Media::Json => render::document(&links, &own, &comparison),
            _ => render::text(&links, &comparison, limit).map(String::into_bytes),
        };
        body.map_err(|error| ApiError::internal(format!("a stored contract is no JSON: {error}")))
    };
    let body = context.slowly(compare).await?;
    Ok(context.raw(StatusCode::OK, body))
}
