//! Webhooks: one, and lists.

use serde_json::{Map, Value, json};

use super::super::hal::{Document, Link, timestamp};
use super::super::links::Links;
use crate::app::Moment;
use crate::app::webhooks::{WebhookLine, WebhookView};
use crate::domain::webhook::{Party, RequestTemplate};

/// A webhook.
pub(crate) fn webhook(links: &Links, view: &WebhookView) -> Value {
    let own = links.webhook(&view.uuid);
    let events: Vec<Value> = view.events.iter().map(|name| json!({"name": name})).collect();
    let document = Document::new()
        .property("uuid", view.uuid.as_str())
        .property("description", view.description.as_str())
        .optional("consumer", view.consumer.as_ref().map(party))
        .optional("provider", view.provider.as_ref().map(party))
        .property("enabled", view.enabled)
        .optional("disabled", view.disabled.as_ref().map(disabled))
        .property("request", request(&view.request))
        .property("events", events)
        .optional(
            "repeatUntilVerifiedAfter",
            view.repeat_seconds.map(|seconds| json!(seconds)),
        )
        .optional("forEveryConsumerVersion", view.every_version.then(|| json!(true)))
        .stamped(view.created_at, view.updated_at)
        .link("self", Link::to(own.clone()).title(view.description.as_str()))
        .link(
            "pb:execute",
            Link::to(format!("{own}/execute")).title("Try this webhook (POST)"),
        );
    with_scope(document, links, view)
        .link(
            "pb:signing-secret",
            Link::to(links.signing_secret(&view.uuid)).title("What its requests are signed with"),
        )
        .link("pb:webhooks", Link::to(links.webhooks()).title("All webhooks"))
        .build()
}

/// That the broker switched it off by itself.
fn disabled((at, reason): &(Moment, String)) -> Value {
    json!({"at": timestamp(*at), "reason": reason})
}

fn with_scope(document: Document, links: &Links, view: &WebhookView) -> Document {
    let document = with_party(document, links, "consumer", view.consumer.as_ref());
    let document = with_party(document, links, "provider", view.provider.as_ref());
    match (&view.consumer, &view.provider) {
        (Some(Party::Name(consumer)), Some(Party::Name(provider))) => document.link(
            "pb:pact-webhooks",
            Link::to(links.pact_webhooks(consumer, provider)).title("All webhooks of this pair"),
        ),
        _ => document,
    }
}

fn with_party(document: Document, links: &Links, role: &str, party: Option<&Party>) -> Document {
    match party {
        None => document,
        Some(Party::Name(name)) => document.link(
            format!("pb:{role}"),
            Link::to(links.pacticipant(name))
                .title(capital(role))
                .name(name.as_str()),
        ),
        Some(Party::Label(label)) => document.link(
            format!("pb:{role}s"),
            Link::to(links.labelled(label))
                .title(format!("{}s with this label", capital(role)))
                .name(label.as_str()),
        ),
    }
}

fn capital(role: &str) -> String {
    let (first, rest) = role.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn party(party: &Party) -> Value {
    match party {
        Party::Name(name) => json!({"name": name}),
        Party::Label(label) => json!({"label": label}),
    }
}

fn request(request: &RequestTemplate) -> Value {
    let mut members = Map::new();
    members.insert("method".to_owned(), json!(request.method));
    members.insert("url".to_owned(), json!(request.url));
    if !request.headers.is_empty() {
        members.insert("headers".to_owned(), json!(request.headers));
    }
    let optional = [
        ("body", request.body.clone()),
        ("username", request.username.as_ref().map(|text| json!(text))),
        ("password", request.password.as_ref().map(|text| json!(text))),
    ];
    members.extend(
        optional
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?))),
    );
    Value::Object(members)
}

/// A list of webhooks; where it is asked for, one can be created.
pub(crate) fn list(links: &Links, own: &str, lines: &[WebhookLine]) -> Value {
    let webhooks = lines.iter().map(|line| {
        Link::to(links.webhook(&line.uuid))
            .title(scope(line))
            .name(line.description.as_str())
    });
    Document::new()
        .link("self", Link::to(own).title("Webhooks"))
        .link("pb:create", Link::to(own).title("Create a webhook (POST)"))
        .link(
            "pb:webhook-templates",
            Link::to(links.webhook_templates()).title("Webhooks for well-known services"),
        )
        .links("pb:webhooks", webhooks)
        .curies(links.webhook_documentation())
        .build()
}

fn scope(line: &WebhookLine) -> String {
    let side = |party: &Option<Party>, any: &str| match party {
        None => any.to_owned(),
        Some(Party::Name(name)) => name.to_string(),
        Some(Party::Label(label)) => format!("all labelled {label}"),
    };
    let (consumer, provider) = (
        side(&line.consumer, "any consumer"),
        side(&line.provider, "any provider"),
    );
    format!("Webhook for pacts between {consumer} and {provider}")
}
