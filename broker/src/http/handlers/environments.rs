//! Environments, deployments and releases.

use super::super::path::Path;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::super::access::{Caller, Read, Write};
use super::super::body::Body;
use super::super::context::{Context, Reply, insert_location};
use super::super::error::ApiError;
use super::super::render::environments::{self as render, Beside};
use crate::app::AppError;
use crate::app::environments::{self as app, Narrowed};
use crate::domain::environment::{EndOfUse, EnvironmentToSave, application_instance};
use crate::domain::invalid::Invalid;

fn new_uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// `GET /environments`
pub(crate) async fn list(_: Caller<Read>, context: Context) -> Reply {
    let name = context.query()?.text("name").map(str::to_owned);
    let found = context
        .read(move |connection| app::environment_list(connection, name.as_deref()))
        .await?;
    context.ok(&render::environments(&context.links, &found))
}

/// `POST /environments`
pub(crate) async fn create(_: Caller<Write>, context: Context, body: Body) -> Reply {
    let new = EnvironmentToSave::from_body(&body.json()?)?;
    let uuid = new_uuid();
    let location = context.links.environment(&uuid);
    let created = context
        .write(move |connection, now| app::environment_create(connection, &new, &uuid, now))
        .await?;
    context.created(&location, &render::environment(&context.links, &created))
}

/// `GET /environments/{uuid}`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let found = context
        .read(move |connection| app::environment_show(connection, &path))
        .await?;
    context.ok(&render::environment(&context.links, &found))
}

/// `PUT /environments/{uuid}`
pub(crate) async fn replace(_: Caller<Write>, context: Context, (path, body): (Path<String>, Body)) -> Reply {
    let properties = EnvironmentToSave::from_body(&body.json()?)?;
    let changed = context
        .write(move |connection, now| app::environment_replace(connection, &path, &properties, now))
        .await?;
    context.ok(&render::environment(&context.links, &changed))
}

/// `DELETE /environments/{uuid}`
pub(crate) async fn delete(_: Caller<Write>, context: Context, path: Path<String>) -> Reply {
    context
        .write(move |connection, _| app::environment_delete(connection, &path))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /environments/{uuid}/deployed-versions/currently-deployed`
pub(crate) async fn deployed(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let query = context.query()?;
    // An empty instance asks for what was deployed without naming one, so it is not the same as none.
    let target = query
        .get("applicationInstance")
        .or_else(|| query.get("target"))
        .and_then(|value| value.as_text());
    let narrowed = Narrowed {
        pacticipant: query.text("pacticipant").map(str::to_owned),
        version: None,
        target: target.map(str::to_owned),
    };
    let found = context
        .read(move |connection| app::deployed_in(connection, &path, &narrowed))
        .await?;
    let rows = found
        .iter()
        .map(|row| render::deployed(&context.links, row, Beside::Version))
        .collect();
    context.ok(&render::list(
        &context.self_url(),
        "Versions deployed now",
        "deployedVersions",
        rows,
    ))
}

/// `GET /environments/{uuid}/released-versions/currently-supported`
pub(crate) async fn supported(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let query = context.query()?;
    let narrowed = Narrowed {
        pacticipant: query.text("pacticipant").map(str::to_owned),
        version: query.text("version").map(str::to_owned),
        target: None,
    };
    let found = context
        .read(move |connection| app::supported_in(connection, &path, &narrowed))
        .await?;
    let rows = found
        .iter()
        .map(|row| render::released(&context.links, row, Beside::Version))
        .collect();
    context.ok(&render::list(
        &context.self_url(),
        "Versions supported now",
        "releasedVersions",
        rows,
    ))
}

/// `POST /pacticipants/{pacticipant}/versions/{version}/deployed-versions/environment/{uuid}`
pub(crate) async fn record_deployment(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<(String, String, String)>, Body),
) -> Reply {
    let target = application_instance(body.optional_json()?.as_ref())?;
    let uuid = new_uuid();
    let placed = context
        .write(move |connection, now| {
            let place = (path.0.as_str(), path.1.as_str(), path.2.as_str());
            app::deployment_record(connection, place, target.as_deref(), &uuid, now)
        })
        .await?;
    let location = context.links.deployed_version(&placed.record.uuid);
    context.created(&location, &render::deployed(&context.links, &placed, Beside::All))
}

/// `GET` of the same: every deployment of the version there.
pub(crate) async fn deployments(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let found = context
        .read(move |connection| app::deployments_of_version(connection, (&path.0, &path.1, &path.2)))
        .await?;
    let rows = found
        .iter()
        .map(|row| render::deployed(&context.links, row, Beside::Nothing))
        .collect();
    context.ok(&render::list(
        &context.self_url_without_query(),
        "Deployments",
        "deployedVersions",
        rows,
    ))
}

/// `GET /deployed-versions/{uuid}`
pub(crate) async fn deployment(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let found = context
        .read(move |connection| app::deployment_show(connection, &path))
        .await?;
    context.ok(&render::deployed(&context.links, &found, Beside::All))
}

/// `PATCH /deployed-versions/{uuid}`
pub(crate) async fn end_deployment(_: Caller<Write>, context: Context, (path, body): (Path<String>, Body)) -> Reply {
    let end = EndOfUse::of_deployment(&body.merge_patch(false)?).map_err(unprocessable)?;
    let found = context
        .write(move |connection, now| match end {
            EndOfUse::Ended => app::deployment_end(connection, &path, now),
            EndOfUse::Unchanged => app::deployment_show(connection, &path),
        })
        .await?;
    context.ok(&render::deployed(&context.links, &found, Beside::All))
}

fn unprocessable(invalid: Invalid) -> ApiError {
    AppError::Unprocessable(invalid).into()
}

/// `POST /pacticipants/{pacticipant}/versions/{version}/released-versions/environment/{uuid}`
pub(crate) async fn record_release(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<(String, String, String)>, Body),
) -> Reply {
    body.optional_json()?;
    let uuid = new_uuid();
    let (placed, first) = context
        .write(move |connection, now| app::release_record(connection, (&path.0, &path.1, &path.2), &uuid, now))
        .await?;
    let status = if first { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = context.reply(status, &render::released(&context.links, &placed, Beside::All))?;
    insert_location(&mut response, &context.links.released_version(&placed.record.uuid));
    Ok(response)
}

/// `GET` of the same: the release of the version there.
pub(crate) async fn releases(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let found = context
        .read(move |connection| app::releases_of_version(connection, (&path.0, &path.1, &path.2)))
        .await?;
    let rows = found
        .iter()
        .map(|row| render::released(&context.links, row, Beside::Nothing))
        .collect();
    context.ok(&render::list(
        &context.self_url_without_query(),
        "Releases",
        "releasedVersions",
        rows,
    ))
}

/// `GET /released-versions/{uuid}`
pub(crate) async fn release(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let found = context
        .read(move |connection| app::release_show(connection, &path))
        .await?;
    context.ok(&render::released(&context.links, &found, Beside::All))
}

/// `PATCH /released-versions/{uuid}`
pub(crate) async fn end_release(_: Caller<Write>, context: Context, (path, body): (Path<String>, Body)) -> Reply {
    let end = EndOfUse::of_release(&body.merge_patch(false)?).map_err(unprocessable)?;
    let found = context
        .write(move |connection, now| match end {
            EndOfUse::Ended => app::release_end(connection, &path, now),
            EndOfUse::Unchanged => app::release_show(connection, &path),
        })
        .await?;
    context.ok(&render::released(&context.links, &found, Beside::All))
}
