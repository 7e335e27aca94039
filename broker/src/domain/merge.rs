//! Joins two contracts that were published for the same consumer version, for example by two test runs.

use super::content::without_id;
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
    let incoming = members_with_lists(incoming, "incoming")?;
    for key in JOINED_LISTS {
        let old = merged.get(key).and_then(Json::as_array);
        let Some(new) = incoming.get(key).and_then(Json::as_array) else {
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
mod tests {
    use super::*;
    use crate::domain::content::Content;
    use crate::domain::json::parse;

    fn json(text: &str) -> Json {
        parse(text.as_bytes()).expect("tests pass JSON")
    }

    fn interaction(description: &str, state: &str, request: &str, status: u16) -> String {
        format!(
            r#"{{"description":"{description}","providerState":"{state}","request":{request},"response":{{"status":{status}}}}}"#
        )
    }

    fn contract(interactions: &[String]) -> Json {
        json(&format!(
            r#"{{"consumer":{{"name":"C"}},"interactions":[{}]}}"#,
            interactions.join(",")
        ))
    }

    const GET: &str = r#"{"method":"GET","path":"/a","headers":{"Accept":"x"}}"#;

    #[test]
    fn the_same_interaction_is_replaced_and_others_are_added() {
        let existing = contract(&[interaction("one", "s", GET, 200), interaction("two", "s", GET, 200)]);
        let incoming = contract(&[
            interaction(
                "two",
                "s",
                r#"{"path":"/a","method":"get","headers":{"accept":"x"},"query":""}"#,
                204,
            ),
            interaction("two", "other", GET, 201),
        ]);
        let merged = merge(&existing, &incoming).expect("agree");
        let interactions = merged.get("interactions").and_then(Json::as_array).expect("is a list");
        let statuses: Vec<_> = interactions
            .iter()
            .filter_map(|i| i.at(&["response", "status"]))
            .map(Json::to_text)
            .collect();
        assert_eq!(statuses, ["200", "204", "201"]);
    }

    #[test]
    fn a_different_request_is_a_conflict_that_names_the_part() {
        let existing = contract(&[interaction("one", "s", GET, 200)]);
        for (request, part) in [
            (r#"{"method":"POST","path":"/a","headers":{"Accept":"x"}}"#, "method"),
            (r#"{"method":"GET","path":"/b","headers":{"Accept":"x"}}"#, "path"),
            (
                r#"{"method":"GET","path":"/a","headers":{"Accept":"x"},"query":"q=1"}"#,
                "query",
            ),
            (r#"{"method":"GET","path":"/a"}"#, "headers"),
            (
                r#"{"method":"GET","path":"/a","headers":{"Accept":"x"},"body":null}"#,
                "body",
            ),
        ] {
            let conflict = merge(&existing, &contract(&[interaction("one", "s", request, 200)]));
            let expected = MergeConflict::Request {
                interaction: "'one' given 's'".to_owned(),
                part: part.to_owned(),
            };
            assert_eq!(conflict, Err(expected));
        }
    }

    #[test]
    fn a_merged_contract_has_the_identity_of_one_published_whole() {
        let one = interaction("one", "s", GET, 200);
        let two = interaction("two", "s", GET, 200);
        let stored = Content::from_document(contract(std::slice::from_ref(&one)));
        let merged = merge(stored.document(), &contract(std::slice::from_ref(&two))).expect("agree");
        assert_eq!(
            Content::from_document(merged).sha(),
            Content::from_document(contract(&[one, two])).sha()
        );
    }

    #[test]
    fn the_same_interaction_may_be_written_for_another_version_of_the_specification() {
        let v2 = contract(&[interaction("one", "s", GET, 200)]);
        let v4 = |states: &str| {
            json(&format!(
                r#"{{"interactions":[{{"type":"Synchronous/HTTP","description":"one","providerStates":{states},"request":{GET}}}]}}"#
            ))
        };
        let count = |states: &str| {
            let merged = merge(&v2, &v4(states)).expect("agree");
            merged.get("interactions").and_then(Json::as_array).map(<[Json]>::len)
        };
        assert_eq!(count(r#"[{"name":"s"}]"#), Some(1));
        assert_eq!(count(r#"[{"name":"s","params":{}}]"#), Some(1));
        assert_eq!(count(r#"[{"name":"s","params":{"id":1}}]"#), Some(2));
        assert_eq!(count(r#"[{"name":"s"},{"name":"t"}]"#), Some(2));
        assert_eq!(count("[]"), Some(2));
    }

    #[test]
    fn messages_are_joined_too() {
        let existing = json(r#"{"messages":[{"_id":"x","description":"m","contents":1}]}"#);
        let incoming = json(r#"{"messages":[{"description":"m","contents":2},{"description":"n"}]}"#);
        assert_eq!(
            merge(&existing, &incoming).expect("agree").to_text(),
            r#"{"messages":[{"description":"m","contents":2},{"description":"n"}]}"#
        );
        let interactions = contract(&[interaction("one", "s", GET, 200)]);
        let both = merge(&existing, &interactions).expect("agree");
        assert_eq!(
            both.get("messages").map(Json::to_text).as_deref(),
            Some(r#"[{"description":"m","contents":1}]"#)
        );
        assert!(both.get("interactions").is_some());
    }

    #[test]
    fn what_has_no_interactions_cannot_be_merged() {
        let contract = contract(&[]);
        assert_eq!(
            merge(&json("{}"), &contract),
            Err(MergeConflict::NothingToMerge("existing"))
        );
        assert_eq!(
            merge(&contract, &json("[]")),
            Err(MergeConflict::NothingToMerge("incoming"))
        );
        assert_eq!(
            merge(&contract, &json(r#"{"interactions":1}"#)),
            Err(MergeConflict::NothingToMerge("incoming"))
        );
    }
}
