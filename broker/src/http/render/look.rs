//! What the state of a contract looks like: its words, and its line, sign and colour in a picture.

use crate::domain::pact_status::PactStatus;

/// How a state is told and drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Of style sheets.
    pub(crate) class: &'static str,
    pub(crate) words: &'static str,
    pub(crate) sign: &'static str,
    /// Lengths of dashes and of what is between them.
    pub(crate) dashes: &'static str,
    /// Readable on white.
    pub(crate) colour: &'static str,
}

/// The looks of all states, in the order of concern.
pub(crate) fn looks() -> [Look; PactStatus::ALL.len()] {
    PactStatus::ALL.map(look)
}

/// The look of a state.
pub(crate) fn look(status: PactStatus) -> Look {
    match status {
        PactStatus::Failed => Look {
            class: "bad",
            words: "failed",
            sign: "✗",
            dashes: "10 4",
            colour: "#a3231f",
        },
        PactStatus::FailedPending => Look {
            class: "warn",
            words: "failed, pending",
            sign: "!",
            dashes: "10 4 2 4",
            colour: "#7a5200",
        },
        PactStatus::Stale => Look {
            class: "warn",
            words: "changed since verified",
            sign: "~",
            dashes: "5 4",
            colour: "#7a5200",
        },
        PactStatus::Never => Look {
            class: "idle",
            words: "never verified",
            sign: "○",
            dashes: "2 4",
            colour: "#4a5560",
        },
        PactStatus::Success => Look {
            class: "good",
            words: "verified",
            sign: "✓",
            dashes: "none",
            colour: "#17663a",
        },
    }
}
