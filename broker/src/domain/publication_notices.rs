//! What a person who publishes contracts is told (`http-api.md` section 11, "Notice sequence").

use super::webhook::EventName;

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicationNoticeKind {
    /// Detail.
    Debug,
    /// It worked.
    Success,
    /// It worked, but look.
    Warning,
    /// A next step.
    Prompt,
    /// It was refused.
    Error,
    /// Background of a refusal.
    Info,
}

impl PublicationNoticeKind {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Prompt => "prompt",
            Self::Error => "error",
            Self::Info => "info",
        }
    }
}

/// One line for the person who publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationNotice {
    pub kind: PublicationNoticeKind,
    pub text: String,
}

impl PublicationNotice {
    /// A notice.
    pub fn new(kind: PublicationNoticeKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
        }
    }
}

/// What became of a contract that was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicationKind {
    /// The consumer version had no contract with the provider yet.
    New,
    /// It had the same one.
    Unchanged,
    /// It had another one, which this replaces.
    Modified,
    /// It had another one, into which this was merged.
    Merged,
}

/// A thing that happened, which webhooks may wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The name that webhooks subscribe to.
    pub name: EventName,
    /// Why, where it is not obvious.
    pub reason: Option<String>,
}

impl Event {
    /// An event.
    pub fn new(name: EventName, reason: Option<String>) -> Self {
        Self { name, reason }
    }
}

/// The version line, and the hint to set a branch.
pub fn version_notices(
    pacticipant: &str,
    version: &str,
    created: bool,
    branch: Option<&str>,
    tags: &[&str],
) -> Vec<PublicationNotice> {
    let action = if created { "Created" } else { "Updated" };
    let mut text = format!("{action} {pacticipant} version {version}");
    if let Some(branch) = branch {
        text.push_str(&format!(" on branch {branch}"));
    }
    if !tags.is_empty() {
        text.push_str(&format!(" with tags {}", tags.join(", ")));
    }
    let mut notices = vec![PublicationNotice::new(PublicationNoticeKind::Debug, text)];
    if branch.is_none() {
        notices.push(PublicationNotice::new(
            PublicationNoticeKind::Prompt,
            format!(
                "  Next step: name the branch of {pacticipant} when you publish (`--branch`), so that providers can \
                 select its contracts by branch"
            ),
        ));
    }
    notices
}

/// The lines for one published contract; `url` is where it can be read.
pub fn contract_notices(
    consumer: &str,
    version: &str,
    provider: &str,
    kind: PublicationKind,
    url: &str,
    events: &[Event],
) -> Vec<PublicationNotice> {
    let contract = format!("contract of {consumer} version {version} with {provider}");
    let (notice, text) = match kind {
        PublicationKind::New => (PublicationNoticeKind::Success, format!("Published the {contract}")),
        PublicationKind::Unchanged => (
            PublicationNoticeKind::Success,
            format!("Published the {contract} again: its content is the same"),
        ),
        PublicationKind::Merged => (PublicationNoticeKind::Success, format!("Merged into the {contract}")),
        PublicationKind::Modified => (
            PublicationNoticeKind::Warning,
            format!(
                "Replaced the {contract}: its content changed under the same version number, so results of the \
                 former content no longer count for it. Give each build a version number of its own"
            ),
        ),
    };
    let detected: Vec<String> = events
        .iter()
        .map(|event| match &event.reason {
            Some(reason) => format!("{} ({reason})", event.name.as_str()),
            None => event.name.as_str().to_owned(),
        })
        .collect();
    vec![
        PublicationNotice::new(notice, text),
        PublicationNotice::new(PublicationNoticeKind::Debug, format!("  View the contract at {url}")),
        PublicationNotice::new(
            PublicationNoticeKind::Debug,
            format!("  Events: {}", detected.join(", ")),
        ),
    ]
}

/// A webhook that was triggered, as it is told.
#[derive(Debug)]
pub struct TriggeredLine<'a> {
    /// Its description in quotes, or its uuid.
    pub webhook: &'a str,
    pub event: EventName,
    /// Where the attempts to deliver it can be read.
    pub logs_url: String,
}

/// The lines about webhooks; `configured` says whether the pair has any, whatever they wait for.
pub fn webhook_notices(triggered: &[TriggeredLine<'_>], configured: bool) -> Vec<PublicationNotice> {
    let debug = |text: String| PublicationNotice::new(PublicationNoticeKind::Debug, text);
    if triggered.is_empty() && configured {
        return vec![debug("  No enabled webhook waits for these events".to_owned())];
    }
    let line = |one: &TriggeredLine<'_>| {
        let event = one.event.as_str();
        debug(format!(
            "  Webhook {} triggered for event {event}\n    View logs at {}",
            one.webhook, one.logs_url
        ))
    };
    triggered.iter().map(line).collect()
}

/// The next steps for a pair that nobody verifies yet.
pub fn next_steps(provider: &str, never_verified: bool, without_webhook: bool) -> Vec<PublicationNotice> {
    let verify = never_verified.then(|| format!("    * Verify the contract in {provider}'s build (`accord verify`)"));
    let webhook = without_webhook
        .then(|| format!("    * Configure a webhook that starts {provider}'s build when the contract changes"));
    let steps: Vec<String> = verify.into_iter().chain(webhook).collect();
    if steps.is_empty() {
        return Vec::new();
    }
    let header = std::iter::once("  Next steps:".to_owned());
    header
        .chain(steps)
        .map(|text| PublicationNotice::new(PublicationNoticeKind::Prompt, text))
        .collect()
}
