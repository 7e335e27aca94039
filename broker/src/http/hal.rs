//! HAL documents: properties, then what is embedded, then links.

use std::borrow::Cow;

use chrono::{Datelike, Timelike};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use crate::app::Moment;

/// Names with what stands behind each, in the order in which they are written: a list, since an answer has dozens of
/// small objects, each made and read once, and a map would hash every name.
type Members<T> = Vec<(Cow<'static, str>, T)>;

/// Adds a member; one with the same name gives way to it.
fn put<T>(members: &mut Members<T>, name: impl Into<Cow<'static, str>>, value: T) {
    let name = name.into();
    match members.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = value,
        None => members.push((name, value)),
    }
}

/// A link.
#[derive(Debug, Clone)]
pub(crate) struct Link(Members<Value>);

impl Link {
    pub(crate) fn to(href: impl Into<String>) -> Self {
        Self(vec![(Cow::Borrowed("href"), Value::String(href.into()))])
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

    pub(crate) fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        put(&mut self.0, key, value.into());
        self
    }
}

impl From<Link> for Value {
    fn from(link: Link) -> Self {
        object(link.0)
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Object(&self.0).serialize(serializer)
    }
}

/// What stands behind a relation.
#[derive(Debug, Clone)]
enum Linked {
    One(Link),
    Many(Vec<Link>),
}

impl From<Linked> for Value {
    fn from(linked: Linked) -> Self {
        match linked {
            Linked::One(link) => link.into(),
            Linked::Many(links) => links.into_iter().map(Value::from).collect(),
        }
    }
}

impl Serialize for Linked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(link) => link.serialize(serializer),
            Self::Many(links) => links.serialize(serializer),
        }
    }
}

/// A document under construction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    properties: Members<Value>,
    embedded: Members<Value>,
    links: Members<Linked>,
}

impl Document {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn property(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        put(&mut self.properties, name, value.into());
        self
    }

    /// A property that is left out when there is no value.
    pub(crate) fn optional(self, name: impl Into<Cow<'static, str>>, value: Option<impl Into<Value>>) -> Self {
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

    pub(crate) fn embed(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        put(&mut self.embedded, name, value.into());
        self
    }

    pub(crate) fn link(mut self, relation: impl Into<Cow<'static, str>>, link: Link) -> Self {
        put(&mut self.links, relation, Linked::One(link));
        self
    }

    pub(crate) fn links(
        mut self,
        relation: impl Into<Cow<'static, str>>,
        links: impl IntoIterator<Item = Link>,
    ) -> Self {
        let links = Linked::Many(links.into_iter().collect());
        put(&mut self.links, relation, links);
        self
    }

    /// The prefix of relations, with the address of their documentation.
    pub(crate) fn curies(self, documentation: String) -> Self {
        self.links("curies", [Link::to(documentation).name("pb").templated()])
    }

    /// The document as a value, to be put into another.
    pub(crate) fn build(self) -> Value {
        let mut document = members(self.properties);
        if !self.embedded.is_empty() {
            document.insert("_embedded".to_owned(), object(self.embedded));
        }
        if !self.links.is_empty() {
            document.insert("_links".to_owned(), object(self.links));
        }
        Value::Object(document)
    }

    /// The document as a text without its outer braces, to be put behind the members of another.
    pub(crate) fn members(&self) -> String {
        let text = serde_json::to_string(self).expect("all names are texts and all values JSON");
        text[1..text.len() - 1].to_owned()
    }
}

/// Written as it stands, without a value made of it first.
impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_map(None)?;
        for (name, value) in &self.properties {
            document.serialize_entry(name, value)?;
        }
        if !self.embedded.is_empty() {
            document.serialize_entry("_embedded", &Object(&self.embedded))?;
        }
        if !self.links.is_empty() {
            document.serialize_entry("_links", &Object(&self.links))?;
        }
        document.end()
    }
}

impl From<Document> for Value {
    fn from(document: Document) -> Self {
        document.build()
    }
}

fn members<T: Into<Value>>(named: Members<T>) -> Map<String, Value> {
    let member = |(name, value): (Cow<'_, str>, T)| (name.into_owned(), value.into());
    named.into_iter().map(member).collect()
}

fn object<T: Into<Value>>(named: Members<T>) -> Value {
    Value::Object(members(named))
}

/// Members, written as an object.
struct Object<'a, T>(&'a Members<T>);

impl<T: Serialize> Serialize for Object<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
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
