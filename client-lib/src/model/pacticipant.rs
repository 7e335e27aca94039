//! Applications that take part in contracts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::link::Links;
use crate::model::timestamp;

/// An application.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Pacticipant {
    /// Its name, which is also its identity.
    pub name: String,
    /// Its name for people.
    pub display_name: Option<String>,
    /// The branch that it is deployed from.
    pub main_branch: Option<String>,
    /// Where its source is.
    pub repository_url: Option<String>,
    /// Name of its repository.
    pub repository_name: Option<String>,
    /// Owner of its repository.
    pub repository_namespace: Option<String>,
    /// When the broker first heard of it.
    #[serde(deserialize_with = "timestamp::optional")]
    pub created_at: Option<DateTime<Utc>>,
    /// When its own fields last changed.
    #[serde(deserialize_with = "timestamp::optional")]
    pub updated_at: Option<DateTime<Utc>>,
    /// Its links.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// Fields of an application to set; what is `None` stays as it is.
///
/// ```
/// use accord_client::model::pacticipant::PacticipantUpdate;
///
/// let update = PacticipantUpdate::new("Web Shop").main_branch("main").repository_url("https://git.example.com/shop");
/// assert_eq!(update.main_branch.as_deref(), Some("main"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PacticipantUpdate {
    /// Which application.
    pub name: String,
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The branch that it is deployed from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_branch: Option<String>,
    /// Where its source is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository_url: Option<String>,
}

impl PacticipantUpdate {
    /// Sets nothing yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Sets the name for people.
    #[must_use]
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = Some(name.into());
        self
    }

    /// Sets the main branch.
    #[must_use]
    pub fn main_branch(mut self, branch: impl Into<String>) -> Self {
        self.main_branch = Some(branch.into());
        self
    }

    /// Sets the address of the repository.
    #[must_use]
    pub fn repository_url(mut self, url: impl Into<String>) -> Self {
        self.repository_url = Some(url.into());
        self
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PacticipantList {
    #[serde(rename = "_embedded")]
    pub(crate) embedded: EmbeddedPacticipants,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EmbeddedPacticipants {
    pub(crate) pacticipants: Vec<Pacticipant>,
}
