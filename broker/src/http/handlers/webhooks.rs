//! Webhooks: create, change, show and try them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::super::access::{Caller, Read, Write};
use super::super::body::Body;
use super::super::context::{Context, Reply};
use super::super::error::ApiError;
use super::super::path::Path;
use super::super::render::triggered_webhooks as triggered;
use super::super::render::webhooks as render;
use crate::app::webhooks::{self as app, PathScope, Trial};
use crate::clock::now;
use crate::delivery::Attempt;
use crate::domain::webhook::{FilledRequest, WebhookToSave, checked_uuid};

/// Short enough for an address, long enough to be the only one.
pub(crate) fn new_uuid() -> String {
    URL_SAFE_NO_PAD.encode(uuid::Uuid::new_v4().as_bytes())
}

fn of_body(context: &Context, body: &Body) -> Result<WebhookToSave, ApiError> {
    Ok(WebhookToSave::from_body(&body.json()?, &context.webhook_rules())?)
}

/// `GET /webhooks`
pub(crate) async fn list(_: Caller<Read>, context: Context) -> Reply {
    list_of(context, PathScope::Everybody).await
}

/// `GET /webhooks/provider/{provider}/consumer/{consumer}`, also under the pair's pacts.
pub(crate) async fn list_of_pair(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    list_of(context, PathScope::Pair { consumer, provider }).await
}

/// `GET /webhooks/provider/{provider}`
pub(crate) async fn list_of_provider(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    list_of(context, PathScope::Provider(path.into_inner())).await
}

/// `GET /webhooks/consumer/{consumer}`
pub(crate) async fn list_of_consumer(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    list_of(context, PathScope::Consumer(path.into_inner())).await
}

async fn list_of(context: Context, scope: PathScope) -> Reply {
    let found = context
        .read(move |connection| app::webhook_list(connection, &scope))
        .await?;
    context.ok(&render::list(&context.links, &context.self_url_without_query(), &found))
}

/// `POST /webhooks`
pub(crate) async fn create(_: Caller<Write>, context: Context, body: Body) -> Reply {
    create_for(context, PathScope::Everybody, body).await
}

/// `POST /webhooks/provider/{provider}/consumer/{consumer}`, also under the pair's pacts.
pub(crate) async fn create_for_pair(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<(String, String)>, Body),
) -> Reply {
    let (provider, consumer) = path.into_inner();
    create_for(context, PathScope::Pair { consumer, provider }, body).await
}

/// `POST /webhooks/provider/{provider}`
pub(crate) async fn create_for_provider(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<String>, Body),
) -> Reply {
    create_for(context, PathScope::Provider(path.into_inner()), body).await
}

/// `POST /webhooks/consumer/{consumer}`
pub(crate) async fn create_for_consumer(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<String>, Body),
) -> Reply {
    create_for(context, PathScope::Consumer(path.into_inner()), body).await
}

async fn create_for(context: Context, scope: PathScope, body: Body) -> Reply {
    let new = of_body(&context, &body)?;
    let uuid = new_uuid();
    let location = context.links.webhook(&uuid);
    let vault = context.vault();
    let created = context
        .write(move |connection, now| app::webhook_create(connection, &vault, &new, &scope, &uuid, now))
        .await?;
    context.created(&location, &render::webhook(&context.links, &created))
}

/// `GET /webhooks/{uuid}`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let found = context
        .read(move |connection| app::webhook_show(connection, &path))
        .await?;
    context.ok(&render::webhook(&context.links, &found))
}

/// `PUT /webhooks/{uuid}`: creates it when it is missing.
pub(crate) async fn put(_: Caller<Write>, context: Context, (path, body): (Path<String>, Body)) -> Reply {
    checked_uuid(&path)?;
    let properties = of_body(&context, &body)?;
    let vault = context.vault();
    let (saved, created) = context
        .write(move |connection, now| app::webhook_put(connection, &vault, &path, &properties, now))
        .await?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    context.reply(status, &render::webhook(&context.links, &saved))
}

/// `DELETE /webhooks/{uuid}`
pub(crate) async fn delete(_: Caller<Write>, context: Context, path: Path<String>) -> Reply {
    context
        .write(move |connection, _| app::webhook_delete(connection, &path))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /webhooks/{uuid}/execute`
pub(crate) async fn execute_saved(_: Caller<Write>, context: Context, path: Path<String>) -> Reply {
    let webhook = context.links.webhook(&path);
    let (request, attempt) = tried(&context, path.into_inner()).await?;
    outcome(&context, Some(webhook), &request, &attempt)
}

/// Sends a saved webhook once.
pub(crate) async fn tried(context: &Context, uuid: String) -> Result<(FilledRequest, Attempt), ApiError> {
    let (links, vault) = (context.links.clone(), context.vault());
    let trial = context
        .read(move |connection| app::trial_of_saved(connection, &vault, &uuid, &links, now()))
        .await?;
    Ok(sent(context, trial).await)
}

/// `POST /webhooks/execute`: a webhook that is not stored.
pub(crate) async fn execute_unsaved(_: Caller<Write>, context: Context, body: Body) -> Reply {
    let webhook = of_body(&context, &body)?;
    let (links, vault) = (context.links.clone(), context.vault());
    let trial = context
        .read(move |connection| app::trial_of_unsaved(connection, &vault, &webhook, &links))
        .await?;
    let (request, attempt) = sent(&context, trial).await;
    outcome(&context, None, &request, &attempt)
}

async fn sent(context: &Context, trial: Trial) -> (FilledRequest, Attempt) {
    let Trial { request, values } = trial;
    let attempt = context.webhook_sender().send(&new_uuid(), &request, &values).await;
    (request, attempt)
}

/// 200 whatever the receiver says: the answer is about the webhook.
fn outcome(context: &Context, saved: Option<String>, request: &FilledRequest, attempt: &Attempt) -> Reply {
    let own = context.self_url_without_query();
    context.ok(&triggered::trial(
        &own,
        saved,
        &context.webhook_rules(),
        request,
        attempt,
    ))
}
