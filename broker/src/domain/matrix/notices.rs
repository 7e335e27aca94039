//! The answer in words.

use super::{Ignored, Outcome, Resolved};

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
pub(super) fn notices(outcome: &Outcome) -> Vec<Notice> {
    let mut notices = warnings(outcome);
    if outcome.blockers.is_empty() {
        notices.push(success(outcome));
    }
    let errors = outcome.blockers.iter();
    notices.extend(errors.map(|blocker| Notice::new(NoticeKind::Error, blocker.text.clone())));
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

fn success(outcome: &Outcome) -> Notice {
    let text = if outcome.considered.is_empty() {
        "Nothing stands in the way: there are no dependencies that could be missing.".to_owned()
    } else if outcome.overlooked.is_empty() {
        "Every required verification result is there and successful.".to_owned()
    } else {
        format!(
            "Every contract has a successful verification result, but not of every version that is there: {}.",
            outcome.overlooked.join("; ")
        )
    };
    Notice::new(NoticeKind::Success, text)
}
