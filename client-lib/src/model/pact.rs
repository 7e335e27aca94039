//! A pact as it lies in the broker.

use serde_json::Value;
use url::Url;

use crate::error::Error;
use crate::link::Links;
use crate::resource;

/// A pact with its bytes as the broker sent them and the links that a verifier follows.
#[derive(Debug, Clone)]
pub struct Pact {
    url: Url,
    bytes: Vec<u8>,
    document: Value,
    links: Links,
}

impl Pact {
    pub(crate) fn new(url: Url, bytes: Vec<u8>) -> Result<Self, serde_json::Error> {
        let document: Value = serde_json::from_slice(&bytes)?;
        Ok(Self {
            url,
            links: Links::of(&document),
            bytes,
            document,
        })
    }

    /// Where it was found.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The document, byte for byte.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The document, parsed; the broker's own `_links` and `createdAt` are part of it.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// Its links.
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// The consumer that the document names.
    pub fn consumer(&self) -> Option<&str> {
        self.document.pointer("/consumer/name")?.as_str()
    }

    /// The provider that the document names.
    pub fn provider(&self) -> Option<&str> {
        self.document.pointer("/provider/name")?.as_str()
    }

    pub(crate) fn missing(&self, relation: &str) -> Error {
        resource::missing(relation, self.url.as_str(), &self.links)
    }
}
