//! Secrets of webhooks as they are kept.

use super::super::{Answer, Vault};
use super::show::template_of;
use crate::domain::webhook::RequestTemplate;
use crate::sealing::{Place, SealError, key_of};
use crate::store::webhooks::Webhook;

fn place(uuid: &str, name: &str) -> Place {
    Place::new("webhooks", uuid, name)
}

/// A request whose new secrets are sealed for a webhook. Stars stay.
pub(super) fn sealed(vault: &Vault, uuid: &str, request: RequestTemplate) -> Result<RequestTemplate, SealError> {
    request.with_secrets(|name, plain| vault.seal(&place(uuid, name), plain))
}

/// The request of a stored webhook with its secrets.
pub fn opened(vault: &Vault, webhook: &Webhook) -> Answer<Result<RequestTemplate, SealError>> {
    let stored = template_of(webhook)?;
    Ok(stored.with_secrets(|name, text| open(vault, &place(&webhook.uuid, name), text)))
}

/// The request of a stored webhook, in which those secrets are sealed anew that are stale. All must open.
pub fn resealed(
    vault: &Vault,
    webhook: &Webhook,
    is_stale: impl Fn(&str) -> bool,
) -> Answer<Result<RequestTemplate, SealError>> {
    let stored = template_of(webhook)?;
    Ok(stored.with_secrets(|name, text| {
        let place = place(&webhook.uuid, name);
        let plain = open(vault, &place, text)?;
        if is_stale(text) {
            vault.seal(&place, &plain)
        } else {
            Ok(text.to_owned())
        }
    }))
}

/// Until a start has sealed them, webhooks of an earlier version hold plain text.
fn open(vault: &Vault, place: &Place, text: &str) -> Result<String, SealError> {
    match key_of(text) {
        Some(_) => vault.open(place, text),
        None => Ok(text.to_owned()),
    }
}
