//! HAL documents: properties, then what is embedded, then links.

use chrono::{Datelike, Timelike};
use serde_json::{Map, Value, json};

use crate::app::Moment;

/// A link.
#[derive(Debug, Clone)]
pub(crate) struct Link(Map<String, Value>);

impl Link {
    pub(crate) fn to(href: impl Into<String>) -> Self {
        let mut link = Map::new();
        link.insert("href".to_owned(), Value::String(href.into()));
        Self(link)
    }

    pub(crate) fn title(self, title: impl Into<String>) -> Self {
        self.with("title", Value::String(title.into()))
    }

    pub(crate) fn name(self, name: impl Into<String>) -> Self {
        self.with("name", Value::String(name.into()))
    }

    pub(crate) fn templated(self) -> Self {
        self.with("templated", Value::Bool(true))
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }
}

impl From<Link> for Value {
    fn from(link: Link) -> Self {
        Self::Object(link.0)
    }
}

/// A document under construction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    properties: Map<String, Value>,
    embedded: Map<String, Value>,
    links: Map<String, Value>,
}

impl Document {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn property(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.properties.insert(name.to_owned(), value.into());
        self
    }

    /// A property that is left out when there is no value.
    pub(crate) fn optional(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.property(name, value),
            None => self,
        }
    }

    /// When the thing was created and, if ever, changed.
    pub(crate) fn stamped(self, created_at: Moment, updated_at: Moment) -> Self {
        let changed = (updated_at != created_at).then(|| timestamp(updated_at));
        self.property("createdAt", timestamp(created_at))
            .optional("updatedAt", changed)
    }

    pub(crate) fn embed(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.embedded.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn link(mut self, relation: &str, link: Link) -> Self {
        self.links.insert(relation.to_owned(), link.into());
        self
    }

    pub(crate) fn links(mut self, relation: &str, links: impl IntoIterator<Item = Link>) -> Self {
        self.links
            .insert(relation.to_owned(), links.into_iter().map(Value::from).collect());
        self
    }

    /// The prefix of relations, with the address of their documentation.
    pub(crate) fn curies(self, documentation: String) -> Self {
        self.links("curies", [Link::to(documentation).name("pb").templated()])
    }

    pub(crate) fn build(self) -> Value {
        let mut document = self.properties;
        if !self.embedded.is_empty() {
            document.insert("_embedded".to_owned(), Value::Object(self.embedded));
        }
        if !self.links.is_empty() {
            document.insert("_links".to_owned(), Value::Object(self.links));
        }
        Value::Object(document)
    }

    /// The document as a text without its outer braces, to be put behind the members of another.
    pub(crate) fn members(self) -> String {
        let text = self.build().to_string();
        text[1..text.len() - 1].to_owned()
    }
}

impl From<Document> for Value {
    fn from(document: Document) -> Self {
        document.build()
    }
}

/// `2021-09-01T00:07:21+00:00`.
pub(crate) fn timestamp(moment: Moment) -> String {
    // By hand: every answer has many of these, and a format string is parsed anew each time.
    let (year, month, day) = (moment.year(), moment.month(), moment.day());
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+00:00")
}

/// `{"name": …, "_links": {"self": …}}`, the short form of a pacticipant.
pub(crate) fn named(name: &str, href: &str) -> Value {
    json!({"name": name, "_links": {"self": {"href": href}}})
}
