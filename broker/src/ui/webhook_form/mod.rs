//! A webhook is made, changed and deleted. Before that, the form shows what would be sent.

mod page;
mod preview;
mod typed;

use actix_web::http::StatusCode;

use self::page::Shown;
use self::typed::Typed;
use super::form::FromOurPage;
use super::visit::Visit;
use crate::app::AppError;
use crate::app::webhooks::{self as app, PathScope};
use crate::domain::webhook::{WebhookToSave, webhook_template};
use crate::http::access::{Caller, Read, Write};
use crate::http::body::Body;
use crate::http::context::Reply;
use crate::http::endpoint::{Endpoint, form, page};
use crate::http::error::ApiError;
use crate::http::handlers::webhooks::new_uuid;
use crate::http::html::see_other;
use crate::http::nested_query::{self, Nested};
use crate::http::path::Path;

/// The pages of this room. Not under `/webhooks`, where a word would be a uuid.
pub(super) fn pages() -> Vec<Endpoint> {
    vec![
        page("/ui/webhooks/new", new),
        form("/ui/webhooks/new", create),
        page("/ui/webhooks/{uuid}/edit", edit),
        form("/ui/webhooks/{uuid}/edit", save),
        form("/ui/webhooks/{uuid}/delete", delete),
    ]
}

/// `GET /ui/webhooks/new`; with a `template`, the form asks for its parameters.
async fn new(_: Caller<Read>, visit: Visit) -> Reply {
    let template = match visit.parameter("template") {
        None => None,
        Some(name) => Some(webhook_template(&name).ok_or_else(|| AppError::no_such("webhook template", &name))?),
    };
    Shown::of(None, Typed::new(template))
        .answer(&visit, StatusCode::OK)
        .await
}

/// `POST /ui/webhooks/new`
async fn create(_: Caller<Write>, ours: FromOurPage, body: Body) -> Reply {
    sent(&ours.into_visit(), None, &read(body)?).await
}

/// `GET /ui/webhooks/{uuid}/edit`
async fn edit(_: Caller<Read>, visit: Visit, path: Path<String>) -> Reply {
    let (uuid, asked) = (path.clone(), path.into_inner());
    let webhook = visit
        .read(move |connection| app::webhook_show(connection, &asked))
        .await?;
    Shown::of(Some(uuid), Typed::of_webhook(&webhook))
        .answer(&visit, StatusCode::OK)
        .await
}

/// `POST /ui/webhooks/{uuid}/edit`
async fn save(_: Caller<Write>, ours: FromOurPage, (path, body): (Path<String>, Body)) -> Reply {
    sent(&ours.into_visit(), Some(path.into_inner()), &read(body)?).await
}

/// `POST /ui/webhooks/{uuid}/delete`
async fn delete(_: Caller<Write>, ours: FromOurPage, path: Path<String>) -> Reply {
    let visit = ours.into_visit();
    visit
        .write(move |connection, _| app::webhook_delete(connection, &path))
        .await?;
    Ok(see_other(&visit.links.webhooks()))
}

fn read(body: Body) -> Result<Nested, ApiError> {
    let bytes = body.into_bytes();
    nested_query::parse(&String::from_utf8_lossy(&bytes)).map_err(|error| ApiError::Malformed(error.to_string()))
}

/// Saves what was typed, or shows what it would send; a form with mistakes is shown again with them.
async fn sent(visit: &Visit, uuid: Option<String>, form: &Nested) -> Reply {
    let shown = Shown::of(uuid, Typed::of_form(form));
    if form.text("do") == Some("preview") {
        return shown.answer(visit, StatusCode::OK).await;
    }
    match saved(visit, &shown).await {
        Ok(uuid) => Ok(see_other(&visit.links.webhook(&uuid))),
        Err(ApiError::App(AppError::Invalid(wrong))) => {
            shown.with_mistakes(&wrong).answer(visit, StatusCode::BAD_REQUEST).await
        }
        Err(error) => Err(error),
    }
}

async fn saved(visit: &Visit, shown: &Shown) -> Result<String, ApiError> {
    let webhook = WebhookToSave::from_body(&shown.typed.body()?, &visit.webhook_rules())?;
    let vault = visit.vault();
    let existing = shown.uuid.clone();
    let uuid = existing.clone().unwrap_or_else(new_uuid);
    let view = visit.write(move |connection, now| match &existing {
        None => app::webhook_create(connection, &vault, &webhook, &PathScope::Everybody, &uuid, now),
        Some(uuid) => {
            // One that was deleted meanwhile does not come back by itself.
            app::webhook_show(connection, uuid)?;
            Ok(app::webhook_put(connection, &vault, uuid, &webhook, now)?.0)
        }
    });
    Ok(view.await?.uuid)
}
