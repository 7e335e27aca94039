//! The hash that identifies a contract, and the ids of its interactions.

use super::{ID, VERIFIED_LISTS, verified_list, without_id};
use crate::domain::json::{Json, Members};
use sha1::{Digest, Sha1};

/// For each of [`VERIFIED_LISTS`], the ids of its elements; `None` for an element that is no object.
pub(super) type Ids = [Vec<Option<String>>; 2];

/// What identifies a contract and its parts.
pub(super) struct Identity {
    /// SHA-1 of what affects a verification, in lower-case hexadecimal.
    pub(super) sha: String,
    /// The ids of its interactions and messages.
    pub(super) ids: Ids,
}

/// Puts every id first into its interaction or message, in place of one that was submitted.
pub(super) fn place_ids(contract: &mut Members, ids: Ids) {
    for (key, ids) in VERIFIED_LISTS.iter().zip(ids) {
        let Some(Json::Array(elements)) = contract.get_mut(*key) else {
            continue;
        };
        for (element, id) in elements.iter_mut().zip(ids) {
            if let (Json::Object(members), Some(id)) = (element, id) {
                members.shift_remove(ID);
                members.shift_insert(0, ID.to_owned(), Json::String(id));
            }
        }
    }
}

/// Identifies a submitted document.
///
/// Only interactions, messages and the version of the specification count, so formatting, key order, the order of
/// interactions and the names of the tools that wrote the file do not make another contract. The text that is hashed is
/// that of the reference broker, quirks included, so that links and results survive a move from there: an `_id` that
/// was submitted counts, messages beside interactions count in their order, and a document that has neither list counts
/// as a whole, as it was written.
pub(super) fn of(document: &Json) -> Identity {
    let lists = VERIFIED_LISTS.map(|key| verified_list(document, key));
    if lists.iter().all(Option::is_none) {
        return Identity {
            sha: sha1_hex(&document.to_ruby_text()),
            ids: Default::default(),
        };
    }
    let reordered = VERIFIED_LISTS.iter().find(|key| is_truthy(document.get(key)));
    let mut hashed = Vec::new();
    let mut ids = Ids::default();
    for (index, key) in VERIFIED_LISTS.iter().enumerate() {
        let Some(elements) = lists[index] else { continue };
        let mut texts: Vec<String> = elements.iter().map(Json::to_sorted_ruby_text).collect();
        ids[index] = elements
            .iter()
            .zip(&texts)
            .map(|(element, text)| id_of(element, text))
            .collect();
        if reordered == Some(key) {
            texts.sort_unstable();
        }
        hashed.push(format!("\"{key}\":[{}]", texts.join(",")));
    }
    if let Some(version) = specification_version(document) {
        hashed.push(format!(
            "\"pact_specification_version\":{}",
            version.to_sorted_ruby_text()
        ));
    }
    Identity {
        sha: sha1_hex(&format!("{{{}}}", hashed.join(","))),
        ids,
    }
}

/// Whether Ruby counts a value as true; the reference picks the list to put in order by that.
fn is_truthy(value: Option<&Json>) -> bool {
    !matches!(value, None | Some(Json::Null | Json::Bool(false)))
}

/// The id of an interaction: the hash of its key-sorted text without an id.
fn id_of(interaction: &Json, sorted_text: &str) -> Option<String> {
    let members = interaction.as_object()?;
    if members.contains_key(ID) {
        return Some(sha1_hex(&without_id(interaction).to_sorted_ruby_text()));
    }
    Some(sha1_hex(sorted_text))
}

/// The version of the Pact specification, from where the tools of the last decade wrote it.
pub(in crate::domain) fn specification_version(document: &Json) -> Option<&Json> {
    let paths: [&[&str]; 3] = [
        &["metadata", "pactSpecification", "version"],
        &["metadata", "pact-specification", "version"],
        &["metadata", "pactSpecificationVersion"],
    ];
    paths
        .iter()
        .find_map(|path| document.at(path).filter(|version| is_truthy(Some(version))))
}

fn sha1_hex(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    Sha1::digest(text)
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)])
        .collect()
}
