//! What differs between two contracts of a pair.

mod fields;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};

use indexmap::IndexMap;

pub use fields::FieldChange;

use super::content::without_id;
use super::json::{self, Json, JsonError};
use super::merge::same_for_all_runs;

/// Lists whose elements are matched by what they are, not by where they stand.
const MATCHED_LISTS: [&str; 2] = ["interactions", "messages"];

/// A contract without what does not count: the broker's ids, and the order of interactions and messages.
#[derive(Debug)]
pub struct Comparable(Json);

impl Comparable {
    /// Reads a contract as it is kept.
    pub fn from_stored(bytes: &[u8]) -> Result<Self, JsonError> {
        json::parse(bytes).map(Self::of)
    }

    /// Takes the broker's ids out and puts interactions and messages into an order of their own.
    pub fn of(mut document: Json) -> Self {
        if let Json::Object(members) = &mut document {
            for key in MATCHED_LISTS {
                if let Some(Json::Array(elements)) = members.get_mut(key) {
                    *elements = elements.iter().map(without_id).collect();
                    elements.sort_by_cached_key(|one| (same_for_all_runs(one), one.to_sorted_ruby_text()));
                }
            }
        }
        Self(document)
    }

    /// The contract over many lines, with sorted keys: what is equal has equal lines.
    pub fn lines(&self) -> String {
        self.0.to_sorted_lines()
    }

    fn list(&self, key: &str) -> &[Json] {
        self.0.get(key).and_then(Json::as_array).unwrap_or_default()
    }
}

/// What is to be done to the earlier contract to have the later one.
#[derive(Debug, Default, PartialEq)]
pub struct Difference<'a> {
    /// Of the interactions.
    pub interactions: ListDifference<'a>,
    /// Of the messages beside the interactions (specification version 3).
    pub messages: ListDifference<'a>,
    /// Of everything else.
    pub document: Vec<FieldChange<'a>>,
}

/// What differs between two lists of interactions or messages.
#[derive(Debug, Default, PartialEq)]
pub struct ListDifference<'a> {
    /// Those that only the later contract has.
    pub added: Vec<&'a Json>,
    /// Those that only the earlier contract has.
    pub removed: Vec<&'a Json>,
    /// Those that both have, with other fields.
    pub changed: Vec<Change<'a>>,
}

/// An interaction or message that both contracts have, with other fields.
#[derive(Debug, PartialEq)]
pub struct Change<'a> {
    /// As the later contract has it.
    pub after: &'a Json,
    /// What differs, by paths inside of it.
    pub fields: Vec<FieldChange<'a>>,
}

impl<'a> Difference<'a> {
    /// Compares two contracts.
    ///
    /// Interactions are the same when description, provider states and kind are, as in [`super::merge`].
    pub fn between(before: &'a Comparable, after: &'a Comparable) -> Self {
        let of_list = |key| ListDifference::between(before.list(key), after.list(key));
        Self {
            interactions: of_list("interactions"),
            messages: of_list("messages"),
            document: fields::of_documents(&before.0, &after.0, is_matched),
        }
    }
}

fn is_matched(key: &str, value: &Json) -> bool {
    MATCHED_LISTS.contains(&key) && value.as_array().is_some()
}

impl<'a> ListDifference<'a> {
    fn between(before: &'a [Json], after: &'a [Json]) -> Self {
        let mut earlier: IndexMap<String, VecDeque<&Json>> = IndexMap::new();
        for interaction in those_without_equal(before, after) {
            earlier
                .entry(same_for_all_runs(interaction))
                .or_default()
                .push_back(interaction);
        }
        let mut difference = Self::default();
        for after in those_without_equal(after, before) {
            let known = earlier.get_mut(&same_for_all_runs(after));
            match known.and_then(VecDeque::pop_front) {
                Some(before) => difference.changed.push(Change {
                    after,
                    fields: fields::between(before, after),
                }),
                None => difference.added.push(after),
            }
        }
        difference.removed = earlier.into_values().flatten().collect();
        difference
    }
}

/// The elements of a list for which another has no equal; of three equal ones against two, the last.
fn those_without_equal<'a>(list: &'a [Json], other: &[Json]) -> Vec<&'a Json> {
    let mut equals: HashMap<String, usize> = HashMap::new();
    for element in other {
        *equals.entry(element.to_sorted_ruby_text()).or_default() += 1;
    }
    let mut has_no_equal = |element: &&Json| match equals.get_mut(&element.to_sorted_ruby_text()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    list.iter().filter(|element| has_no_equal(element)).collect()
}
