//! Publishing contracts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::error::Error;
use crate::model::notice::Notice;

/// Contracts of one consumer version, published in one step.
///
/// ```
/// use accord_client::model::contract::{Contract, PublishContracts};
///
/// # fn main() -> Result<(), accord_client::Error> {
/// let pact = br#"{"consumer": {"name": "Web Shop"}, "provider": {"name": "Orders"}, "interactions": []}"#;
/// let publication = PublishContracts::new("Web Shop", "5556b8")
///     .branch("main")
///     .tag("dev")
///     .build_url("https://ci.example.com/builds/7")
///     .contract(Contract::from_pact(pact)?);
/// assert_eq!(publication.contracts[0].provider_name, "Orders");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishContracts {
    /// The consumer.
    pub pacticipant_name: String,
    /// Its version, usually a commit.
    pub pacticipant_version_number: String,
    /// The branch that the version was built from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Tags of the version.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The build that published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_url: Option<String>,
    /// The contracts, one per provider.
    pub contracts: Vec<Contract>,
}

impl PublishContracts {
    /// A publication without contracts yet.
    pub fn new(consumer: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            pacticipant_name: consumer.into(),
            pacticipant_version_number: version.into(),
            branch: None,
            tags: Vec::new(),
            build_url: None,
            contracts: Vec::new(),
        }
    }

    /// Names the branch of the version.
    #[must_use]
    pub fn branch(mut self, branch: impl Into<String>) -> Self {
        self.branch = Some(branch.into());
        self
    }

    /// Adds a tag to the version.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// Adds tags to the version.
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tags.extend(tags.into_iter().map(Into::into));
        self
    }

    /// Names the build that publishes.
    #[must_use]
    pub fn build_url(mut self, url: impl Into<String>) -> Self {
        self.build_url = Some(url.into());
        self
    }

    /// Adds a contract.
    #[must_use]
    pub fn contract(mut self, contract: Contract) -> Self {
        self.contracts.push(contract);
        self
    }
}

/// One contract of a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Contract {
    /// The consumer, as the contract says.
    pub consumer_name: String,
    /// The provider, as the contract says.
    pub provider_name: String,
    /// What the contract is written in.
    pub specification: Specification,
    /// Media type of the content.
    pub content_type: String,
    /// The document, byte for byte; travels as base64.
    #[serde(serialize_with = "as_base64")]
    pub content: Vec<u8>,
    /// What happens when another contract of this version and provider is there already.
    pub on_conflict: OnConflict,
}

impl Contract {
    /// A pact document, sent as it is; consumer and provider are read from it.
    ///
    /// # Errors
    /// [`Error::NotAPact`] when it is no JSON object that names both.
    pub fn from_pact(document: &[u8]) -> Result<Self, Error> {
        let pact: Value = serde_json::from_slice(document).map_err(|error| Error::NotAPact(error.to_string()))?;
        let name_of = |party: &str| {
            let name = pact
                .pointer(&format!("/{party}/name"))
                .and_then(Value::as_str)
                .filter(|name| !name.is_empty());
            name.map(str::to_owned)
                .ok_or_else(|| Error::NotAPact(format!("it does not name its {party}")))
        };
        Ok(Self {
            consumer_name: name_of("consumer")?,
            provider_name: name_of("provider")?,
            specification: Specification::Pact,
            content_type: "application/json".to_owned(),
            content: document.to_vec(),
            on_conflict: OnConflict::Overwrite,
        })
    }

    /// Says what happens when another contract is there already.
    #[must_use]
    pub fn on_conflict(mut self, on_conflict: OnConflict) -> Self {
        self.on_conflict = on_conflict;
        self
    }
}

/// What a contract is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Specification {
    /// A pact of any specification version.
    Pact,
}

/// What a publication does to an earlier contract of the same version and provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OnConflict {
    /// Takes its place, if the broker allows that.
    #[default]
    Overwrite,
    /// Joins its interactions, for consumers whose tests run as several builds.
    Merge,
}

/// What the broker says after a publication.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PublishedContracts {
    /// Messages for people, in order.
    pub notices: Vec<Notice>,
}

fn as_base64<S: Serializer>(content: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(content))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_publication_has_the_shape_of_the_protocol() {
        let pact = br#"{"provider": {"name":"P"}, "consumer": {"name":"C"}}"#;
        let contract = Contract::from_pact(pact).unwrap().on_conflict(OnConflict::Merge);
        let publication = PublishContracts::new("C", "1").tags(["a", "b"]).contract(contract);
        let expected = json!({
            "pacticipantName": "C", "pacticipantVersionNumber": "1", "tags": ["a", "b"],
            "contracts": [{
                "consumerName": "C", "providerName": "P", "specification": "pact", "contentType": "application/json",
                "content": STANDARD.encode(pact), "onConflict": "merge",
            }],
        });
        assert_eq!(serde_json::to_value(publication).unwrap(), expected);
    }

    #[test]
    fn what_is_no_pact_is_refused_with_the_reason() {
        let reason = |document: &[u8]| Contract::from_pact(document).unwrap_err().to_string();
        assert!(reason(b"{").contains("EOF"));
        assert!(reason(b"[]").contains("consumer"));
        assert!(reason(br#"{"consumer": {"name": "C"}, "provider": {"name": ""}}"#).contains("provider"));
    }
}
