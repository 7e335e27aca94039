//! What is deployed and released where.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::link::Links;
use crate::model::timestamp;

/// That a version runs, or ran, in an environment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Deployment {
    /// Its identity.
    pub uuid: String,
    /// Whether it runs there now.
    pub currently_deployed: bool,
    application_instance: Option<String>,
    /// What the instance was called before it was called that; brokers send both.
    target: Option<String>,
    /// Since when.
    #[serde(deserialize_with = "timestamp::optional")]
    pub created_at: Option<DateTime<Utc>>,
    /// Until when.
    #[serde(deserialize_with = "timestamp::optional")]
    pub undeployed_at: Option<DateTime<Utc>>,
    #[serde(rename = "_embedded")]
    embedded: EmbeddedVersion,
    /// Its links.
    #[serde(rename = "_links")]
    pub links: Links,
}

impl Deployment {
    /// Tells several instances in one environment apart; `None` for the only one.
    pub fn application_instance(&self) -> Option<&str> {
        self.application_instance.as_deref().or(self.target.as_deref())
    }

    /// The version that was deployed, when the broker embeds it.
    pub fn version(&self) -> Option<&str> {
        self.embedded.number()
    }
}

/// That a version is, or was, supported in an environment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Release {
    /// Its identity.
    pub uuid: String,
    /// Whether it is supported now.
    pub currently_supported: bool,
    /// Since when.
    #[serde(deserialize_with = "timestamp::optional")]
    pub created_at: Option<DateTime<Utc>>,
    /// Until when.
    #[serde(deserialize_with = "timestamp::optional")]
    pub support_ended_at: Option<DateTime<Utc>>,
    #[serde(rename = "_embedded")]
    embedded: EmbeddedVersion,
    /// Its links.
    #[serde(rename = "_links")]
    pub links: Links,
}

impl Release {
    /// The version that was released, when the broker embeds it.
    pub fn version(&self) -> Option<&str> {
        self.embedded.number()
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct EmbeddedVersion {
    version: NumberOfVersion,
}

impl EmbeddedVersion {
    fn number(&self) -> Option<&str> {
        Some(self.version.number.as_str()).filter(|number| !number.is_empty())
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct NumberOfVersion {
    number: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DeploymentList {
    #[serde(rename = "_embedded")]
    pub(crate) embedded: EmbeddedDeployments,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct EmbeddedDeployments {
    pub(crate) deployed_versions: Vec<Deployment>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReleaseList {
    #[serde(rename = "_embedded")]
    pub(crate) embedded: EmbeddedReleases,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct EmbeddedReleases {
    pub(crate) released_versions: Vec<Release>,
}
