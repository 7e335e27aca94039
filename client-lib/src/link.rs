//! Links of HAL documents, and the expansion of their templates.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::error::Error;

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes a value for use as one path segment or one query value (RFC 3986: space is `%20`, `/` is `%2F`).
pub(crate) fn encode_component(value: &str) -> String {
    utf8_percent_encode(value, COMPONENT).to_string()
}

/// One link of a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where it leads; a template with `{name}` holes when `templated`.
    pub href: String,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Tells links of one relation apart, such as the environment of `pb:record-deployment`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the broker says that `href` has holes; brokers forget it, so expansion looks at the text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub templated: bool,
}

impl Link {
    /// Fills the `{name}` holes, each value encoded as one component.
    ///
    /// # Errors
    /// [`Error::Template`] when a hole has no value, or when a value cannot be a path segment: an empty one, `.` and
    /// `..` would address another resource.
    pub fn expand(&self, parameters: &[(&str, &str)]) -> Result<String, Error> {
        let mut expanded = String::with_capacity(self.href.len() + 32);
        let mut rest = self.href.as_str();
        while let Some((before, variable, after)) = next_hole(rest) {
            expanded.push_str(before);
            expanded.push_str(&self.value_of(variable, parameters)?);
            rest = after;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }

    fn value_of(&self, variable: &str, parameters: &[(&str, &str)]) -> Result<String, Error> {
        let refused = |reason: String| Error::Template {
            href: self.href.clone(),
            variable: variable.to_owned(),
            reason,
        };
        let (_, value) = parameters
            .iter()
            .find(|(name, _)| *name == variable)
            .ok_or_else(|| refused("no value is known for it".to_owned()))?;
        match *value {
            "" => Err(refused("its value is empty".to_owned())),
            "." | ".." => Err(refused(format!("`{value}` cannot be part of a path"))),
            value => Ok(encode_component(value)),
        }
    }
}

/// Splits at the first `{variable}`; a brace that is never closed is plain text.
fn next_hole(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (variable, after) = rest.split_once('}')?;
    Some((before, variable, after))
}

/// The `_links` of a resource: relation to one or more links.
///
/// What is no link is left out instead of failing the whole answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links(BTreeMap<String, Vec<Link>>);

impl Links {
    /// The links found under `_links` of a document.
    pub(crate) fn of(document: &Value) -> Self {
        document.get("_links").map_or_else(Self::default, Self::from_value)
    }

    /// The first link of a relation.
    pub fn get(&self, relation: &str) -> Option<&Link> {
        self.all(relation).first()
    }

    /// Every link of a relation, in the order of the broker.
    pub fn all(&self, relation: &str) -> &[Link] {
        self.0.get(relation).map_or(&[], Vec::as_slice)
    }

    /// The link of a relation that carries this name.
    pub fn named(&self, relation: &str, name: &str) -> Option<&Link> {
        self.all(relation)
            .iter()
            .find(|link| link.name.as_deref() == Some(name))
    }

    /// The relations that are present, sorted.
    pub fn relations(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn from_value(value: &Value) -> Self {
        let Value::Object(relations) = value else {
            return Self::default();
        };
        Self(
            relations
                .iter()
                .map(|(relation, links)| (relation.clone(), links_in(links)))
                .collect(),
        )
    }
}

fn links_in(value: &Value) -> Vec<Link> {
    match value {
        Value::Array(items) => items.iter().filter_map(|item| Link::deserialize(item).ok()).collect(),
        one => Link::deserialize(one).into_iter().collect(),
    }
}

impl<'de> Deserialize<'de> for Links {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::from_value(&value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template(href: &str) -> Link {
        Link {
            href: href.to_owned(),
            ..Link::default()
        }
    }

    #[test]
    fn values_are_encoded_as_one_component() {
        let link = template("http://b/pacticipants/{pacticipant}/branches/{branch}");
        let href = link
            .expand(&[("pacticipant", "Foo Bar"), ("branch", "feat/ä?#%a-b.c_d~")])
            .unwrap();
        assert_eq!(
            href,
            "http://b/pacticipants/Foo%20Bar/branches/feat%2F%C3%A4%3F%23%25a-b.c_d~"
        );
    }

    #[test]
    fn a_hole_without_value_is_an_error_that_names_it() {
        let error = template("/a/{uuid}").expand(&[("name", "x")]).unwrap_err().to_string();
        assert!(error.contains("`uuid`") && error.contains("/a/{uuid}"), "{error}");
    }

    #[test]
    fn values_that_would_leave_their_segment_are_refused() {
        for value in ["", ".", ".."] {
            assert!(template("/a/{v}").expand(&[("v", value)]).is_err(), "{value:?}");
        }
        assert_eq!(template("/a/{v}").expand(&[("v", "../..")]).unwrap(), "/a/..%2F..");
    }

    #[test]
    fn a_value_with_braces_is_not_expanded_again() {
        let href = template("/{a}/{b}").expand(&[("a", "{b}"), ("b", "x")]).unwrap();
        assert_eq!(href, "/%7Bb%7D/x");
    }

    #[test]
    fn one_link_many_links_and_nonsense_are_read() {
        let links = Links::of(&json!({"_links": {
            "self": {"href": "/x"},
            "pb:environments": [{"href": "/1", "name": "test"}, {"href": "/2", "name": "prod"}, {"title": "no href"}],
            "odd": 5, "null": null,
        }}));
        assert_eq!(links.get("self").unwrap().href, "/x");
        assert_eq!(links.all("pb:environments").len(), 2);
        assert_eq!(links.named("pb:environments", "prod").unwrap().href, "/2");
        assert!(links.get("odd").is_none() && links.get("null").is_none() && links.get("absent").is_none());
    }
}
