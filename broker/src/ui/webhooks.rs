//! Webhooks: all of them, and each with what became of it.

use askama::Template;

use super::deliveries::Line;
use super::form::FromOurPage;
use super::visit::Visit;
use super::words::{When, when};
use crate::app::webhooks::{self as app, DeliveriesAsked, PathScope, WebhookLine, WebhookView};
use crate::domain::webhook::{Party, RequestTemplate};
use crate::http::access::{Caller, Read, Write};
use crate::http::context::Reply;
use crate::http::handlers::webhooks::tried;
use crate::http::html::{Frame, Section, see_other};
use crate::http::links::Links;
use crate::http::part::DELIVERIES;
use crate::http::path::Path;

#[derive(Template)]
#[template(path = "webhooks.html")]
struct ListPage {
    frame: Frame,
    webhooks: Vec<Listed>,
}

struct Listed {
    description: String,
    address: String,
    consumer: String,
    provider: String,
}

/// `GET /webhooks`
pub(crate) async fn list(_: Caller<Read>, visit: Visit) -> Reply {
    let found = visit
        .read(|connection| app::webhook_list(connection, &PathScope::Everybody))
        .await?;
    let listed = |one: WebhookLine| Listed {
        address: visit.links.webhook(&one.uuid),
        description: one.description,
        consumer: side(one.consumer.as_ref()),
        provider: side(one.provider.as_ref()),
    };
    visit.show(&ListPage {
        frame: visit.frame(Section::Webhooks),
        webhooks: found.into_iter().map(listed).collect(),
    })
}

/// Whom one side of a scope means.
fn side(party: Option<&Party>) -> String {
    match party {
        None => "any".to_owned(),
        Some(Party::Name(name)) => name.to_string(),
        Some(Party::Label(label)) => format!("any with the label {label}"),
    }
}

#[derive(Template)]
#[template(path = "webhook.html")]
struct ShowPage {
    frame: Frame,
    description: String,
    consumer: String,
    provider: String,
    events: Vec<String>,
    is_enabled: bool,
    /// When the broker switched it off by itself, and why.
    disabled: Option<(When, String)>,
    request: Request,
    changed: When,
    execute: String,
    edit: String,
    deliveries: Vec<Line>,
    all_deliveries: String,
    next: Option<String>,
}

/// What is sent, with stars for secrets.
struct Request {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    username: Option<String>,
    body: Option<String>,
}

/// `GET /webhooks/{uuid}`
pub(crate) async fn show(_: Caller<Read>, visit: Visit, path: Path<String>) -> Reply {
    let asked = visit.part_or_beginning(DELIVERIES)?;
    let (uuid, part) = (path.into_inner(), asked.list.clone());
    let (webhook, deliveries) = visit
        .read(move |connection| {
            let webhook = app::webhook_show(connection, &uuid)?;
            let of_it = DeliveriesAsked {
                webhook: Some(uuid),
                ..DeliveriesAsked::default()
            };
            Ok((webhook, app::delivery_list(connection, &of_it, &part)?))
        })
        .await?;
    let next = visit.next_url(&asked, &deliveries.extent);
    let lines = deliveries.deliveries.iter().map(|one| Line::of(&visit, one)).collect();
    visit.show(&page(&visit, &webhook, lines, next))
}

/// The body of a request: a text as it is, JSON on lines of its own.
pub(super) fn body_shown(request: &RequestTemplate) -> Option<String> {
    request.body.as_ref().map(|body| match body {
        serde_json::Value::String(text) => text.clone(),
        body => format!("{body:#}"),
    })
}

fn page(visit: &Visit, webhook: &WebhookView, deliveries: Vec<Line>, next: Option<String>) -> ShowPage {
    let links: &Links = &visit.links;
    let request = &webhook.request;
    let headers = request
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()));
    let disabled = webhook.disabled.as_ref();
    ShowPage {
        frame: visit.frame(Section::Webhooks),
        description: webhook.description.clone(),
        consumer: side(webhook.consumer.as_ref()),
        provider: side(webhook.provider.as_ref()),
        events: webhook.events.iter().map(|event| event.replace('_', " ")).collect(),
        is_enabled: webhook.enabled,
        disabled: disabled.map(|(at, why)| (when(*at, visit.now), why.clone())),
        request: Request {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: headers.collect(),
            username: request.username.clone(),
            body: body_shown(request),
        },
        changed: when(webhook.updated_at, visit.now),
        execute: links.page_of_webhook(&webhook.uuid, "execute"),
        edit: links.page_of_webhook(&webhook.uuid, "edit"),
        deliveries,
        all_deliveries: links.deliveries(),
        next,
    }
}

#[derive(Template)]
#[template(path = "trial.html")]
struct TrialPage {
    frame: Frame,
    webhook: String,
    success: bool,
    log: String,
}

/// `POST /ui/webhooks/{uuid}/execute`: sends it once, as the API does, and shows what the receiver said.
pub(crate) async fn execute(_: Caller<Write>, form: FromOurPage, path: Path<String>) -> Reply {
    let visit = form.into_visit();
    let webhook = visit.links.webhook(&path);
    let (_, attempt) = tried(&visit, path.into_inner()).await?;
    visit.show(&TrialPage {
        frame: visit.frame(Section::Webhooks),
        webhook,
        success: attempt.success,
        log: attempt.log,
    })
}

/// `POST /ui/triggered-webhooks/{uuid}/redeliver`
pub(crate) async fn redeliver(_: Caller<Write>, form: FromOurPage, path: Path<String>) -> Reply {
    let visit = form.into_visit();
    let address = visit.links.triggered(&path);
    visit
        .write(move |connection, now| app::delivery_again(connection, &path, now))
        .await?;
    Ok(see_other(&address))
}
