//! Integrations.

use actix_web::http::StatusCode;

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::error::ApiError;
use super::super::media::Media;
use super::super::part::INTEGRATIONS;
use super::super::path::Path;
use super::super::render::integrations as render;
use crate::app::integrations::{self as app, Relationship};

/// `GET /integrations`: a list, or a graph for who asks for DOT.
pub(crate) async fn list(_: Caller<Read>, context: Context) -> Reply {
    let asked = context.part(INTEGRATIONS)?;
    let part = asked.list.clone();
    let search = context.query()?.text("q").map(str::to_owned);
    let found = context
        .read(move |connection| app::integration_list(connection, search.as_deref(), &part))
        .await?;
    match context.media {
        Media::Dot => Ok(context.raw(StatusCode::OK, render::dot(&found))),
        _ => context.ok(&render::integrations(&context, &found, &asked)),
    }
}

/// `GET /relationships`
pub(crate) async fn relationships(_: Caller<Read>, context: Context) -> Reply {
    let found = context.read(app::relationships).await?;
    table(&context, &found)
}

/// `GET /groups/{pacticipant}`: those connected with it, `maxPacticipants` at most.
pub(crate) async fn group(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let most = match context.query()?.text("maxPacticipants") {
        None | Some("") => None,
        Some(text) => Some(
            text.parse::<usize>()
                .map_err(|_| ApiError::Malformed(format!("maxPacticipants must be a number, and `{text}` is none.")))?,
        ),
    };
    let found = context
        .read(move |connection| app::group(connection, &path, most))
        .await?;
    table(&context, &found)
}

fn table(context: &Context, relationships: &[Relationship]) -> Reply {
    let table = render::csv(relationships).map_err(|error| ApiError::internal(error.to_string()))?;
    Ok(context.raw(StatusCode::OK, table))
}
