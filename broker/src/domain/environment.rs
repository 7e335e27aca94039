//! Requests about environments and about what runs in them (http-api.md sections 14 to 16).

use super::invalid::{Fields, Invalid, MUST_BE_A_HASH, MUST_BE_BOOLEAN};
use super::names::{EnvironmentName, InstanceName, display_name_of};
use serde_json::{Map, Value};

/// An environment as it is created or replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct EnvironmentToSave {
    /// Its name, unique in the broker; whether it is taken is for the caller to find out.
    pub name: EnvironmentName,
    /// The name to show: the given one, or one made from the name.
    pub display_name: String,
    /// Whether it serves the people that the software is made for.
    pub production: bool,
    /// Whom to ask about it, if that was given.
    pub contacts: Option<Vec<Contact>>,
}

/// A person or team that answers for an environment.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Contact {
    /// Who.
    pub name: String,
    /// How to reach them: any keys and values.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub details: Option<Map<String, Value>>,
}

impl EnvironmentToSave {
    /// Reads the body of a request that creates or replaces.
    pub fn from_body(body: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(body)?;
        let name: Option<EnvironmentName> = fields.required_name("name");
        let display_name = fields
            .optional_line("displayName")
            .filter(|text| !text.trim().is_empty());
        let production = fields.required_bool("production");
        let contacts = fields
            .optional_array("contacts")
            .map(|contacts| fields.items("contacts", contacts, contact));
        fields.finish(|| {
            let name = name?;
            let display_name = display_name.map_or_else(|| display_name_of(&name), str::to_owned);
            Some(Self {
                display_name,
                name,
                production: production?,
                contacts,
            })
        })
    }
}

fn contact(contact: &Value) -> Result<Contact, Invalid> {
    let mut fields = Fields::of(contact)?;
    let name = fields
        .required_string("name")
        .and_then(|_| fields.optional_line("name"))
        .map(str::to_owned);
    let details = match fields.filled("details") {
        None => None,
        Some(Value::Object(details)) => Some(details.clone()),
        Some(_) => {
            fields.add("details", MUST_BE_A_HASH);
            None
        }
    };
    fields.finish(|| Some(Contact { name: name?, details }))
}

/// Reads the application instance that a version is deployed to from the optional body of a deployment.
///
/// `applicationInstance`, or `target` as older clients say; numbers are taken as text, blank means none.
pub fn application_instance(body: Option<&Value>) -> Result<Option<InstanceName>, Invalid> {
    let Some(body) = body.filter(|body| !body.is_null()) else {
        return Ok(None);
    };
    let fields = Fields::of(body)?;
    let (name, value) = match (fields.filled("applicationInstance"), fields.filled("target")) {
        (Some(value), _) => ("applicationInstance", value),
        (None, Some(value)) => ("target", value),
        (None, None) => return Ok(None),
    };
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        _ => return Err(Invalid::single(name, super::invalid::MUST_BE_A_STRING)),
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    let instance = InstanceName::parse(text).map_err(|error| Invalid::single(name, error.to_string()))?;
    Ok(Some(instance))
}

/// What a PATCH of a deployment or release asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndOfUse {
    /// The version is no longer deployed, or its support has ended.
    Ended,
    /// Nothing changes.
    Unchanged,
}

impl EndOfUse {
    /// Reads `{"currentlyDeployed": false}`. Saying `true` is refused: a deployment is made by recording one.
    pub fn of_deployment(body: &Value) -> Result<Self, Invalid> {
        Self::from_flag(body, "currentlyDeployed", "record a deployment instead")
    }

    /// Reads `{"currentlySupported": false}`. Saying `true` is refused: support starts by recording a release.
    pub fn of_release(body: &Value) -> Result<Self, Invalid> {
        Self::from_flag(body, "currentlySupported", "record a release instead")
    }

