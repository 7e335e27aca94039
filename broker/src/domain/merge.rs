//! Joins two contracts that were published for the same consumer version, for example by two test runs.

use super::content::{specification_version, without_id};
use super::json::{Json, Members};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Lists that are joined element by element.
const JOINED_LISTS: [&str; 2] = ["interactions", "messages"];

/// Parts of a request, in the order in which a difference is reported.
const REQUEST_PARTS: [&str; 6] = ["method", "path", "query", "headers", "body", "contents"];

/// Why two contracts cannot be joined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeConflict {
    /// One of the two has no list of interactions or messages.
    #[error("the {0} contract has neither interactions nor messages, so there is nothing to merge")]
    NothingToMerge(&'static str),
    /// The interactions of the two are written in formats of which one document can have but one.
    #[error(
        "the existing contract follows version {existing} of the specification and the incoming one version {incoming}, \
         which write interactions differently"
    )]
    Specification {
        /// What the existing contract says of itself.
        existing: String,
        /// What the incoming contract says of itself.
        incoming: String,
    },
    /// The same interaction asks for something else.
    #[error("the interaction {interaction} exists with another request: {part} differs")]
    Request {
        /// The interaction's description and provider states.
        interaction: String,
        /// The first part of the request that differs: `method`, `path`, `query`, `headers`, `body`, …
        part: String,
    },
}

/// Joins a contract into an existing one (http-api.md section 10.2).
///
/// Interactions are the same when description, provider states and kind are. The incoming one replaces the existing one
/// in its place if both make the same request; new ones are added at the end. Everything else stays as it exists. The
/// broker's ids are taken out of the existing contract, so that the result has the identity of the same contract
/// published whole.
pub fn merge(existing: &Json, incoming: &Json) -> Result<Json, MergeConflict> {
    let mut merged = members_with_lists(existing, "existing")?.clone();
    let added = members_with_lists(incoming, "incoming")?;
    if !is_empty(added)
        && let Some(conflict) = conflict_of_specifications(existing, incoming)
    {
        // What has no interactions yet can still become a contract of either version.
        return if is_empty(&merged) {
            Ok(incoming.clone())
        } else {
            Err(conflict)
        };
    }
    for key in JOINED_LISTS {
        let old = merged.get(key).and_then(Json::as_array);
        let Some(new) = added.get(key).and_then(Json::as_array) else {
            if let Some(old) = old {
                let kept = old.iter().map(without_id).collect();
                merged.insert(key.to_owned(), Json::Array(kept));
            }
            continue;
        };
        let joined = joined(old.unwrap_or_default(), new)?;
        merged.insert(key.to_owned(), Json::Array(joined));
    }
    Ok(Json::Object(merged))
}

fn members_with_lists<'a>(contract: &'a Json, which: &'static str) -> Result<&'a Members, MergeConflict> {
    let has_list = |members: &&Members| {
        JOINED_LISTS
            .iter()
            .any(|key| matches!(members.get(*key), Some(Json::Array(_))))
    };
    contract
        .as_object()
        .filter(has_list)
        .ok_or(MergeConflict::NothingToMerge(which))
}

fn is_empty(contract: &Members) -> bool {
    let mut lists = JOINED_LISTS
        .iter()
        .filter_map(|key| contract.get(*key).and_then(Json::as_array));
    lists.all(<[Json]>::is_empty)
}

/// A tool reads all interactions of a document by the version that the document names; one that names none is left alone.
fn conflict_of_specifications(existing: &Json, incoming: &Json) -> Option<MergeConflict> {
    let (old, new) = (specification_version(existing)?, specification_version(incoming)?);
    (format(old)? != format(new)?).then(|| MergeConflict::Specification {
        existing: written(old),
        incoming: written(new),
    })
}

/// Version 2 added rules to version 1 and moved nothing; each later one writes states, rules or kinds in another way.
fn format(version: &Json) -> Option<u32> {
    let major: u32 = written(version).split('.').next()?.parse().ok()?;
    Some(major.max(2))
}

fn written(version: &Json) -> String {
    version.as_str().map_or_else(|| version.to_text(), str::to_owned)
}

