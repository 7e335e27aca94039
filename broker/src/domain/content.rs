//! A contract's content: its identity, the bytes that are kept, and what the broker needs to know of it.

mod identity;
mod splice;

pub(super) use identity::specification_version;
pub use splice::splice_links;

use super::json::{self, Json, JsonError, Members};

/// Members that the broker writes into every contract that it serves; a submitted one of that name is not kept.
const MEMBERS_OF_THE_BROKER: [&str; 3] = ["_links", "createdAt", "updatedAt"];

/// Lists of a contract whose elements are verified one by one.
const VERIFIED_LISTS: [&str; 2] = ["interactions", "messages"];

/// The broker's id inside an interaction or message.
const ID: &str = "_id";

/// A submitted contract, parsed once, with its identity.
#[derive(Debug, Clone)]
pub struct Content {
    document: Json,
    sha: String,
    stored: Vec<u8>,
}

impl Content {
    /// Reads a contract as it was submitted.
    ///
    /// Any JSON is accepted, as the reference does; whether a contract must be an object is for the caller to say
    /// ([`Content::is_object`]).
    pub fn from_submitted(bytes: &[u8]) -> Result<Self, JsonError> {
        json::parse(bytes).map(Self::from_document)
    }

    /// Takes a document that was read or merged before.
    pub fn from_document(mut document: Json) -> Self {
        let identity = identity::of(&document);
        if let Json::Object(members) = &mut document {
            MEMBERS_OF_THE_BROKER
                .iter()
                .for_each(|key| drop(members.shift_remove(*key)));
            identity::place_ids(members, identity.ids);
        }
        let stored = document.to_text().into_bytes();
        Self {
            document,
            sha: identity.sha,
            stored,
        }
    }

    /// The identity: 40 lower-case hexadecimal digits, equal for contracts that ask the same of a provider.
    pub fn sha(&self) -> &str {
        &self.sha
    }

    /// The bytes to keep and serve: keys in the submitted order, numbers as written, every interaction and message
    /// with its `_id` first.
    pub fn stored_bytes(&self) -> &[u8] {
        &self.stored
    }

    /// The document as it is kept.
    pub fn document(&self) -> &Json {
        &self.document
    }

    /// Whether the document is an object, as every contract of a known kind is.
    pub fn is_object(&self) -> bool {
        self.document.as_object().is_some()
    }

    /// How many interactions it holds.
    pub fn interaction_count(&self) -> usize {
        self.verified_list_len("interactions")
    }

    /// How many messages it holds beside the interactions (specification version 3).
    pub fn message_count(&self) -> usize {
        self.verified_list_len("messages")
    }

    fn verified_list_len(&self, key: &str) -> usize {
        verified_list(&self.document, key).map_or(0, <[Json]>::len)
    }
}

fn verified_list<'a>(document: &'a Json, key: &str) -> Option<&'a [Json]> {
    document.get(key)?.as_array()
}

/// The interaction without the broker's id, as it was before it was kept.
pub(super) fn without_id(interaction: &Json) -> Json {
    match interaction {
        Json::Object(members) => {
            let kept = members.iter().filter(|(key, _)| *key != ID);
            Json::Object(
                kept.map(|(key, value)| (key.clone(), value.clone()))
                    .collect::<Members>(),
            )
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests;
