//! Webhooks: create, replace, delete.

use super::super::contracts::pair_find;
use super::super::pacticipants::pacticipant_find;
use super::super::{Answer, AnyConnection, Moment, Vault};
use super::sealed::sealed;
use super::show::{WebhookView, template_of, webhook_find, webhook_show};
use crate::domain::invalid::Invalid;
use crate::domain::names::Name;
use crate::domain::webhook::{Party, RequestTemplate, StoredSide, WebhookToSave};
use crate::store::pacticipants::{Pacticipant, pacticipant_by_name};
use crate::store::webhooks::{
    self as rows, Webhook, webhook_by_uuid, webhook_insert, webhook_lock, webhook_set_events, webhook_update,
};

/// The pacticipants that the address names under which a webhook is created or listed.
#[derive(Debug, Clone)]
pub enum PathScope {
    /// None.
    Everybody,
    /// Both.
    Pair { consumer: String, provider: String },
    /// A consumer.
    Consumer(String),
    /// A provider.
    Provider(String),
}

impl PathScope {
    /// The consumer and the provider, which must exist.
    pub(super) fn pacticipants(
        &self,
        connection: &mut AnyConnection,
    ) -> Answer<(Option<Pacticipant>, Option<Pacticipant>)> {
        Ok(match self {
            Self::Everybody => (None, None),
            Self::Pair { consumer, provider } => {
                let pair = pair_find(connection, consumer, provider)?;
                (Some(pair.consumer), Some(pair.provider))
            }
            Self::Consumer(name) => (Some(pacticipant_find(connection, name)?), None),
            Self::Provider(name) => (None, Some(pacticipant_find(connection, name)?)),
        })
    }
}

/// Creates a webhook. What the body says about its scope outweighs the path.
pub fn webhook_create(
    connection: &mut AnyConnection,
    vault: &Vault,
    new: &WebhookToSave,
    path: &PathScope,
    uuid: &str,
    now: Moment,
) -> Answer<WebhookView> {
    let (consumer, provider) = path.pacticipants(connection)?;
    let party = |one: Pacticipant| Party::Name(Name::trusted(one.name));
    let mut new = new.clone();
    new.consumer = new.consumer.or(consumer.map(party));
    new.provider = new.provider.or(provider.map(party));
    insert(connection, vault, &new, uuid, now)
}

/// Replaces a webhook, or creates one with this uuid; tells whether it was not there before.
pub fn webhook_put(
    connection: &mut AnyConnection,
    vault: &Vault,
    uuid: &str,
    properties: &WebhookToSave,
    now: Moment,
) -> Answer<(WebhookView, bool)> {
    // Stars mean what is stored at that moment, so nobody may put something else in its place.
    webhook_lock(connection, uuid)?;
    let Some(existing) = webhook_by_uuid(connection, uuid)? else {
        return Ok((insert(connection, vault, properties, uuid, now)?, true));
    };
    let stays_off = !existing.enabled && !properties.enabled;
    let stored = template_of(&existing)?;
    let request = sealed(vault, uuid, properties.request.clone())?.keeping(Some(&stored));
    let changed = Webhook {
        id: existing.id,
        created_at: existing.created_at,
        disabled_at: existing.disabled_at.filter(|_| stays_off),
        disabled_reason: existing.disabled_reason.filter(|_| stays_off),
        ..row(connection, properties, request, uuid, now)?
    };
    webhook_update(connection, &changed)?;
    set_events(connection, existing.id, properties)?;
    Ok((webhook_show(connection, uuid)?, false))
}

/// Deletes a webhook; what it was triggered for stays.
pub fn webhook_delete(connection: &mut AnyConnection, uuid: &str) -> Answer<()> {
    let webhook = webhook_find(connection, uuid)?;
    Ok(rows::webhook_delete(connection, webhook.id)?)
}

fn insert(
    connection: &mut AnyConnection,
    vault: &Vault,
    new: &WebhookToSave,
    uuid: &str,
    now: Moment,
) -> Answer<WebhookView> {
    let request = sealed(vault, uuid, new.request.clone())?.keeping(None);
    let row = row(connection, new, request, uuid, now)?;
    let id = webhook_insert(connection, &row)?;
    set_events(connection, id, new)?;
    webhook_show(connection, uuid)
}

fn set_events(connection: &mut AnyConnection, id: i64, webhook: &WebhookToSave) -> Answer<()> {
    let names: Vec<&str> = webhook.events.iter().map(|event| event.as_str()).collect();
    Ok(webhook_set_events(connection, id, &names)?)
}

fn row(
    connection: &mut AnyConnection,
    webhook: &WebhookToSave,
    request: RequestTemplate,
    uuid: &str,
    now: Moment,
) -> Answer<Webhook> {
    let [consumer, provider] = sides_of(connection, webhook)?;
    Ok(Webhook {
        id: 0,
        uuid: uuid.to_owned(),
        description: webhook.description.clone(),
        consumer_id: consumer.0,
        consumer_label: consumer.1,
        provider_id: provider.0,
        provider_label: provider.1,
        enabled: webhook.enabled,
        headers: serde_json::json!(request.headers).to_string(),
        body: request.body.map(|body| body.to_string()),
        method: request.method,
        url: request.url,
        username: request.username,
        password: request.password,
        created_at: now,
        updated_at: now,
        failing_since: None,
        disabled_at: None,
        disabled_reason: None,
        repeat_seconds: webhook.repeat_seconds,
        every_version: webhook.every_version,
    })
}

/// Consumer and provider of a webhook; those that are named must exist.
pub(super) fn sides_of(connection: &mut AnyConnection, webhook: &WebhookToSave) -> Answer<[StoredSide; 2]> {
    let mut invalid = Invalid::default();
    let mut side = |party: &Option<Party>, field: &str| -> Answer<StoredSide> {
        Ok(match party {
            None => (None, None),
            Some(Party::Label(label)) => (None, Some(label.to_string())),
            Some(Party::Name(name)) => match pacticipant_by_name(connection, name)? {
                Some(found) => (Some(found.id), None),
                None => {
                    invalid.add(field, "does not match an existing pacticipant");
                    (None, None)
                }
            },
        })
    };
    let sides = [
        side(&webhook.consumer, "consumer.name")?,
        side(&webhook.provider, "provider.name")?,
    ];
    Ok(invalid.into_result(sides)?)
}
