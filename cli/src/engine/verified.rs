//! What became of an interaction.

use std::time::Duration;

use super::Difference;

/// What became of one interaction.
#[derive(Debug, Clone)]
pub(crate) struct Verified {
    /// The id that a broker gave to the interaction.
    pub(crate) id: Option<String>,
    /// The kind as specification 4 names it, such as `Synchronous/HTTP`.
    pub(crate) kind: String,
    /// What the consumer calls it.
    pub(crate) description: String,
    /// The names of the provider states it asks for.
    pub(crate) states: Vec<String>,
    /// Whether the contract itself marks the interaction as pending.
    pub(crate) pending: bool,
    /// What was said between us and the provider.
    pub(crate) exchange: Exchange,
    /// The result.
    pub(crate) verdict: Verdict,
    /// How long it took, states included.
    pub(crate) duration: Duration,
}

impl Verified {
    /// Whether the provider did what the interaction says.
    pub(crate) fn holds(&self) -> bool {
        matches!(self.verdict, Verdict::Holds)
    }
}

/// What was said between us and the provider, in words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exchange {
    /// The question, such as `GET http://127.0.0.1:8080/orders/1`; empty when it did not come to one.
    pub(crate) asked: String,
    /// The beginning of the answer's body, if it is text: an error page often tells more than its status.
    pub(crate) answer: Option<String>,
}

/// The result of one interaction.
#[derive(Debug, Clone)]
pub(crate) enum Verdict {
    /// The provider did what the interaction says.
    Holds,
    /// The provider answered otherwise; never empty, in a stable order.
    Differs(Vec<Difference>),
    /// There was no answer to compare, for this reason.
    Failed(String),
}

impl From<Vec<Difference>> for Verdict {
    fn from(differences: Vec<Difference>) -> Self {
        if differences.is_empty() {
            Self::Holds
        } else {
            Self::Differs(differences)
        }
    }
}
