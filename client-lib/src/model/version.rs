//! Versions of applications, with their branches and tags.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::link::Links;
use crate::model::timestamp;

/// One version of an application.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Version {
    /// Its number, often a commit.
    pub number: String,
    /// The build that made it.
    pub build_url: Option<String>,
    /// When the broker first heard of it.
    #[serde(deserialize_with = "timestamp::optional")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(rename = "_embedded")]
    embedded: EmbeddedInVersion,
    /// Its links.
    #[serde(rename = "_links")]
    pub links: Links,
}

impl Version {
    /// The branches that it belongs to.
    pub fn branches(&self) -> &[BranchOfVersion] {
        &self.embedded.branch_versions
    }

    /// Its tags.
    pub fn tags(&self) -> &[Tag] {
        &self.embedded.tags
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct EmbeddedInVersion {
    branch_versions: Vec<BranchOfVersion>,
    tags: Vec<Tag>,
}

/// A branch that a version belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct BranchOfVersion {
    /// Name of the branch.
    pub name: String,
    /// Whether the version is the head of the branch.
    pub latest: bool,
}

/// A tag of a version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Tag {
    /// Name of the tag.
    pub name: String,
}

/// Fields of a version to set; what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VersionUpdate {
    /// The build that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_url: Option<String>,
}

/// That a version belongs to a branch.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BranchVersion {
    /// Since when.
    #[serde(deserialize_with = "timestamp::optional")]
    pub created_at: Option<DateTime<Utc>>,
}
