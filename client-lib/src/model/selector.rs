//! Which consumer versions a provider verifies against.

use serde::{Deserialize, Serialize};

/// Chooses consumer versions whose pacts shall be verified; several together are a union.
///
/// Reads and writes the JSON that verifiers of the field take, and refuses keys that do not exist, because a misspelt
/// selector would otherwise select something else.
///
/// ```
/// use accord_client::ConsumerVersionSelector;
///
/// let selectors = [
///     ConsumerVersionSelector::main_branch(),
///     ConsumerVersionSelector::deployed_or_released(),
///     ConsumerVersionSelector::branch("feat/new-checkout").fallback_branch("main").for_consumer("Web Shop"),
/// ];
/// let json = serde_json::to_string(&selectors[0]).unwrap();
/// assert_eq!(json, r#"{"mainBranch":true}"#);
///
/// let typo = serde_json::from_str::<ConsumerVersionSelector>(r#"{"mainbranch": true}"#);
/// assert!(typo.unwrap_err().to_string().contains("mainBranch"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ConsumerVersionSelector {
    /// Heads of the consumers' main branches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_branch: Option<bool>,
    /// Heads of the named branch, or of every branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<BranchChoice>,
    /// Heads of the branch that is named like the provider's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matching_branch: Option<bool>,
    /// Taken for a consumer which lacks `branch`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback_branch: Option<String>,
    /// Versions with this tag: all of them, or the newest when `latest`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Taken for a consumer which lacks `tag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback_tag: Option<String>,
    /// Only the newest version of those that match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<bool>,
    /// Versions that are deployed now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployed: Option<bool>,
    /// Versions that are released and supported now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released: Option<bool>,
    /// Versions that are deployed, or released and supported, now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployed_or_released: Option<bool>,
    /// Narrows the last three to one environment, or asks for what is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Narrows to one consumer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consumer: Option<String>,
}

/// One branch, or the head of every branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum BranchChoice {
    /// This branch.
    Named(String),
    /// `true`: every branch. `false` is refused by brokers.
    Every(bool),
}

impl ConsumerVersionSelector {
    /// Heads of the consumers' main branches.
    pub fn main_branch() -> Self {
        Self {
            main_branch: Some(true),
            ..Self::default()
        }
    }

    /// Heads of the branch that is named like the provider's own branch.
    pub fn matching_branch() -> Self {
        Self {
            matching_branch: Some(true),
            ..Self::default()
        }
    }

    /// Heads of this branch.
    pub fn branch(name: impl Into<String>) -> Self {
        Self {
            branch: Some(BranchChoice::Named(name.into())),
            ..Self::default()
        }
    }

    /// Heads of every branch.
    pub fn every_branch() -> Self {
        Self {
            branch: Some(BranchChoice::Every(true)),
            ..Self::default()
        }
    }

    /// The newest version with this tag.
    pub fn latest_with_tag(tag: impl Into<String>) -> Self {
        Self {
            tag: Some(tag.into()),
            latest: Some(true),
            ..Self::default()
        }
    }

    /// Every version with this tag.
    pub fn all_with_tag(tag: impl Into<String>) -> Self {
        Self {
            tag: Some(tag.into()),
            ..Self::default()
        }
    }

    /// The newest version.
    pub fn latest() -> Self {
        Self {
            latest: Some(true),
            ..Self::default()
        }
    }

    /// Versions that are deployed now.
    pub fn deployed() -> Self {
        Self {
            deployed: Some(true),
            ..Self::default()
        }
    }

    /// Versions that are released and supported now.
    pub fn released() -> Self {
        Self {
            released: Some(true),
            ..Self::default()
        }
    }

    /// Versions that are deployed, or released and supported, now.
    pub fn deployed_or_released() -> Self {
        Self {
            deployed_or_released: Some(true),
            ..Self::default()
        }
    }

    /// Versions that are in this environment now.
    pub fn environment(name: impl Into<String>) -> Self {
        Self {
            environment: Some(name.into()),
            ..Self::default()
        }
    }

    /// Narrows to one consumer.
    #[must_use]
    pub fn for_consumer(mut self, name: impl Into<String>) -> Self {
        self.consumer = Some(name.into());
        self
    }

    /// Narrows deployed and released versions to one environment.
    #[must_use]
    pub fn in_environment(mut self, name: impl Into<String>) -> Self {
        self.environment = Some(name.into());
        self
    }

    /// Taken for a consumer that lacks the branch.
    #[must_use]
    pub fn fallback_branch(mut self, name: impl Into<String>) -> Self {
        self.fallback_branch = Some(name.into());
        self
    }

    /// Taken for a consumer that lacks the tag.
    #[must_use]
    pub fn fallback_tag(mut self, tag: impl Into<String>) -> Self {
        self.fallback_tag = Some(tag.into());
        self
    }
}
