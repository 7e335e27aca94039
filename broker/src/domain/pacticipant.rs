//! Requests that create or change a pacticipant (http-api.md section 6).

use super::invalid::{CANNOT_BE_BLANK, CANNOT_CONTAIN_SPACES, Fields, Invalid};
use super::names::{BranchName, PacticipantName};
use serde_json::Value;

/// A pacticipant as it is created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacticipantToCreate {
    /// Its name.
    pub name: PacticipantName,
    /// What else is known of it.
    pub details: PacticipantDetails,
}

/// What is known of a pacticipant beside its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PacticipantDetails {
    /// The name to show.
    pub display_name: Option<String>,
    /// The branch that versions for production are built from.
    pub main_branch: Option<BranchName>,
    /// Address of the repository.
    pub repository_url: Option<String>,
    /// Name of the repository.
    pub repository_name: Option<String>,
    /// Owner or group of the repository.
    pub repository_namespace: Option<String>,
}

/// A change to a pacticipant that leaves alone what it does not mention.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PacticipantPatch {
    /// The name to show.
    pub display_name: Change<String>,
    /// The branch that versions for production are built from.
    pub main_branch: Change<BranchName>,
    /// Address of the repository.
    pub repository_url: Change<String>,
    /// Name of the repository.
    pub repository_name: Change<String>,
    /// Owner or group of the repository.
    pub repository_namespace: Change<String>,
}

/// What a merge patch (RFC 7396) does to a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// The field was absent: it stays as it is.
    #[default]
    Keep,
    /// The field was `null`: it is emptied.
    Clear,
    /// The field gets a new value.
    Set(T),
}

impl<T> Change<T> {
    /// The value after the change.
    pub fn applied_to(self, current: Option<T>) -> Option<T> {
        match self {
            Change::Keep => current,
            Change::Clear => None,
            Change::Set(value) => Some(value),
        }
    }

    fn of(fields: &Fields<'_>, field: &str, value: Option<T>) -> Self {
        match (fields.raw(field), value) {
            (None, _) => Change::Keep,
            (Some(_), None) => Change::Clear,
            (Some(_), Some(value)) => Change::Set(value),
        }
    }
}

impl PacticipantToCreate {
    /// Reads the body of a POST.
    pub fn from_body(body: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(body)?;
        let name = fields.required_name("name");
        let details = read_details(&mut fields);
        fields.finish(|| Some(Self { name: name?, details }))
    }
}

impl PacticipantDetails {
    /// Reads the body of a PUT, which replaces everything; a name in it does not count, the path has it.
    pub fn from_body(body: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(body)?;
        let details = read_details(&mut fields);
        fields.finish(|| Some(details))
    }
}

impl PacticipantPatch {
    /// Reads the body of a PATCH; a name in it does not count, the path has it.
    pub fn from_body(body: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(body)?;
        let details = read_details(&mut fields);
        let patch = Self {
            display_name: Change::of(&fields, "displayName", details.display_name),
            main_branch: Change::of(&fields, "mainBranch", details.main_branch),
            repository_url: Change::of(&fields, "repositoryUrl", details.repository_url),
            repository_name: Change::of(&fields, "repositoryName", details.repository_name),
            repository_namespace: Change::of(&fields, "repositoryNamespace", details.repository_namespace),
        };
        fields.finish(|| Some(patch))
    }

    /// What is known of the pacticipant after the change.
    pub fn applied_to(self, current: PacticipantDetails) -> PacticipantDetails {
        PacticipantDetails {
            display_name: self.display_name.applied_to(current.display_name),
            main_branch: self.main_branch.applied_to(current.main_branch),
            repository_url: self.repository_url.applied_to(current.repository_url),
            repository_name: self.repository_name.applied_to(current.repository_name),
            repository_namespace: self.repository_namespace.applied_to(current.repository_namespace),
        }
    }
}

