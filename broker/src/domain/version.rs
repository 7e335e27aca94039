//! Changes to a version, read from requests.

use super::invalid::{Fields, Invalid};
use super::names::{Name, TagName};
use serde_json::Value;

/// Changes to a version; what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VersionChange {
    /// The build URL; `Some(None)` clears it.
    pub build_url: Option<Option<String>>,
    /// The tags, all of them.
    pub tags: Option<Vec<TagName>>,
}

impl VersionChange {
    /// Reads `{"buildUrl": …, "tags": [{"name": …}]}` (`http-api.md` section 7); other keys do not matter.
    pub fn from_body(body: &Value) -> Result<Self, Invalid> {
        if body.is_null() {
            return Ok(Self::default());
        }
        let mut fields = Fields::of(body)?;
        let build_url = fields
            .raw("buildUrl")
            .is_some()
            .then(|| fields.optional_line("buildUrl").map(str::to_owned));
        let tags = fields
            .optional_array("tags")
            .map(|tags| fields.items("tags", tags, tag));
        fields.finish(|| Some(Self { build_url, tags }))
    }
}

fn tag(element: &Value) -> Result<TagName, Invalid> {
    let mut fields = Fields::of(element)?;
    let name: Option<Name<_>> = fields.required_name("name");
    fields.finish(|| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn absent_and_null_differ() {
        assert_eq!(VersionChange::from_body(&json!({})), Ok(VersionChange::default()));
        let cleared = VersionChange::from_body(&json!({"buildUrl": null})).unwrap();
        assert_eq!(cleared.build_url, Some(None));
    }

    #[test]
    fn a_tag_without_a_name_is_refused_with_its_position() {
        let invalid = VersionChange::from_body(&json!({"tags": [{"name": "a"}, {}]})).unwrap_err();
        assert_eq!(invalid.to_string(), "tags name is missing (at index 1)");
    }
}
