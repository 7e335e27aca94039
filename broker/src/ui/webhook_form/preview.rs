//! What a webhook would send if something happened now.

use std::cmp::Reverse;

use super::page::sentences;
use super::typed::Typed;
use crate::app::AppError;
use crate::app::webhooks::webhook_preview;
use crate::domain::webhook::{WebhookToSave, conceal, in_all_forms};
use crate::http::error::ApiError;
use crate::ui::visit::Visit;

/// Letters from which on a secret that is typed here is looked for in what is shown.
const SHORTEST_SECRET: usize = 4;

/// What is shown beside the form.
pub(super) enum Preview {
    /// The request, without secrets.
    Ready(Box<Ready>),
    /// What is wrong or missing.
    NotYet(Vec<String>),
}

pub(super) struct Ready {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<String>,
    /// Why it could not be sent.
    pub(super) fault: Option<String>,
    /// What parameters stand for, by how they are written.
    pub(super) values: Vec<(String, String)>,
}

/// What would be sent; nothing is.
pub(super) async fn preview(visit: &Visit, typed: &Typed) -> Result<Preview, ApiError> {
    match request(visit, typed).await {
        Ok(ready) => Ok(Preview::Ready(Box::new(ready))),
        Err(ApiError::App(AppError::Invalid(wrong))) => Ok(Preview::NotYet(sentences(&wrong))),
        Err(error) => Err(error),
    }
}

async fn request(visit: &Visit, typed: &Typed) -> Result<Ready, ApiError> {
    let webhook = WebhookToSave::from_body(&typed.body()?, &visit.webhook_rules())?;
    let (links, vault) = (visit.links.clone(), visit.vault());
    let trial = visit
        .read(move |connection| webhook_preview(connection, &vault, &webhook, &links))
        .await?;
    let request = trial.request;
    let mut secrets = request.secrets();
    secrets.extend(in_all_forms(typed.secret_parameters().map(str::to_owned)));
    // While it is typed, a secret of few letters would blot out everything else.
    secrets.retain(|secret| secret.len() >= SHORTEST_SECRET || request.named_secrets.contains(secret));
    secrets.sort_by_key(|secret| Reverse(secret.len()));
    let shown = |text: &str| conceal(text, &secrets);
    let headers = request.redacted_headers().into_iter();
    Ok(Ready {
        url: shown(&request.url),
        headers: headers.map(|(name, value)| (name, shown(&value))).collect(),
        body: request.body.as_deref().map(|body| indented(&shown(body))),
        values: trial
            .values
            .iter()
            .map(|(name, value)| (format!("${{pactbroker.{name}}}"), value.to_owned()))
            .collect(),
        method: request.method,
        fault: request.fault,
    })
}

/// JSON on lines of its own; what is none stays as it is.
fn indented(body: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(body).ok();
    value
        .filter(|value| value.is_object() || value.is_array())
        .map_or_else(|| body.to_owned(), |value| format!("{value:#}"))
}
