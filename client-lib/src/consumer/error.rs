//! Why a consumer test fails.

use std::fmt;
use std::path::PathBuf;

use super::report::Report;
use super::specification::Specification;

/// Why a consumer test fails.
///
/// `Debug` prints the same text as `Display`, because that is what a failing `unwrap` or `?` in a test shows.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ConsumerError {
    /// The consumer did not do what it declared.
    #[error("{0}")]
    NotMet(Report),
    /// A declaration makes no sense.
    #[error("{interaction}: {place}: {reason}")]
    Declaration {
        /// Which interaction or message.
        interaction: String,
        /// Where in it, such as `response body $.id`.
        place: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// The chosen specification has no room for something.
    #[error("{interaction}: {place}: {what} exists from specification {needed} on, this pact is {chosen}; {advice}")]
    Specification {
        /// Which interaction or message.
        interaction: String,
        /// Where in it.
        place: String,
        /// What was declared.
        what: String,
        /// The first version that knows it.
        needed: Specification,
        /// The version of the pact.
        chosen: Specification,
        /// What to do.
        advice: String,
    },
    /// A message was asked for that was not declared.
    #[error("no {kind} is declared as {description:?}; declared are: {declared}")]
    UnknownMessage {
        /// `message` or `synchronous message`.
        kind: &'static str,
        /// What was asked for.
        description: String,
        /// What there is.
        declared: String,
    },
    /// A message does not have the shape that the consumer reads.
    #[error("the consumer cannot read the message: {0}")]
    Unreadable(serde_json::Error),
    /// The mock provider did not start.
    #[error("the mock provider did not start: {0}")]
    Mock(String),
    /// The pact file cannot be written or read.
    #[error("{path}: {reason}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
}

impl fmt::Debug for ConsumerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
