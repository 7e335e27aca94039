//! What the state of a contract looks like in a picture: line, sign and colour.

/// How a state is drawn. Class and words are those that pages have for it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) status: &'static str,
    pub(crate) class: &'static str,
    pub(crate) words: &'static str,
    pub(crate) sign: &'static str,
    /// Lengths of dashes and of what is between them.
    pub(crate) dashes: &'static str,
    /// Readable on white.
    pub(crate) colour: &'static str,
}

/// The looks of all states, by the names of [`crate::domain::pact_status::PactStatus`], in the order of concern.
pub(crate) const LOOKS: [Look; 5] = [
    Look {
        status: "failed",
        class: "bad",
        words: "failed",
        sign: "✗",
        dashes: "10 4",
        colour: "#a3231f",
    },
    Look {
        status: "failed_pending",
        class: "warn",
        words: "failed, pending",
        sign: "!",
        dashes: "10 4 2 4",
        colour: "#7a5200",
    },
    Look {
        status: "stale",
        class: "warn",
        words: "changed since verified",
        sign: "~",
        dashes: "5 4",
        colour: "#7a5200",
    },
    Look {
        status: "never",
        class: "idle",
        words: "never verified",
        sign: "○",
        dashes: "2 4",
        colour: "#4a5560",
    },
    Look {
        status: "success",
        class: "good",
        words: "verified",
        sign: "✓",
        dashes: "none",
        colour: "#17663a",
    },
];

/// The look of a state.
pub(super) fn look(status: &str) -> &'static Look {
    let found = LOOKS.iter().find(|look| look.status == status);
    found.unwrap_or(&LOOKS[3])
}
