//! Webhooks that something triggered, and webhooks that were tried.

use serde_json::{Map, Value, json};

use super::super::hal::{Document, Link, timestamp};
use super::super::links::Links;
use crate::app::webhooks::{PairStatus, TriggeredLogs, TriggeredWebhook};
use crate::delivery::{Attempt, HIDDEN};
use crate::domain::webhook::{DeliveryStatus, FilledRequest, WebhookRules, conceal, conceal_json};

/// What something triggered.
pub(crate) fn list(links: &Links, own: &str, rules: &WebhookRules, triggered: &[TriggeredWebhook]) -> Value {
    Document::new()
        .embed("triggeredWebhooks", items(links, rules, triggered))
        .link("self", Link::to(own).title("Triggered webhooks"))
        .build()
}

fn items(links: &Links, rules: &WebhookRules, triggered: &[TriggeredWebhook]) -> Vec<Value> {
    triggered.iter().map(|one| item(links, rules, one)).collect()
}

fn item(links: &Links, rules: &WebhookRules, triggered: &TriggeredWebhook) -> Value {
    described(Document::new(), links, rules, triggered).build()
}

/// Says of a triggered webhook how far it is.
pub(super) fn described(
    document: Document,
    links: &Links,
    rules: &WebhookRules,
    triggered: &TriggeredWebhook,
) -> Document {
    let made = triggered.attempts_made - triggered.attempts_before;
    let remaining = match DeliveryStatus::from_name(&triggered.status).is_open() {
        true => (rules.attempts() - made).max(0),
        false => 0,
    };
    let document = document
        .property("name", triggered.name.as_str())
        .property("status", triggered.status.as_str())
        .property("attemptsMade", triggered.attempts_made)
        .property("attemptsRemaining", remaining)
        .property("triggerType", triggered.trigger_type.as_str())
        .property("eventName", triggered.event_name.as_str())
        .property("triggeredAt", timestamp(triggered.triggered_at))
        .link("pb:logs", logs_link(links, triggered))
        .link("logs", logs_link(links, triggered));
    with_webhook(document, links, triggered)
}

fn logs_link(links: &Links, triggered: &TriggeredWebhook) -> Link {
    Link::to(links.triggered_logs(&triggered.uuid))
        .title("Attempts to send it")
        .name(triggered.name.as_str())
}

/// The webhook, unless it is gone.
fn with_webhook(document: Document, links: &Links, triggered: &TriggeredWebhook) -> Document {
    if triggered.webhook_id.is_none() {
        return document;
    }
    let webhook = Link::to(links.webhook(&triggered.webhook_uuid));
    document.link("pb:webhook", webhook.title("Webhook").name(triggered.name.as_str()))
}

/// What became of the webhooks of a pair.
pub(crate) fn status(links: &Links, own: &str, rules: &WebhookRules, status: &PairStatus) -> Value {
    let (consumer, provider) = (status.consumer.as_str(), status.provider.as_str());
    let with = |wanted: DeliveryStatus| {
        let statuses = status.latest.iter();
        statuses.filter(move |one| DeliveryStatus::from_name(&one.status) == wanted)
    };
    let count = |wanted: DeliveryStatus| with(wanted).count();
    let mut summary = Map::new();
    summary.insert("successful".to_owned(), json!(count(DeliveryStatus::Success)));
    summary.insert("failed".to_owned(), json!(count(DeliveryStatus::Failure)));
    for (name, open) in [
        ("retrying", DeliveryStatus::Retrying),
        ("notRun", DeliveryStatus::NotRun),
    ] {
        if count(open) > 0 {
            summary.insert(name.to_owned(), json!(count(open)));
        }
    }
    let errors = with(DeliveryStatus::Failure).chain(with(DeliveryStatus::Retrying));
    let document = Document::new()
        .property("summary", summary)
        .embed("triggeredWebhooks", items(links, rules, &status.latest))
        .link("self", Link::to(own).title("State of the webhooks of this pair"))
        .links("pb:error-logs", errors.map(|one| logs_link(links, one)))
        .link(
            "pb:pact-webhooks",
            Link::to(format!("{}/webhooks", links.pair(consumer, provider))).title("Webhooks of this pair"),
        );
    let document = match &status.number {
        None => document,
        Some(number) => document.link(
            "pb:pact-version",
            Link::to(links.pact(consumer, provider, number))
                .title("Pact")
                .name(format!("Pact between {consumer} ({number}) and {provider}")),
        ),
    };
    document
        .link(
            "pb:consumer",
            Link::to(links.pacticipant(consumer)).title("Consumer").name(consumer),
        )
        .link(
            "pb:provider",
            Link::to(links.pacticipant(provider)).title("Provider").name(provider),
        )
        .build()
}

/// The attempts to send a triggered webhook.
pub(crate) fn logs(links: &Links, logs: &TriggeredLogs) -> Value {
    let triggered = &logs.triggered;
    let executions: Vec<Value> = logs
        .attempts
        .iter()
        .map(|one| json!({"success": one.success, "logs": one.log, "createdAt": timestamp(one.created_at)}))
        .collect();
    let own = Link::to(links.triggered_logs(&triggered.uuid));
    let document = Document::new()
        .property("eventName", triggered.event_name.as_str())
        .property("consumerName", logs.consumer.as_str())
        .property("providerName", logs.provider.as_str())
        .property("executions", executions)
        .embed("triggeredWebhook", json!({"uuid": triggered.uuid}))
        .link("self", own.title("Attempts to send it"));
    with_webhook(document, links, triggered).build()
}

/// The same as text.
pub(crate) fn logs_text(logs: &TriggeredLogs) -> String {
    if logs.attempts.is_empty() {
        return "No attempt to send this webhook was made yet.\n".to_owned();
    }
    let texts: Vec<&str> = logs.attempts.iter().map(|attempt| attempt.log.as_str()).collect();
    texts.join("\n")
}

/// What came of trying a webhook; `saved` is the address of one that is stored.
pub(crate) fn trial(
    own: &str,
    saved: Option<String>,
    rules: &WebhookRules,
    request: &FilledRequest,
    attempt: &Attempt,
) -> Value {
    let secrets = request.secrets();
    let sent = json!({"headers": request.redacted_headers(), "body": request.body, "url": request.url});
    let document = Document::new().property("request", conceal_json(sent, &secrets));
    let document = match &attempt.answer {
        _ if !rules.shows_responses() => document.property("message", HIDDEN),
        Ok(answer) => document.property(
            "response",
            json!({"status": answer.status, "headers": answer.headers, "body": answer.body}),
        ),
        Err(error) => document.property("error", json!({"message": conceal(&error.detail(), &secrets)})),
    };
    let document = document
        .property("logs", attempt.log.as_str())
        .property("success", attempt.success);
    let document = match saved {
        Some(webhook) => document.link("webhook", Link::to(webhook).title("Webhook")),
        None => document,
    };
    document
        .link("try-again", Link::to(own).title("Try again (POST)"))
        .build()
}
