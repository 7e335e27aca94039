//! An answer of the broker: its typed content, its links, and the document as it came.

use std::ops::Deref;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use url::Url;

use crate::error::Error;
use crate::link::{Link, Links};

/// A resource of the broker; dereferences to its typed content `T`.
#[derive(Debug, Clone)]
pub struct Resource<T = IgnoredAny> {
    url: Url,
    links: Links,
    document: Value,
    content: T,
}

impl<T: DeserializeOwned> Resource<T> {
    /// The resource of an answer that confirmed a change without a body: its content has the defaults of `T`.
    pub(crate) fn confirmed(url: Url) -> Result<Self, serde_json::Error> {
        let content = T::deserialize(Value::Object(serde_json::Map::new()))?;
        Ok(Self {
            url,
            links: Links::default(),
            document: Value::Null,
            content,
        })
    }

    pub(crate) fn new(url: Url, document: Value) -> Result<Self, serde_json::Error> {
        let content = T::deserialize(&document)?;
        Ok(Self {
            url,
            links: Links::of(&document),
            document,
            content,
        })
    }
}

impl<T> Resource<T> {
    /// Where it was found.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Its links.
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// The document as the broker sent it; `null` when the answer had no body.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The typed content alone.
    pub fn into_content(self) -> T {
        self.content
    }

    /// The first link of a relation.
    ///
    /// # Errors
    /// [`Error::LinkMissing`] names the relation, this resource and the relations it has.
    pub fn link(&self, relation: &str) -> Result<&Link, Error> {
        self.links
            .get(relation)
            .ok_or_else(|| missing(relation, self.url.as_str(), &self.links))
    }
}

impl<T> Deref for Resource<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.content
    }
}

pub(crate) fn missing(relation: &str, resource: &str, links: &Links) -> Error {
    Error::LinkMissing {
        relation: relation.to_owned(),
        resource: resource.to_owned(),
        known: links.relations().map(str::to_owned).collect(),
    }
}
