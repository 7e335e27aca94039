//! Webhooks: a request that is sent when something happens (`http-api.md` section 17, `semantics.md` section 11).

mod addresses;
mod attempt_log;
mod catalogue;
mod event;
mod filled_request;
mod happening;
mod hosts;
mod request;
mod request_body;
mod rules;
mod schedule;
mod scope;
mod secrets;
mod signature;
mod status;
mod template;
#[cfg(test)]
mod tests;

pub use attempt_log::{AttemptLog, Level};
pub use catalogue::{TemplateParameter, WebhookTemplate, webhook_template, webhook_templates};
pub use event::EventName;
pub use filled_request::FilledRequest;
pub use happening::{DEPLOYED_VERSION_PARAMETER, Happening, Participant};
pub use hosts::{HostPattern, Verdict};
pub use request::{RequestTemplate, default_description, receiver_of};
pub use rules::WebhookRules;
pub use schedule::{retry_after, with_long_tail};
pub use scope::{Party, Scope, Side, StoredSide};
pub use secrets::{conceal, conceal_json, in_all_forms, is_secret};
pub use signature::SigningSecret;
pub use status::DeliveryStatus;
pub use template::{NamedSecrets, Values};

use super::invalid::{Fields, Invalid, MUST_BE_FILLED};
use serde_json::Value;

/// The member that lets a webhook fire again.
const REPEAT: &str = "repeatUntilVerifiedAfter";

/// The member that lets a result be told for all consumer versions with the content.
const EVERY_VERSION: &str = "forEveryConsumerVersion";

/// So many consumer versions, the newest, at most.
pub const MOST_VERSIONS: i64 = 100;

/// A week: for as long it goes on firing, so a longer pause would mean never.
const MOST_SECONDS: i32 = 7 * 24 * 60 * 60;

/// How long a webhook fires again while no result arrives.
pub const REPEATED_FOR: std::time::Duration = std::time::Duration::from_secs(MOST_SECONDS as u64);

/// A webhook as it is created or replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct WebhookToSave {
    /// What people call it.
    pub description: Option<String>,
    /// The consumer that it is about, or those; whether one of that name exists is for the caller to find out.
    pub consumer: Option<Party>,
    /// The provider that it is about, or those.
    pub provider: Option<Party>,
    /// Whether it is sent at all.
    pub enabled: bool,
    /// What it waits for, each once.
    pub events: Vec<EventName>,
    /// What is sent.
    pub request: RequestTemplate,
    /// After how many seconds without a result it fires again, if it waits for contracts that require one.
    pub repeat_seconds: Option<i32>,
    /// Whether it tells a result that changes something for every consumer version with the content.
    pub every_version: bool,
}

impl WebhookToSave {
    /// Reads the body of a request that creates, replaces or tries a webhook, which may name a template for it.
    pub fn from_body(body: &Value, rules: &WebhookRules) -> Result<Self, Invalid> {
        let body = catalogue::expanded(body)?;
        let mut fields = Fields::of(&body)?;
        let description = fields.optional_string("description").filter(|text| !text.is_empty());
        let consumer = party(&mut fields, "consumer");
        let provider = party(&mut fields, "provider");
        let enabled = fields.optional_bool("enabled");
        let events = events(&mut fields);
        let request = request(&mut fields, rules);
        let repeat_seconds = repeat_seconds(&mut fields, &events);
        let every_version = fields.optional_bool(EVERY_VERSION);
        fields.finish(|| {
            Some(Self {
                description: description.map(str::to_owned),
                consumer,
                provider,
                enabled: enabled.unwrap_or(true),
                events,
                request: request?,
                repeat_seconds,
                every_version: every_version.unwrap_or_default(),
            })
        })
    }
}

fn party(fields: &mut Fields<'_>, side: &str) -> Option<Party> {
    let value = fields.filled(side)?;
    fields.member(side, value, Party::from_value)
}

fn events(fields: &mut Fields<'_>) -> Vec<EventName> {
    let Some(elements) = fields.optional_array("events") else {
        return vec![EventName::ContractContentChanged];
    };
    if elements.is_empty() {
        fields.add("events", "size cannot be less than 1");
    }
    let mut events = fields.items("events", elements, EventName::from_value);
    let mut seen = Vec::new();
    events.retain(|event| {
        !seen.contains(event) && {
            seen.push(*event);
            true
        }
    });
    events
}

fn repeat_seconds(fields: &mut Fields<'_>, events: &[EventName]) -> Option<i32> {
    let value = fields.filled(REPEAT)?;
    let seconds = value.as_i64().and_then(|seconds| i32::try_from(seconds).ok());
    let seconds = seconds.filter(|seconds| (1..=MOST_SECONDS).contains(seconds));
    if seconds.is_none() {
        fields.add(
            REPEAT,
            format!("must be a whole number of seconds from 1 to {MOST_SECONDS}"),
        );
    }
    let required = EventName::ContractRequiringVerificationPublished;
    if !events.contains(&required) {
        fields.add(REPEAT, format!("can be used only with the event {}", required.as_str()));
    }
    seconds
}

fn request(fields: &mut Fields<'_>, rules: &WebhookRules) -> Option<RequestTemplate> {
    match fields.raw("request") {
        None => fields.add("request", super::invalid::MISSING),
        Some(Value::Null) => fields.add("request", MUST_BE_FILLED),
        Some(Value::Object(members)) if members.is_empty() => fields.add("request", MUST_BE_FILLED),
        Some(value) => return fields.member("request", value, |value| RequestTemplate::from_value(value, rules)),
    }
    None
}

/// Whether a text can be the uuid of a webhook that its creator names.
pub fn checked_uuid(uuid: &str) -> Result<(), Invalid> {
    let of_uuid = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if uuid.len() >= 16 && uuid.bytes().all(of_uuid) {
        return Ok(());
    }
    Err(Invalid::single(
        "uuid",
        "must be at least 16 letters, digits, hyphens or underscores",
    ))
}
