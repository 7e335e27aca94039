//! Results of verifying a pact.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::timestamp;

/// What a provider found out about one pact.
///
/// ```
/// use accord_client::model::verification::{TestResult, VerificationResult};
///
/// let result = VerificationResult::new("9a1c3e", true)
///     .branch("main")
///     .build_url("https://ci.example.com/builds/8")
///     .test_result(TestResult::passed("interaction-id-of-the-broker"));
/// assert!(result.success);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationResult {
    /// Whether the provider keeps the whole pact.
    pub success: bool,
    /// Version of the provider, usually a commit.
    pub provider_application_version: String,
    /// The build that verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_url: Option<String>,
    /// One entry per interaction.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub test_results: Vec<TestResult>,
    /// The tool that verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<VerifiedBy>,
    /// The provider's branch; recorded before the result.
    #[serde(skip)]
    pub provider_branch: Option<String>,
    /// The provider's tags; recorded before the result.
    #[serde(skip)]
    pub provider_tags: Vec<String>,
}

impl VerificationResult {
    /// The result of one pact for a version of the provider.
    pub fn new(provider_version: impl Into<String>, success: bool) -> Self {
        Self {
            success,
            provider_application_version: provider_version.into(),
            ..Self::default()
        }
    }

    /// Records which branch the provider version was built from.
    #[must_use]
    pub fn branch(mut self, branch: impl Into<String>) -> Self {
        self.provider_branch = Some(branch.into());
        self
    }

    /// Records tags of the provider version.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.provider_tags.extend(tags.into_iter().map(Into::into));
        self
    }

    /// Names the build that verified.
    #[must_use]
    pub fn build_url(mut self, url: impl Into<String>) -> Self {
        self.build_url = Some(url.into());
        self
    }

    /// Adds the result of one interaction.
    #[must_use]
    pub fn test_result(mut self, result: TestResult) -> Self {
        self.test_results.push(result);
        self
    }

    /// Names the tool that verified.
    #[must_use]
    pub fn verified_by(mut self, tool: VerifiedBy) -> Self {
        self.verified_by = Some(tool);
        self
    }
}

/// The result of one interaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TestResult {
    /// The `_id` that the broker gave the interaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction_id: Option<String>,
    /// Its description, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction_description: Option<String>,
    /// Whether the provider keeps it.
    pub success: bool,
    /// Where the provider differs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mismatches: Vec<Mismatch>,
    /// What kept it from being checked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
}

impl TestResult {
    /// The provider keeps this interaction.
    pub fn passed(interaction_id: impl Into<String>) -> Self {
        Self {
            interaction_id: Some(interaction_id.into()),
            success: true,
            ..Self::default()
        }
    }

    /// The provider breaks this interaction.
    pub fn failed(interaction_id: impl Into<String>, mismatches: Vec<Mismatch>) -> Self {
        Self {
            interaction_id: Some(interaction_id.into()),
            mismatches,
            ..Self::default()
        }
    }
}

/// One difference between what was expected and what came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mismatch {
    /// `status`, `header`, `body`, `metadata`, ...
    pub attribute: String,
    /// What is different.
    pub description: String,
    /// Where: the path in the body, or the name of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
}

/// What kept an interaction from being checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exception {
    /// What went wrong.
    pub message: String,
}

/// The tool that verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VerifiedBy {
    /// Name of the tool.
    pub implementation: String,
    /// Version of the tool.
    pub version: String,
}

/// A result that lies in the broker.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PublishedVerification {
    /// The provider.
    pub provider_name: Option<String>,
    /// Version of the provider.
    pub provider_application_version: String,
    /// Whether the provider keeps the pact.
    pub success: bool,
    /// When it was verified.
    #[serde(deserialize_with = "timestamp::optional")]
    pub verification_date: Option<DateTime<Utc>>,
    /// The build that verified.
    pub build_url: Option<String>,
}
