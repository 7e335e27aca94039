//! What a provider asks for when it fetches the contracts to verify.

mod parse_body;
mod parse_query;

use super::invalid::Invalid;
use super::names::{BranchName, EnvironmentName, PacticipantName, TagName};
use super::nested_query::Nested;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// Which consumer versions a provider wants to verify the contracts of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerVersionSelector {
    /// By what the versions are chosen.
    pub kind: SelectorKind,
    /// Only versions of this consumer; all consumers of the provider otherwise.
    pub consumer: Option<PacticipantName>,
}

/// By what consumer versions are chosen (the table of selectors; what each finds is the business of the query).
///
/// What clients may say in several ways is one here: `matchingBranch` is the branch of the provider version, and
/// `environment` alone or `deployedOrReleased` are one selector for deployed and one for released versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectorKind {
    /// The latest version of each consumer.
    Latest,
    /// The head of each consumer's main branch.
    MainBranch,
    /// The head of a branch.
    Branch {
        /// The branch.
        branch: BranchName,
        /// The branch to take for a consumer that has no contract at the head of the first.
        fallback: Option<BranchName>,
    },
    /// The head of every branch.
    EveryBranch,
    /// The latest version with a tag.
    LatestTag {
        /// The tag.
        tag: TagName,
        /// The tag to take for a consumer that has no contract under the first.
        fallback: Option<TagName>,
    },
    /// Every version with a tag.
    Tag {
        /// The tag.
        tag: TagName,
    },
    /// Versions that are currently deployed.
    Deployed {
        /// Only in this environment; in any otherwise.
        environment: Option<EnvironmentName>,
    },
    /// Versions that are released and still supported.
    Released {
        /// Only in this environment; in any otherwise.
        environment: Option<EnvironmentName>,
    },
}

/// The question of a provider: which contracts, and with which remarks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PactsForVerification {
    /// Which consumer versions; empty means the default selectors.
    pub selectors: Vec<ConsumerVersionSelector>,
    /// The branch of the provider version that verifies.
    pub provider_branch: Option<BranchName>,
    /// The tags of the provider version that verifies.
    pub provider_tags: Vec<TagName>,
    /// Whether to tell which contracts are pending; so by default.
    pub include_pending: bool,
    /// Also contracts that are work in progress and were published after this time.
    pub wip_since: Option<DateTime<Utc>>,
}

impl PactsForVerification {
    /// Reads the body of a POST (http-api.md section 12).
    ///
    /// Errors are filed under the names of the body's fields; those of a selector carry its position.
    pub fn from_body(body: &Value, environment_exists: &dyn Fn(&str) -> bool) -> Result<Self, Invalid> {
        parse_body::question(body, environment_exists)
    }

    /// Reads the query of a GET, the older form of the question that only knows tags.
    ///
    /// Errors are filed under the names of the query parameters.
    pub fn from_query(query: &Nested) -> Result<Self, Invalid> {
        parse_query::question(query)
    }
}

impl Default for PactsForVerification {
    fn default() -> Self {
        Self {
            selectors: Vec::new(),
            provider_branch: None,
            provider_tags: Vec::new(),
            include_pending: true,
            wip_since: None,
        }
    }
}
