//! A contract as people read it: its interactions and messages in one form, whatever version of the Pact specification
//! it is written for.
//!
//! Nothing here fails: what a contract has in an unexpected form is shown as it stands, or left out.

mod body;
mod generators;
mod interaction;
mod matchers;
mod part;
mod phrase;
mod rules;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;

use sha1::{Digest, Sha1};

pub use body::{Body, Content};
pub use interaction::{Interaction, State};
pub use part::{Pair, Part, Role};
pub use phrase::Piece;
pub use rules::Rule;

use super::json::Json;
use super::merge::same_for_all_runs;

/// A text of a contract, borrowed where it stands there as a text.
pub type Text<'a> = Cow<'a, str>;

/// A contract, ready to be read entry by entry.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The version of the specification that it names.
    pub specification: Option<Text<'a>>,
    /// The interactions, then the messages, in the order in which they were written.
    pub entries: Vec<Entry<'a>>,
}

/// An interaction or message, not looked into yet: of ten thousand, a page shows few.
#[derive(Debug)]
pub struct Entry<'a> {
    /// What it can be addressed by: the same as long as description, provider states and kind are.
    pub anchor: String,
    /// What it is.
    pub kind: Kind<'a>,
    source: &'a Json,
}

/// Kinds of interactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A request over HTTP and its response.
    Http,
    /// A message that nobody answers.
    Message,
    /// A message and its answers.
    SynchronousMessages,
    /// One that the specification does not know, by its name if it has one.
    Other(Option<&'a str>),
}

impl<'a> Reading<'a> {
    /// Reads a contract.
    pub fn of(contract: &'a Json) -> Self {
        let mut anchors = HashMap::new();
        let list = |key: &str| contract.get(key).and_then(Json::as_array).unwrap_or_default();
        let interactions = list("interactions").iter().map(|source| (source, Kind::of(source)));
        let messages = list("messages").iter().map(|source| (source, Kind::Message));
        let entry = |(source, kind)| Entry {
            anchor: anchor(source, &mut anchors),
            kind,
            source,
        };
        Self {
            specification: specification(contract),
            entries: interactions.chain(messages).map(entry).collect(),
        }
    }
}

/// Where each client writes it.
fn specification(contract: &Json) -> Option<Text<'_>> {
    let metadata = contract.get("metadata")?;
    let version = ["pactSpecification", "pact-specification"]
        .iter()
        .find_map(|key| metadata.at(&[key, "version"]));
    let version = version.or_else(|| metadata.get("pactSpecificationVersion"))?;
    Some(plain(version))
}

/// Those that look the same are told apart by their order.
fn anchor(source: &Json, known: &mut HashMap<String, usize>) -> String {
    let digest = format!("{:x}", Sha1::digest(same_for_all_runs(source)));
    let name = format!("i-{}", &digest[..10]);
    let count = known.entry(name.clone()).or_default();
    *count += 1;
    if *count == 1 { name } else { format!("{name}-{count}") }
}

impl<'a> Kind<'a> {
    /// The kind of an element of `interactions`.
    pub fn of(source: &'a Json) -> Self {
        match source.get("type").and_then(Json::as_str) {
            Some("Synchronous/HTTP") => Self::Http,
            Some("Asynchronous/Messages") => Self::Message,
            Some("Synchronous/Messages") => Self::SynchronousMessages,
            Some(other) => Self::Other(Some(other)),
            None if source.get("request").is_some() || source.get("response").is_some() => Self::Http,
            None if source.get("contents").is_some() => Self::Message,
            None => Self::Other(None),
        }
    }
}

impl<'a> Entry<'a> {
    /// An interaction that stands alone, such as one that was removed.
    pub fn alone(source: &'a Json, kind: Kind<'a>) -> Self {
        Self {
            anchor: anchor(source, &mut HashMap::new()),
            kind,
            source,
        }
    }

    /// The broker's id, by which results name it.
    pub fn id(&self) -> Option<&'a str> {
        self.source.get("_id").and_then(Json::as_str)
    }

    /// What it is called.
    pub fn description(&self) -> Text<'a> {
        self.source.get("description").map(plain).unwrap_or_default()
    }

    /// All of it.
    pub fn interaction(&self) -> Interaction<'a> {
        Interaction::of(self.source, self.kind)
    }
}

/// A value where people expect words: a text without its quotes, anything else as JSON.
fn plain(value: &Json) -> Text<'_> {
    match value {
        Json::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_text()),
    }
}