fn joined(existing: &[Json], incoming: &[Json]) -> Result<Vec<Json>, MergeConflict> {
    let mut joined: Vec<Json> = existing.iter().map(without_id).collect();
    let mut places = HashMap::new();
    for (place, known) in joined.iter().enumerate() {
        places.entry(same_for_all_runs(known)).or_insert(place);
    }
    for interaction in incoming {
        match places.entry(same_for_all_runs(interaction)) {
            Entry::Occupied(place) => {
                let known = &mut joined[*place.get()];
                check_request(known, interaction)?;
                *known = interaction.clone();
            }
            Entry::Vacant(place) => {
                place.insert(joined.len());
                joined.push(interaction.clone());
            }
        }
    }
    Ok(joined)
}

/// What tells an interaction from others, however the test run wrote it: description, kind and provider states.
pub(super) fn same_for_all_runs(interaction: &Json) -> String {
    let description = interaction
        .get("description")
        .map(Json::to_sorted_ruby_text)
        .unwrap_or_default();
    let params = |params: Option<&Json>| params.map(Json::to_sorted_ruby_text).unwrap_or_default();
    let states = provider_states(interaction)
        .into_iter()
        .map(|(name, values)| format!("\n{name:?}{}", params(values)));
    format!("{description}\n{}{}", kind(interaction), states.collect::<String>())
}

/// The kind of an interaction, which specification versions before 4 do not write.
fn kind(interaction: &Json) -> &str {
    interaction
        .get("type")
        .and_then(Json::as_str)
        .unwrap_or("Synchronous/HTTP")
}

/// The provider states by name and parameters, from where each version of the specification writes them.
fn provider_states(interaction: &Json) -> Vec<(&str, Option<&Json>)> {
    if let Some(states) = interaction.get("providerStates").and_then(Json::as_array) {
        let params = |state| Json::get(state, "params").filter(|params| !is_nothing(Some(params)));
        return states.iter().map(|state| (state_name(state), params(state))).collect();
    }
    let single = ["providerState", "provider_state"]
        .iter()
        .find_map(|key| interaction.get(key)?.as_str());
    single.map(|name| (name, None)).into_iter().collect()
}

/// A state is an object with a name, or just the name.
fn state_name(state: &Json) -> &str {
    state.get("name").unwrap_or(state).as_str().unwrap_or_default()
}

fn check_request(known: &Json, incoming: &Json) -> Result<(), MergeConflict> {
    let (Some(known), Some(request)) = (known.get("request"), incoming.get("request")) else {
        return Ok(());
    };
    match REQUEST_PARTS
        .iter()
        .find(|part| !same_part(part, known.get(part), request.get(part)))
    {
        Some(part) => Err(MergeConflict::Request {
            interaction: title(incoming),
            part: (*part).to_owned(),
        }),
        None => Ok(()),
    }
}

/// Whether a part of two requests is the same; the case of methods and header names does not matter.
fn same_part(part: &str, one: Option<&Json>, other: Option<&Json>) -> bool {
    match (part, one, other) {
        ("method", Some(Json::String(one)), Some(Json::String(other))) => one.eq_ignore_ascii_case(other),
        ("headers", Some(Json::Object(one)), Some(Json::Object(other))) => lower_keys(one) == lower_keys(other),
        ("headers" | "query", one, other) if is_nothing(one) && is_nothing(other) => true,
        _ => one == other,
    }
}

fn lower_keys(headers: &Members) -> Members {
    headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
        .collect()
}

/// Absent, empty or `null`: ways to ask for no query and no headers.
fn is_nothing(part: Option<&Json>) -> bool {
    match part {
        None | Some(Json::Null) => true,
        Some(Json::Object(members)) => members.is_empty(),
        Some(Json::String(text)) => text.is_empty(),
        _ => false,
    }
}

/// `'a request for a thing' given 'a thing exists'`.
fn title(interaction: &Json) -> String {
    let description = interaction
        .get("description")
        .and_then(Json::as_str)
        .unwrap_or_default();
    let states: Vec<_> = provider_states(interaction)
        .into_iter()
        .map(|(name, _)| format!("'{name}'"))
        .collect();
    match states.as_slice() {
        [] => format!("'{description}'"),
        states => format!("'{description}' given {}", states.join(" and ")),
    }
}

#[cfg(test)]
mod tests;
