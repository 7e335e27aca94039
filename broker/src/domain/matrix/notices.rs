//! The answer in words.

use super::{Ignored, MatrixRow, Outcome, Party, PartyVersion, Resolution, Resolved, evaluate::Integration};

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// All is well.
    Success,
    /// Something stands in the way.
    Error,
    /// The question may not mean what was meant.
    Warning,
}

impl NoticeKind {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One sentence of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub kind: NoticeKind,
    pub text: String,
}

impl Notice {
    fn new(kind: NoticeKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
        }
    }
}

/// Warnings first, then what stands in the way, or that nothing does.
pub(super) fn notices(outcome: &Outcome, missing: &[&Integration]) -> Vec<Notice> {
    let mut notices = warnings(outcome);
    let errors = errors(outcome, missing);
    if errors.is_empty() {
        notices.push(success(outcome));
    }
    for error in errors {
        if !notices.contains(&error) {
            notices.push(error);
        }
    }
    notices
}

fn warnings(outcome: &Outcome) -> Vec<Notice> {
    let mut warnings: Vec<Notice> = outcome
        .ignored_selectors
        .iter()
        .filter(|one| one.names_nothing())
        .map(unknown_ignore)
        .collect();
    let specified: Vec<&Resolved> = outcome.selectors.iter().filter(|selector| selector.specified).collect();
    if specified.len() == 1 && !outcome.target.names_a_place() {
        warnings.push(Notice::new(
            NoticeKind::Warning,
            "No environment was named, so partners are looked at without knowing which of their versions is deployed. \
             Name the environment that the version is to go to.",
        ));
    }
    let has_criteria = specified.iter().any(|selector| !selector.criteria.is_empty());
    if has_criteria && specified.iter().all(|selector| selector.criteria.version.is_none()) {
        warnings.push(Notice::new(
            NoticeKind::Warning,
            "No version number was given. A tag, branch or \"latest\" may mean another version by the time of the \
             deployment: ask about the exact version that is to be deployed.",
        ));
    }
    warnings
}

fn unknown_ignore(ignored: &Ignored) -> Notice {
    Notice::new(
        NoticeKind::Warning,
        format!("Cannot ignore {}: there is no such thing.", ignored.description()),
    )
}

/// What stands in the way; what is ignored on request is not mentioned.
fn errors(outcome: &Outcome, missing: &[&Integration]) -> Vec<Notice> {
    let error = |text: String| Notice::new(NoticeKind::Error, text);
    let absent = outcome
        .selectors
        .iter()
        .filter(|selector| !selector.ignored && selector.specified_but_missing());
    let absent: Vec<Notice> = absent
        .map(|selector| error(format!("Cannot tell about {}.", selector.description())))
        .collect();
    if !absent.is_empty() {
        return absent;
    }
    let unmet = missing.iter().map(|integration| {
        let consumer = describe(outcome, &integration.consumer, None);
        let provider = describe(outcome, &integration.provider, None);
        error(format!(
            "{} has no verified contract with {provider}.",
            sentence_start(&consumer)
        ))
    });
    let of = |success: Option<bool>, did: &'static str| {
        let rows = outcome.considered.iter().filter(move |row| row.success() == success);
        rows.map(move |row| {
            let (consumer, provider) = describe_row(outcome, row);
            error(format!(
                "{} {did} the contract of {consumer}.",
                sentence_start(&provider)
            ))
        })
    };
    unmet
        .chain(of(Some(false), "failed to verify"))
        .chain(of(None, "has not verified"))
        .collect()
}

fn success(outcome: &Outcome) -> Notice {
    let text = if outcome.considered.is_empty() {
        "Nothing stands in the way: there are no dependencies that could be missing."
    } else {
        "Every required verification result is there and successful."
    };
    Notice::new(NoticeKind::Success, text)
}

fn describe_row(outcome: &Outcome, row: &MatrixRow) -> (String, String) {
    let provider_version = row.result.as_ref().map(|result| &result.provider_version);
    (
        describe(outcome, &row.consumer, Some(&row.consumer_version)),
        describe(outcome, &row.provider, provider_version),
    )
}

/// Describes a party by the selector that chose it, else by itself.
fn describe(outcome: &Outcome, party: &Party, version: Option<&PartyVersion>) -> String {
    let of_party = || {
        outcome
            .selectors
            .iter()
            .filter(|selector| selector.pacticipant_id == party.id)
    };
    let by_version = version.and_then(|version| {
        of_party().find(|selector| matches!(&selector.resolution, Resolution::Version { version: chosen, .. } if chosen.id == version.id))
    });
    match (by_version.or_else(|| of_party().next()), version) {
        (
            Some(Resolved {
                resolution: Resolution::Any,
                ..
            })
            | None,
            Some(version),
        ) => {
            format!("version {} of {}", version.number, party.name)
        }
        (Some(selector), _) => selector.description(),
        (None, None) => format!("any version of {}", party.name),
    }
}

fn sentence_start(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
