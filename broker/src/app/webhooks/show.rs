//! Webhooks as they are shown: without their secrets.

use std::collections::HashMap;

use super::super::{Answer, AnyConnection, AppError, Moment, StoreError};
use super::PathScope;
use super::facts::distinct;
use crate::domain::names::Name;
use crate::domain::webhook::{Party, RequestTemplate, default_description};
use crate::store::pacticipants::pacticipant_refs;
use crate::store::webhooks::{self as rows, Listed, Webhook, webhook_by_uuid, webhook_events};

/// A webhook, ready to be shown.
#[derive(Debug)]
pub struct WebhookView {
    pub uuid: String,
    /// What to call it: its own description, or one that follows from its request.
    pub description: String,
    pub consumer: Option<Party>,
    pub provider: Option<Party>,
    pub enabled: bool,
    /// Stars stand for secrets.
    pub request: RequestTemplate,
    /// In the order in which they were said.
    pub events: Vec<String>,
    /// After how many seconds without a result it fires again, if it does.
    pub repeat_seconds: Option<i32>,
    /// Whether it tells a result that changes something for every consumer version with the content.
    pub every_version: bool,
    /// When the broker switched it off by itself, and why.
    pub disabled: Option<(Moment, String)>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// A webhook in a list.
#[derive(Debug)]
pub struct WebhookLine {
    pub uuid: String,
    /// As in [`WebhookView`].
    pub description: String,
    pub consumer: Option<Party>,
    pub provider: Option<Party>,
}

pub(super) fn webhook_find(connection: &mut AnyConnection, uuid: &str) -> Answer<Webhook> {
    webhook_by_uuid(connection, uuid)?
        .ok_or_else(|| AppError::NotFound(format!("There is no webhook with the uuid `{uuid}`.")))
}

/// Shows a webhook.
pub fn webhook_show(connection: &mut AnyConnection, uuid: &str) -> Answer<WebhookView> {
    let webhook = webhook_find(connection, uuid)?;
    let names = names_of(connection, std::slice::from_ref(&webhook))?;
    let template = template_of(&webhook)?;
    Ok(WebhookView {
        events: webhook_events(connection, webhook.id)?,
        description: description_of(&webhook),
        consumer: party(webhook.consumer_id, webhook.consumer_label, &names),
        provider: party(webhook.provider_id, webhook.provider_label, &names),
        enabled: webhook.enabled,
        request: template.redacted(),
        repeat_seconds: webhook.repeat_seconds,
        every_version: webhook.every_version,
        disabled: webhook.disabled_at.zip(webhook.disabled_reason),
        created_at: webhook.created_at,
        updated_at: webhook.updated_at,
        uuid: webhook.uuid,
    })
}

/// Lists webhooks, oldest first: every one, or those whose scope names exactly those that the path names.
pub fn webhook_list(connection: &mut AnyConnection, scope: &PathScope) -> Answer<Vec<WebhookLine>> {
    let (consumer, provider) = scope.pacticipants(connection)?;
    let listed = match scope {
        PathScope::Everybody => Listed::All,
        _ => Listed::Of {
            consumer: consumer.map(|one| one.id),
            provider: provider.map(|one| one.id),
        },
    };
    let webhooks = rows::webhook_list(connection, listed)?;
    let names = names_of(connection, &webhooks)?;
    let line = |webhook: Webhook| WebhookLine {
        description: description_of(&webhook),
        consumer: party(webhook.consumer_id, webhook.consumer_label, &names),
        provider: party(webhook.provider_id, webhook.provider_label, &names),
        uuid: webhook.uuid,
    };
    Ok(webhooks.into_iter().map(line).collect())
}

/// What a webhook is called: as it says, or for where it goes.
pub(in crate::app) fn description_of(webhook: &Webhook) -> String {
    let own = webhook.description.clone();
    own.unwrap_or_else(|| default_description(&webhook.method, &webhook.url))
}

fn names_of(connection: &mut AnyConnection, webhooks: &[Webhook]) -> Answer<HashMap<i64, String>> {
    let ids = webhooks.iter().flat_map(|one| [one.consumer_id, one.provider_id]);
    let found = pacticipant_refs(connection, &distinct(ids.flatten()))?;
    Ok(found.into_iter().map(|one| (one.id, one.name)).collect())
}

fn party(id: Option<i64>, label: Option<String>, names: &HashMap<i64, String>) -> Option<Party> {
    let name = id.and_then(|id| names.get(&id).cloned());
    let label = label.map(|label| Party::Label(Name::trusted(label)));
    name.map(|name| Party::Name(Name::trusted(name))).or(label)
}

/// The request of a stored webhook, its secrets sealed.
pub(super) fn template_of(webhook: &Webhook) -> Answer<RequestTemplate> {
    let unreadable =
        |error: serde_json::Error| StoreError::Internal(format!("a stored webhook cannot be read: {error}"));
    let body = webhook.body.as_deref().map(serde_json::from_str).transpose();
    Ok(RequestTemplate {
        method: webhook.method.clone(),
        url: webhook.url.clone(),
        headers: serde_json::from_str(&webhook.headers).map_err(unreadable)?,
        body: body.map_err(unreadable)?,
        username: webhook.username.clone(),
        password: webhook.password.clone(),
    })
}
