//! Environments that versions are deployed and released to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::link::Links;
use crate::model::timestamp;

/// An environment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Environment {
    /// Its identity.
    pub uuid: String,
    /// Its name, as commands use it.
    pub name: String,
    /// Its name for people.
    pub display_name: Option<String>,
    /// Whether real users meet what runs there.
    pub production: bool,
    /// Who answers for it.
    pub contacts: Vec<Contact>,
    /// When it was created.
    #[serde(deserialize_with = "timestamp::optional")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    #[serde(deserialize_with = "timestamp::optional")]
    pub updated_at: Option<DateTime<Utc>>,
    /// Its links.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// Who answers for an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Name of a person or team.
    pub name: String,
    /// How to reach them, such as `{"emailAddress": "ops@example.com"}`.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub details: serde_json::Map<String, serde_json::Value>,
}

/// An environment to create.
///
/// ```
/// use accord_client::model::environment::NewEnvironment;
///
/// let environment = NewEnvironment::production("prod").display_name("Production").email("SRE", "sre@example.com");
/// assert!(environment.production);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewEnvironment {
    /// Its name, without spaces.
    pub name: String,
    /// Its name for people; the broker makes one up from `name` otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Whether real users meet what runs there.
    pub production: bool,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
}

impl NewEnvironment {
    /// An environment for tests.
    pub fn test(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// An environment that real users meet.
    pub fn production(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            production: true,
            ..Self::default()
        }
    }

    /// Sets the name for people.
    #[must_use]
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = Some(name.into());
        self
    }

    /// Adds who answers for it.
    #[must_use]
    pub fn contact(mut self, contact: Contact) -> Self {
        self.contacts.push(contact);
        self
    }

    /// Adds who answers for it, reachable by e-mail.
    #[must_use]
    pub fn email(self, name: impl Into<String>, address: impl Into<String>) -> Self {
        let details = serde_json::Map::from_iter([("emailAddress".to_owned(), address.into().into())]);
        self.contact(Contact {
            name: name.into(),
            details,
        })
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EnvironmentList {
    #[serde(rename = "_embedded")]
    pub(crate) embedded: EmbeddedEnvironments,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EmbeddedEnvironments {
    pub(crate) environments: Vec<Environment>,
}
