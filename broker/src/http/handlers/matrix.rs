//! The matrix and can-i-deploy.

use actix_web::http::StatusCode;

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::error::ApiError;
use super::super::media::Media;
use super::super::path::Path;
use super::super::question;
use super::super::render::matrix as render;
use crate::app::matrix::{self as app, MatrixAnswer};
use crate::domain::matrix::Selector;

/// `GET /matrix`
pub(crate) async fn matrix(_: Caller<Read>, context: Context) -> Reply {
    let query = question::matrix(&context.query()?)?;
    let answer = context
        .read(move |connection| app::matrix_ask(connection, &query))
        .await?;
    reply(&context, &answer)
}

/// `GET /matrix/provider/{provider}/consumer/{consumer}`
pub(crate) async fn of_pair(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let mut query = question::options(&context.query()?)?;
    let (provider, consumer) = path.into_inner();
    query.selectors = [consumer, provider]
        .map(|pacticipant| Selector {
            pacticipant,
            ..Selector::default()
        })
        .to_vec();
    let answer = context
        .read(move |connection| app::matrix_of_pair(connection, &query))
        .await?;
    reply(&context, &answer)
}

/// `GET /can-i-deploy`
pub(crate) async fn can_i_deploy(_: Caller<Read>, context: Context) -> Reply {
    let question = question::can_i_deploy(&context.query()?)?;
    let answer = context
        .read_briefly(move |connection| app::can_i_deploy(connection, &question))
        .await?;
    reply(&context, &answer)
}

/// `GET /pacticipants/{pacticipant}/latest-version/{tag}/can-i-deploy/to/{to}`
pub(crate) async fn tag_to_tag(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let answer = context
        .read(move |connection| app::can_i_deploy_tag(connection, &path.0, &path.1, &path.2))
        .await?;
    reply(&context, &answer)
}

/// `GET /pacticipants/{pacticipant}/branches/{branch}/latest-version/can-i-deploy/to-environment/{environment}`
pub(crate) async fn branch_to_environment(
    _: Caller<Read>,
    context: Context,
    path: Path<(String, String, String)>,
) -> Reply {
    let answer = context
        .read(move |connection| app::can_i_deploy_branch(connection, &path.0, &path.1, &path.2))
        .await?;
    reply(&context, &answer)
}

fn reply(context: &Context, answer: &MatrixAnswer) -> Reply {
    match context.media {
        Media::Text => Ok(context.raw(StatusCode::OK, render::text(answer))),
        _ => {
            let document = render::document(&context.links, answer);
            let document = document.map_err(|error| ApiError::internal(error.to_string()))?;
            Ok(context.raw(StatusCode::OK, document))
        }
    }
}
