//! Webhooks for well-known services: one, and all.

use serde_json::{Value, json};

use super::super::hal::{Document, Link};
use super::super::links::Links;
use crate::domain::webhook::{TemplateParameter, WebhookTemplate};

/// A template, with the webhook that it becomes.
pub(crate) fn template(links: &Links, template: &WebhookTemplate) -> Value {
    let parameters: Vec<Value> = template.parameters.iter().map(parameter).collect();
    summary(links, template)
        .property("parameters", parameters)
        .property("webhook", template.webhook())
        .link(
            "pb:create",
            Link::to(links.webhooks()).title("Create a webhook that names this template (POST)"),
        )
        .link(
            "pb:webhook-templates",
            Link::to(links.webhook_templates()).title("All webhook templates"),
        )
        .curies(links.webhook_documentation())
        .build()
}

/// All templates, each without its webhook.
pub(crate) fn list(links: &Links, templates: &[WebhookTemplate]) -> Value {
    let summaries: Vec<Value> = templates
        .iter()
        .map(|template| summary(links, template).build())
        .collect();
    Document::new()
        .embed("webhookTemplates", summaries)
        .link("self", Link::to(links.webhook_templates()).title("Webhook templates"))
        .link(
            "pb:create",
            Link::to(links.webhooks()).title("Create a webhook that names a template (POST)"),
        )
        .curies(links.webhook_documentation())
        .build()
}

fn summary(links: &Links, template: &WebhookTemplate) -> Document {
    let own = Link::to(links.webhook_template(&template.name)).title(template.title.as_str());
    Document::new()
        .property("name", template.name.as_str())
        .property("title", template.title.as_str())
        .property("description", template.description.as_str())
        .property("events", template.events.as_slice())
        .link("self", own.name(template.name.as_str()))
}

fn parameter(parameter: &TemplateParameter) -> Value {
    let mut shown = json!({
        "name": parameter.name,
        "description": parameter.description,
        "required": parameter.default.is_none(),
        "secret": parameter.secret,
    });
    if let Some(default) = &parameter.default {
        shown["default"] = json!(default);
    }
    shown
}