fn read_details(fields: &mut Fields<'_>) -> PacticipantDetails {
    PacticipantDetails {
        display_name: display_name(fields),
        main_branch: main_branch(fields),
        repository_url: fields.optional_line("repositoryUrl").map(str::to_owned),
        repository_name: fields.optional_line("repositoryName").map(str::to_owned),
        repository_namespace: fields.optional_line("repositoryNamespace").map(str::to_owned),
    }
}

fn display_name(fields: &mut Fields<'_>) -> Option<String> {
    let text = fields.optional_line("displayName")?;
    if text.trim().is_empty() {
        fields.add("displayName", CANNOT_BE_BLANK);
        return None;
    }
    Some(text.to_owned())
}

fn main_branch(fields: &mut Fields<'_>) -> Option<BranchName> {
    let branch: BranchName = fields.optional_name("mainBranch")?;
    if branch.contains(char::is_whitespace) {
        fields.add("mainBranch", CANNOT_CONTAIN_SPACES);
        return None;
    }
    Some(branch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_pacticipant_is_read() {
        let created = PacticipantToCreate::from_body(&json!({
            "name": "Foo", "displayName": "Foo App", "mainBranch": "main", "repositoryUrl": "http://git/foo",
            "repositoryName": "foo", "repositoryNamespace": null, "labels": ["ignored"],
        }))
        .expect("is valid");
        assert_eq!(created.name.as_str(), "Foo");
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            created.details,
            PacticipantDetails {
                display_name: text("Foo App"),
                main_branch: Some(BranchName::trusted("main".to_owned())),
                repository_url: text("http://git/foo"),
                repository_name: text("foo"),
                repository_namespace: None,
            }
        );
    }

    #[test]
    fn mistakes_are_named_by_field() {
        for (body, mistake) in [
            (json!({}), "name is missing"),
            (json!({ "name": "" }), "name must be filled"),
            (json!({ "name": 1 }), "name must be a string"),
            (json!({ "name": "a\nb" }), "name cannot contain multiple lines"),
            (
                json!({ "name": "x", "mainBranch": "a b" }),
                "mainBranch cannot contain spaces",
            ),
            (json!({ "name": "x", "mainBranch": "" }), "mainBranch cannot be blank"),
            (json!({ "name": "x", "displayName": "" }), "displayName cannot be blank"),
            (
                json!({ "name": "x", "displayName": "a\nb" }),
                "displayName cannot contain multiple lines",
            ),
            (
                json!({ "name": "x", "repositoryUrl": 3 }),
                "repositoryUrl must be a string",
            ),
            (
                json!({ "name": "x", "repositoryName": "a\r\nb" }),
                "repositoryName cannot contain multiple lines",
            ),
            (json!("x"), "must be a hash"),
        ] {
            assert_eq!(
                PacticipantToCreate::from_body(&body)
                    .expect_err("is refused")
                    .to_string(),
                mistake,
                "{body}"
            );
        }
    }

    #[test]
    fn a_patch_tells_absent_from_null() {
        let current = PacticipantDetails {
            display_name: Some("Old".to_owned()),
            repository_url: Some("http://old".to_owned()),
            ..Default::default()
        };
        let patch = PacticipantPatch::from_body(&json!({ "displayName": null, "mainBranch": "main" }));
        let patch = patch.expect("is valid");
        assert_eq!(
            (&patch.display_name, &patch.repository_url),
            (&Change::Clear, &Change::Keep)
        );
        assert_eq!(
            patch.applied_to(current.clone()),
            PacticipantDetails {
                display_name: None,
                main_branch: Some(BranchName::trusted("main".to_owned())),
                repository_url: Some("http://old".to_owned()),
                ..Default::default()
            }
        );
        let replaced = PacticipantDetails::from_body(&json!({ "name": "New" })).expect("is valid");
        assert_eq!(replaced, PacticipantDetails::default());
        let refused = PacticipantPatch::from_body(&json!({ "mainBranch": "no good" }));
        assert_eq!(
            refused.expect_err("is refused").to_string(),
            "mainBranch cannot contain spaces"
        );
    }
}