    fn from_flag(body: &Value, flag: &str, instead: &str) -> Result<Self, Invalid> {
        let fields = Fields::of(body)?;
        match fields.raw(flag) {
            None => Ok(EndOfUse::Unchanged),
            Some(Value::Bool(false)) => Ok(EndOfUse::Ended),
            Some(Value::Bool(true)) => Err(Invalid::single(flag, format!("cannot be set to true here; {instead}"))),
            Some(_) => Err(Invalid::single(flag, MUST_BE_BOOLEAN)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_environment_is_read() {
        let environment = EnvironmentToSave::from_body(&json!({
            "name": "pre-prod", "production": true,
            "contacts": [{ "name": "Team", "details": { "email": "a@b" } }, { "name": "Other" }],
        }))
        .expect("is valid");
        assert_eq!(
            (environment.name.as_str(), environment.display_name.as_str()),
            ("pre-prod", "Pre Prod")
        );
        assert!(environment.production);
        let contacts = environment.contacts.expect("were given");
        assert_eq!(
            contacts[0].details.as_ref().and_then(|details| details.get("email")),
            Some(&json!("a@b"))
        );
        assert_eq!((contacts[1].name.as_str(), &contacts[1].details), ("Other", &None));

        let named = json!({ "name": "x", "displayName": "The X", "production": false, "contacts": null });
        let named = EnvironmentToSave::from_body(&named).expect("is valid");
        assert_eq!((named.display_name.as_str(), named.contacts), ("The X", None));
    }

    #[test]
    fn mistakes_are_named_by_field() {
        for (body, mistake) in [
            (json!({}), "name is missing; production is missing"),
            (json!({ "name": "x" }), "production is missing"),
            (
                json!({ "name": "x", "production": "maybe" }),
                "production must be boolean",
            ),
            (
                json!({ "name": "a b", "production": false }),
                "name cannot contain spaces",
            ),
            (json!({ "name": "", "production": true }), "name must be filled"),
            (
                json!({ "name": "a\nb", "production": false }),
                "name cannot contain multiple lines",
            ),
            (
                json!({ "name": "x", "production": true, "displayName": "a\nb" }),
                "displayName cannot contain multiple lines",
            ),
            (
                json!({ "name": "x", "production": true, "contacts": [{}] }),
                "contacts name is missing (at index 0)",
            ),
            (
                json!({ "name": "x", "production": true, "contacts": [{ "name": "a\nb", "details": 1 }] }),
                "contacts name cannot contain multiple lines (at index 0); contacts details must be a hash (at index 0)",
            ),
            (
                json!({ "name": "x", "production": true, "contacts": {} }),
                "contacts must be an array",
            ),
        ] {
            assert_eq!(
                EnvironmentToSave::from_body(&body).expect_err("is refused").to_string(),
                mistake,
                "{body}"
            );
        }
    }

    #[test]
    fn an_instance_has_two_names_and_may_be_absent() {
        let instance = |body: Value| application_instance(Some(&body)).expect("is valid");
        assert_eq!(application_instance(None), Ok(None));
        for none in [
            json!(null),
            json!({}),
            json!({ "target": null }),
            json!({ "applicationInstance": " " }),
        ] {
            assert_eq!(instance(none), None);
        }
        assert_eq!(instance(json!({ "target": "blue" })).as_deref(), Some("blue"));
        assert_eq!(
            instance(json!({ "applicationInstance": 1, "target": "blue" })).as_deref(),
            Some("1")
        );
        assert!(application_instance(Some(&json!([]))).is_err());
        for (body, mistake) in [
            (json!({ "target": {} }), "target must be a string"),
            (json!({ "target": "a\nb" }), "target cannot contain multiple lines"),
            (
                json!({ "applicationInstance": "a\0b" }),
                "applicationInstance cannot contain control characters",
            ),
            (
                json!({ "applicationInstance": "x".repeat(1_001) }),
                "applicationInstance cannot be longer than 1000 bytes",
            ),
        ] {
            let refused = application_instance(Some(&body)).expect_err("is refused");
            assert_eq!(refused.to_string(), mistake);
        }
    }

    #[test]
    fn use_can_be_ended_but_not_begun() {
        assert_eq!(
            EndOfUse::of_deployment(&json!({ "currentlyDeployed": false })),
            Ok(EndOfUse::Ended)
        );
        assert_eq!(
            EndOfUse::of_deployment(&json!({ "currentlySupported": false })),
            Ok(EndOfUse::Unchanged)
        );
        assert_eq!(
            EndOfUse::of_release(&json!({ "currentlySupported": false })),
            Ok(EndOfUse::Ended)
        );
        let error = |result: Result<EndOfUse, Invalid>| result.expect_err("is refused").to_string();
        assert_eq!(
            error(EndOfUse::of_deployment(&json!({ "currentlyDeployed": true }))),
            "currentlyDeployed cannot be set to true here; record a deployment instead"
        );
        assert_eq!(
            error(EndOfUse::of_release(&json!({ "currentlySupported": "no" }))),
            "currentlySupported must be boolean"
        );
    }
}
