//! The form of a webhook, as it is shown.

use actix_web::http::StatusCode;
use askama::Template;

use super::preview::{Preview, preview};
use super::typed::{Typed, What};
use crate::app::choices::names_like;
use crate::domain::invalid::Invalid;
use crate::domain::webhook::{EventName, WebhookTemplate, webhook_templates};
use crate::http::context::Reply;
use crate::http::html::{self, Frame, Section};
use crate::ui::visit::Visit;

#[derive(Template)]
#[template(path = "webhook_form.html")]
struct Page {
    frame: Frame,
    /// The address of the webhook that is changed, and that of the form which deletes it; none of a new one.
    webhook: Option<(String, String)>,
    /// Where the form is sent to.
    action: String,
    typed: Typed,
    events: Vec<Event>,
    methods: Vec<String>,
    names: Vec<String>,
    templates: &'static [WebhookTemplate],
    mistakes: Vec<String>,
    preview: Preview,
}

struct Event {
    name: &'static str,
    words: String,
    is_chosen: bool,
}

/// A form that is going to be shown.
pub(super) struct Shown {
    /// That of the webhook that is changed.
    pub(super) uuid: Option<String>,
    pub(super) typed: Typed,
    mistakes: Vec<String>,
}

impl Shown {
    pub(super) fn of(uuid: Option<String>, typed: Typed) -> Self {
        let mistakes = Vec::new();
        Self { uuid, typed, mistakes }
    }

    pub(super) fn with_mistakes(mut self, wrong: &Invalid) -> Self {
        self.mistakes = sentences(wrong);
        self
    }

    /// The page, with what would be sent.
    pub(super) async fn answer(self, visit: &Visit, status: StatusCode) -> Reply {
        let links = &visit.links;
        let preview = preview(visit, &self.typed).await?;
        let names = visit.read(|connection| names_like(connection, "")).await?;
        let action = match &self.uuid {
            None => links.to("/ui/webhooks/new"),
            Some(uuid) => links.page_of_webhook(uuid, "edit"),
        };
        let event = |event: EventName| Event {
            name: event.as_str(),
            words: event.as_str().replace('_', " "),
            is_chosen: self.typed.waits_for(event.as_str()),
        };
        html::page(
            status,
            &Page {
                frame: visit.frame(Section::Webhooks),
                webhook: self
                    .uuid
                    .as_deref()
                    .map(|uuid| (links.webhook(uuid), links.page_of_webhook(uuid, "delete"))),
                action,
                events: EventName::ALL.map(event).into(),
                methods: self.typed.methods(&visit.webhook_rules().methods),
                names,
                templates: webhook_templates(),
                mistakes: self.mistakes,
                preview,
                typed: self.typed,
            },
        )
    }
}

/// What is wrong, a sentence for each field.
pub(super) fn sentences(wrong: &Invalid) -> Vec<String> {
    let sentence = |(field, messages): (&str, &[String])| format!("{field} {}", messages.join(", ")).trim().to_owned();
    wrong.iter().map(sentence).collect()
}
