//! Answers of the matrix.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::link::Links;
use crate::model::notice::Notice;
use crate::model::timestamp;

/// The decision, why, and the rows that it rests on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Matrix {
    /// The decision.
    pub summary: MatrixSummary,
    /// What people should read, in order.
    pub notices: Vec<Notice>,
    /// What stands in the way, one obstacle each. Empty when the answer is yes, and where a broker does not say.
    pub blockers: Vec<Blocker>,
    /// The rows; those that were ignored come last.
    #[serde(rename = "matrix")]
    pub rows: Vec<MatrixRow>,
}

impl Matrix {
    /// Whether the broker says yes; "not known yet" is no yes.
    pub fn is_deployable(&self) -> bool {
        self.summary.deployable == Some(true)
    }
}

/// The decision and its numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct MatrixSummary {
    /// Yes, no, or not known yet because results are missing.
    pub deployable: Option<bool>,
    /// Why, one reason per line.
    pub reason: Option<String>,
    /// Rows with a good result.
    pub success: u64,
    /// Rows with a bad result.
    pub failed: u64,
    /// Rows without a result. `None` when the broker does not say.
    pub unknown: Option<u64>,
    /// Rows left out on request. `None` when nothing was to be ignored, or the broker cannot ignore.
    pub ignored: Option<u64>,
}

/// Why versions do not fit together, who must act, and what to run next; brokers other than Accord have none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Blocker {
    /// The kind of obstacle.
    pub reason: BlockerReason,
    /// The same in words, as in the notices.
    pub text: String,
    /// The consumer of the pair; `None` when it is about one version only.
    pub consumer: Option<BlockedSide>,
    /// The provider of the pair; `None` when it is about one version only.
    pub provider: Option<BlockedSide>,
    /// The application whose team must act.
    pub actor: String,
    /// What that team runs next, for a POSIX shell; `VERSION` stands for what is to be filled in.
    pub command: String,
    /// Whether it may go away unasked, since a verification may be under way.
    pub waiting_may_help: bool,
}

/// The kind of an obstacle; newer brokers may know more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BlockerReason {
    /// The provider version that is meant has not verified the contract.
    NotVerified,
    /// It has, without success.
    Failed,
    /// Nothing of what is needed is recorded in the environment.
    NothingDeployed,
    /// No version is what was asked for.
    UnknownVersion,
    /// There is an integration, and no contract of it among the versions that were looked at.
    VersionWithoutContracts,
    /// One that this library does not know.
    #[default]
    #[serde(other)]
    Other,
}

/// A side of a pair that is blocked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BlockedSide {
    /// The application.
    pub name: String,
    /// Its version, if one is meant.
    pub version_number: Option<String>,
}

/// One pact and one result, or the lack of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MatrixRow {
    /// The consumer and its version.
    pub consumer: MatrixParty,
    /// The provider; without a version when it has not verified.
    pub provider: MatrixParty,
    /// The pact between them.
    pub pact: MatrixPact,
    /// The result; `None` when there is none.
    pub verification_result: Option<MatrixResult>,
    /// Left out of the decision on request.
    pub ignored: bool,
}

/// One side of a row.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MatrixParty {
    /// The application.
    pub name: String,
    /// Its version.
    pub version: Option<MatrixVersion>,
}

/// A version in a row.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MatrixVersion {
    /// Its number.
    pub number: String,
    /// The branch it was last added to.
    pub branch: Option<String>,
    /// Its links.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// A pact in a row.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MatrixPact {
    /// When it was published.
    #[serde(deserialize_with = "timestamp::optional")]
    pub created_at: Option<DateTime<Utc>>,
    /// Its links.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// A result in a row.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MatrixResult {
    /// Whether the provider keeps the pact.
    pub success: bool,
    /// When it was verified.
    #[serde(deserialize_with = "timestamp::optional")]
    pub verified_at: Option<DateTime<Utc>>,
    /// Its links; `self` is the result, whose last segment is its number.
    #[serde(rename = "_links")]
    pub links: Links,
}
