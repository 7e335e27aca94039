//! Requests that publish contracts.

use super::content::Content;
use super::invalid::{Fields, Invalid, MUST_BE_A_HASH, MUST_BE_A_STRING};
use super::json::{Json, JsonError};
use super::names::{BranchName, PacticipantName, TagName, VersionNumber};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

const MUST_BE_A_JSON_OBJECT: &str = "must be a JSON object";

/// The contracts of one application version, published together (http-api.md section 11).
#[derive(Debug, Clone)]
pub struct PublishContracts {
    /// The application.
    pub pacticipant: PacticipantName,
    /// Its version.
    pub version: VersionNumber,
    /// The branch that the version was built from.
    pub branch: Option<BranchName>,
    /// Tags for the version.
    pub tags: Vec<TagName>,
    /// The build that published.
    pub build_url: Option<String>,
    /// The contracts; may be empty.
    pub contracts: Vec<ContractToPublish>,
}

/// One contract of a publication.
#[derive(Debug, Clone)]
pub struct ContractToPublish {
    /// The application that is to provide.
    pub provider: PacticipantName,
    /// The contract itself, a JSON object.
    pub content: Content,
    /// What to do when the version already has another contract with the provider.
    pub on_conflict: OnConflict,
}

/// What to do when a version already has another contract with the same provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnConflict {
    /// The new contract takes the place of the old one, where that is allowed.
    #[default]
    Overwrite,
    /// The interactions of both are joined.
    Merge,
}

impl PublishContracts {
    /// Reads the body of the request; errors of a contract carry its position.
    pub fn from_body(body: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(body)?;
        let pacticipant = fields.required_name("pacticipantName");
        let version = fields.required_name("pacticipantVersionNumber");
        let branch = fields.optional_name("branch");
        let tags = fields.optional_names("tags");
        let build_url = fields
            .optional_line("buildUrl")
            .filter(|url| !url.trim().is_empty())
            .map(str::to_owned);
        let elements = fields.required_array("contracts").unwrap_or_default();
        let contracts = fields.items("contracts", elements, |contract| {
            read_contract(contract, pacticipant.as_ref())
        });
        fields.finish(|| {
            Some(Self {
                pacticipant: pacticipant?,
                version: version?,
                branch,
                tags,
                build_url,
                contracts,
            })
        })
    }
}

fn read_contract(contract: &Value, pacticipant: Option<&PacticipantName>) -> Result<ContractToPublish, Invalid> {
    let mut fields = Fields::of(contract)?;
    let consumer: Option<PacticipantName> = fields.required_name("consumerName");
    let provider: Option<PacticipantName> = fields.required_name("providerName");
    fields.required_choice("specification", &["pact"]);
    fields.required_choice("contentType", &["application/json"]);
    let on_conflict = match fields.optional_choice("onConflict", &["overwrite", "merge"]) {
        Some("merge") => OnConflict::Merge,
        _ => OnConflict::Overwrite,
    };
    if let (Some(consumer), Some(pacticipant)) = (&consumer, pacticipant)
        && consumer != pacticipant
    {
        fields.add(
            "consumerName",
            format!("('{consumer}') must match pacticipantName ('{pacticipant}')"),
        );
    }
    let content = content(&mut fields);
    if let (Some(consumer), Some(provider), Some(content)) = (&consumer, &provider, &content) {
        for (role, expected, wrong) in wrong_names(content, consumer, provider) {
            let message = match wrong {
                WrongName::NoObject => format!("{role} in contract content {MUST_BE_A_HASH}"),
                WrongName::NoText => format!("{role} name in contract content {MUST_BE_A_STRING}"),
                WrongName::Other(found) => {
                    format!("{role} name in contract content ('{found}') must match {role}Name ('{expected}')")
                }
            };
            fields.add("", message);
        }
    }
    fields.finish(|| {
        Some(ContractToPublish {
            provider: provider?,
            content: content?,
            on_conflict,
        })
    })
}

/// The contract inside the base64 text of a request.
fn content(fields: &mut Fields<'_>) -> Option<Content> {
    let text = fields.required_string("content")?;
    let Ok(bytes) = STANDARD.decode(text) else {
        fields.add("content", "is not valid Base64");
        return None;
    };
    match Content::from_submitted(&bytes) {
        Ok(content) if content.is_object() => Some(content),
        Ok(_) => {
            fields.add("content", MUST_BE_A_JSON_OBJECT);
            None
        }
        Err(error) => {
            fields.add("content", format!("cannot be read once decoded: {error}"));
            None
        }
    }
}

/// Checks that a contract published under a path names the pacticipants of that path, if it names any.
///
/// Errors are filed under `consumer.name` and `provider.name`, or `consumer` and `provider` where there can be no name.
pub fn check_names(content: &Content, consumer: &PacticipantName, provider: &PacticipantName) -> Result<(), Invalid> {
    let mut invalid = Invalid::default();
    for (role, expected, wrong) in wrong_names(content, consumer, provider) {
        match wrong {
            WrongName::NoObject => invalid.add(role, MUST_BE_A_HASH),
            WrongName::NoText => invalid.add(format!("{role}.name"), MUST_BE_A_STRING),
            WrongName::Other(found) => invalid.add(
                format!("{role}.name"),
                format!("in the pact ('{found}') must match the one in the path ('{expected}')"),
            ),
        }
    }
    invalid.into_result(())
}

/// What stands in a contract where the name of its consumer or provider belongs.
enum WrongName<'a> {
    /// Something that can have no name.
    NoObject,
    /// A name that is no text.
    NoText,
    /// The name of somebody else.
    Other(&'a str),
}

impl<'a> WrongName<'a> {
    /// What is absent, `null` or blank names nobody, which is not wrong.
    fn find(content: &'a Content, role: &str, expected: &str) -> Option<Self> {
        let party = match content.document().get(role)? {
            Json::Null => return None,
            Json::Object(party) => party,
            _ => return Some(Self::NoObject),
        };
        match party.get("name")? {
            Json::Null => None,
            Json::String(name) if name.trim().is_empty() || name == expected => None,
            Json::String(name) => Some(Self::Other(name)),
            _ => Some(Self::NoText),
        }
    }
}

/// Role, expected name and what stands there instead, for each side that the contract does not leave open.
fn wrong_names<'a>(
    content: &'a Content,
    consumer: &'a PacticipantName,
    provider: &'a PacticipantName,
) -> impl Iterator<Item = (&'static str, &'a str, WrongName<'a>)> {
    let roles = [("consumer", consumer.as_str()), ("provider", provider.as_str())];
    roles
        .into_iter()
        .filter_map(|(role, expected)| Some((role, expected, WrongName::find(content, role, expected)?)))
}

/// Why the body of a request to publish one contract is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableContract {
    /// It is no JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It contradicts its address.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// Reads the contract that was sent to a path (http-api.md section 10.1): any JSON object.
pub fn contract_for_path(
    body: &[u8],
    consumer: &PacticipantName,
    provider: &PacticipantName,
) -> Result<Content, UnreadableContract> {
    let content = Content::from_submitted(body)?;
    if !content.is_object() {
        return Err(Invalid::single("", MUST_BE_A_JSON_OBJECT).into());
    }
    check_names(&content, consumer, provider)?;
    Ok(content)
}

#[cfg(test)]
mod tests;
