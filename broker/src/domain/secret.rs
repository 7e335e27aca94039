//! Named secrets: what webhooks send and nobody is shown.

use serde_json::Value;

use super::invalid::{Fields, Invalid};

/// The longest name.
const LONGEST: usize = 100;

/// Whether a text can name a secret: letters, digits, `_`, `-` and `.`.
pub fn is_name(text: &str) -> bool {
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    // Both mean a folder in an address.
    !matches!(text, "" | "." | "..") && text.len() <= LONGEST && text.bytes().all(of_name)
}

/// Checks the name of a secret that is about to be stored.
pub fn checked_name(text: &str) -> Result<(), Invalid> {
    if is_name(text) {
        return Ok(());
    }
    let rule = format!("must be 1 to {LONGEST} letters, digits, underscores, hyphens or dots");
    Err(Invalid::single("name", rule))
}

/// A secret as it is stored or replaced.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretToSave {
    /// What it is for.
    pub description: Option<String>,
    /// None keeps the value that is stored.
    pub value: Option<String>,
}

/// Shows no secret.
impl std::fmt::Debug for SecretToSave {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "a secret for {:?}", self.description)
    }
}

impl SecretToSave {
    /// Reads `{"value": …, "description": …}`.
    pub fn from_body(body: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(body)?;
        let description = fields.optional_string("description").filter(|text| !text.is_empty());
        let value = fields.raw("value").and_then(|_| fields.required_string("value"));
        fields.finish(|| {
            Some(Self {
                description: description.map(str::to_owned),
                value: value.map(str::to_owned),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_fits_into_a_template_and_into_an_address() {
        for name in ["a", "CI_TOKEN", "team.token-2", &"x".repeat(100)] {
            assert_eq!(checked_name(name), Ok(()), "{name}");
        }
        for name in ["", ".", "..", "a b", "a/b", "a}", "ü", "a\n", &"x".repeat(101)] {
            assert!(checked_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_value_may_be_left_out_but_is_never_empty() {
        let read = |body: Value| SecretToSave::from_body(&body).map_err(|invalid| invalid.to_string());
        let kept = read(json!({"description": "for CI"})).expect("is valid");
        assert_eq!((kept.description.as_deref(), kept.value), (Some("for CI"), None));
        for (value, mistake) in [
            (json!(""), "must be filled"),
            (json!(null), "must be filled"),
            (json!(1), "must be a string"),
        ] {
            assert_eq!(read(json!({"value": value})), Err(format!("value {mistake}")));
        }
        let secret = read(json!({"value": " p4ss\n"})).expect("is valid");
        assert_eq!(secret.value.as_deref(), Some(" p4ss\n"));
        assert!(!format!("{secret:?}").contains("p4ss"));
    }
}
