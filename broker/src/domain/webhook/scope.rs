//! Which pairs a webhook is about.

use crate::domain::invalid::{CANNOT_BE_BLANK, Fields, Invalid};
use crate::domain::names::{LabelName, PacticipantName};
use serde_json::Value;

/// One side of a webhook's scope as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// The pacticipant of this name.
    Name(PacticipantName),
    /// Every pacticipant with this label.
    Label(LabelName),
}

impl Party {
    /// Reads `{"name": "…"}` or `{"label": "…"}`.
    pub(super) fn from_value(value: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(value)?;
        let name = fields.optional_name("name").map(Self::Name);
        let label = fields.optional_name("label").map(Self::Label);
        match (fields.filled("name"), fields.filled("label")) {
            (Some(_), Some(_)) => fields.add("label", "cannot be used together with a name"),
            (None, None) => fields.add("name", format!("{CANNOT_BE_BLANK} unless there is a label")),
            _ => {}
        }
        fields.finish(|| name.or(label))
    }
}

/// One side of a scope, to be compared with pacticipants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// Every pacticipant.
    Any,
    /// The pacticipant with this id.
    Id(i64),
    /// Every pacticipant with this label.
    Label(String),
}

/// A side as it is stored: the id of a pacticipant, or a label, or neither.
pub type StoredSide = (Option<i64>, Option<String>);

impl Side {
    fn of(stored: StoredSide) -> Self {
        match stored {
            (Some(id), _) => Self::Id(id),
            (None, Some(label)) => Self::Label(label),
            (None, None) => Self::Any,
        }
    }

    fn covers(&self, id: i64, labels: &[String]) -> bool {
        match self {
            Self::Any => true,
            Self::Id(own) => *own == id,
            Self::Label(label) => labels.contains(label),
        }
    }
}

/// The pairs that a webhook is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Which consumers.
    pub consumer: Side,
    /// Which providers.
    pub provider: Side,
}

impl Scope {
    /// A scope as it is stored.
    pub fn new(consumer: StoredSide, provider: StoredSide) -> Self {
        Self {
            consumer: Side::of(consumer),
            provider: Side::of(provider),
        }
    }

    /// Whether a pair of ids is in it; `labels` knows those of a pacticipant.
    pub fn covers<'a>(&self, (consumer, provider): (i64, i64), labels: impl Fn(i64) -> &'a [String]) -> bool {
        self.consumer.covers(consumer, labels(consumer)) && self.provider.covers(provider, labels(provider))
    }

    /// Whether labels decide.
    pub fn asks_for_labels(&self) -> bool {
        [&self.consumer, &self.provider]
            .iter()
            .any(|side| matches!(side, Side::Label(_)))
    }
}
