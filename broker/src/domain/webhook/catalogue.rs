//! Webhooks for well-known services, so that nobody has to look up what each wants to be sent.

mod expand;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

pub(super) use expand::expanded;

use super::EVERY_VERSION;

/// A webhook in which some values are left open.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookTemplate {
    /// What it is asked for by.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What it does, and what it needs.
    pub description: String,
    /// The events that it waits for, unless whoever uses it names others.
    pub events: Vec<String>,
    /// Whether it tells a result that changes something for every consumer version with the content.
    #[serde(default)]
    pub for_every_consumer_version: bool,
    /// What is left open.
    pub parameters: Vec<TemplateParameter>,
    /// The request of the webhook, with `${parameter.…}` where parameters go.
    pub request: Map<String, Value>,
}

/// A value that is left open.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateParameter {
    /// What it is given by.
    pub name: String,
    /// What to give.
    pub description: String,
    /// Its value when none is given; without one it is required.
    pub default: Option<String>,
    /// Whether it should be told to nobody.
    #[serde(default)]
    pub secret: bool,
}

static CATALOGUE: LazyLock<Vec<WebhookTemplate>> = LazyLock::new(|| {
    serde_saphyr::from_str(include_str!("catalogue.yaml")).expect("a part of the program, which its tests read")
});

/// Every template.
pub fn webhook_templates() -> &'static [WebhookTemplate] {
    &CATALOGUE
}

/// The template with this name.
pub fn webhook_template(name: &str) -> Option<&'static WebhookTemplate> {
    CATALOGUE.iter().find(|template| template.name == name)
}

impl WebhookTemplate {
    /// The webhook with the parameters still open, as the body of a request that creates one.
    pub fn webhook(&self) -> Map<String, Value> {
        let events: Vec<Value> = self.events.iter().map(|name| json!({"name": name})).collect();
        let mut webhook = Map::new();
        webhook.insert("description".to_owned(), json!(self.title));
        webhook.insert("events".to_owned(), Value::Array(events));
        if self.for_every_consumer_version {
            webhook.insert(EVERY_VERSION.to_owned(), json!(true));
        }
        webhook.insert("request".to_owned(), Value::Object(self.request.clone()));
        webhook
    }
}
