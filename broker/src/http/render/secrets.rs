//! Secrets, without their values.

use serde_json::Value;

use super::super::hal::{Document, Link, timestamp};
use super::super::links::Links;
use crate::app::secrets::SecretView;
use crate::app::webhooks::{NewSigningSecret, SigningView};

/// A named secret.
pub(crate) fn secret(links: &Links, view: &SecretView) -> Value {
    let name = view.name.as_str();
    Document::new()
        .property("name", name)
        .optional("description", view.description.as_deref())
        .stamped(view.created_at, view.updated_at)
        .link("self", Link::to(links.secret(name)).title("Secret").name(name))
        .link("pb:secrets", Link::to(links.secrets()).title("All secrets"))
        .build()
}

/// Every named secret.
pub(crate) fn list(links: &Links, views: &[SecretView]) -> Value {
    let secrets: Vec<Value> = views.iter().map(|view| secret(links, view)).collect();
    Document::new()
        .embed("secrets", secrets)
        .link("self", Link::to(links.secrets()).title("Secrets"))
        .link(
            "pb:secret",
            Link::to(links.to("/secrets/{name}")).title("A secret").templated(),
        )
        .curies(links.documentation("secrets"))
        .build()
}

/// Since when a webhook is signed.
pub(crate) fn signing(links: &Links, view: &SigningView) -> Document {
    let own = Link::to(links.signing_secret(&view.webhook));
    let webhook = Link::to(links.webhook(&view.webhook));
    Document::new()
        .property("createdAt", timestamp(view.created_at))
        .optional("formerSecretValidUntil", view.former_until.map(timestamp))
        .link("self", own.title("Signing secret"))
        .link("pb:webhook", webhook.title("Webhook"))
}

/// The same with the secret.
pub(crate) fn new_signing(links: &Links, made: &NewSigningSecret) -> Value {
    signing(links, &made.view)
        .property("secret", made.secret.to_text())
        .build()
}
