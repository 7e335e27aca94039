//! Several files of one consumer and provider (one per test class, say) become one pact.

use indexmap::IndexMap;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Contract, plugins};
use crate::error::{CliError, Result};

// Values stay text, so that numbers and key order inside interactions come out as they went in.
type Members = IndexMap<String, Box<RawValue>>;

/// Merges the contracts of each (consumer, provider); a pair with one file keeps its bytes.
///
/// Interactions that say the same are kept once. Two that share type, description and provider states but differ
/// otherwise are refused: one of them would be lost. In specification 4 the key of an interaction goes before all of
/// these, and comments may differ, as where Pact libraries merge into an existing file.
pub(crate) fn one_per_pair(contracts: Vec<Contract>) -> Result<Vec<Contract>> {
    let mut pairs: IndexMap<(String, String), Vec<Contract>> = IndexMap::new();
    for contract in contracts {
        pairs
            .entry((contract.consumer.clone(), contract.provider.clone()))
            .or_default()
            .push(contract);
    }
    pairs.into_values().map(merge).collect()
}

fn merge(mut contracts: Vec<Contract>) -> Result<Contract> {
    if contracts.len() == 1 {
        return Ok(contracts.remove(0));
    }
    let interactions = union(&contracts)?;
    let first = &contracts[0];
    let mut members: Members = reread(first)?;
    members.insert(list_of(first).to_owned(), to_raw(&interactions)?);
    name_plugins(&mut members, &plugins::united(&contracts)?)?;
    let sources: Vec<&str> = contracts.iter().map(|contract| contract.source.as_str()).collect();
    let bytes = serde_json::to_vec_pretty(&members).map_err(|error| unwritable(&error))?;
    Contract::parse(sources.join(" + "), bytes)
}

/// Without its plugin, an interaction says nothing that a verifier would notice.
fn name_plugins(pact: &mut Members, plugins: &[Value]) -> Result<()> {
    if plugins.is_empty() {
        return Ok(());
    }
    let metadata = pact.get("metadata").map(|text| serde_json::from_str(text.get()));
    let mut metadata: Members = metadata
        .transpose()
        .map_err(|error| unwritable(&error))?
        .unwrap_or_default();
    metadata.insert("plugins".to_owned(), to_raw(plugins)?);
    pact.insert("metadata".to_owned(), to_raw(&metadata)?);
    Ok(())
}

/// The list that holds what is expected; some tools write the other one too, empty.
fn list_of(contract: &Contract) -> &'static str {
    let has_messages = contract.json["messages"]
        .as_array()
        .is_some_and(|list| !list.is_empty());
    if has_messages { "messages" } else { "interactions" }
}

fn union(contracts: &[Contract]) -> Result<Vec<Box<RawValue>>> {
    let rules = Rules::of(&contracts[0]);
    let mut seen: Vec<(&Value, &Contract)> = Vec::new();
    let mut union = Vec::new();
    for contract in contracts {
        same_kind(&contracts[0], contract)?;
        for (interaction, text) in contract.interactions().into_iter().zip(texts(contract)?) {
            let namesakes = seen.iter().filter(|(known, _)| rules.are_namesakes(known, interaction));
            let namesakes: Vec<_> = namesakes.collect();
            let is_repeated = namesakes
                .iter()
                .any(|(known, _)| rules.say_the_same(known, interaction));
            match namesakes.first() {
                None => {
                    seen.push((interaction, contract));
                    union.push(text);
                }
                Some(_) if is_repeated => {}
                Some((_, other)) => return Err(conflict(interaction, other, contract)),
            }
        }
    }
    Ok(union)
}

/// What makes two interactions one, in a version of the specification.
#[derive(Clone, Copy)]
struct Rules {
    /// Keys and comments are known since specification 4.
    has_keys: bool,
}

impl Rules {
    fn of(contract: &Contract) -> Self {
        Self {
            has_keys: major(contract) == Some('4'),
        }
    }

    fn are_namesakes(self, one: &Value, other: &Value) -> bool {
        if self.has_keys && one["key"].is_string() && other["key"].is_string() {
            return one["key"] == other["key"];
        }
        ["type", "description", "providerState", "providerStates"]
            .iter()
            .all(|member| one[member] == other[member])
    }

    fn say_the_same(self, one: &Value, other: &Value) -> bool {
        self.expectation(one) == self.expectation(other)
    }

    fn expectation(self, interaction: &Value) -> Value {
        let mut expectation = interaction.clone();
        if let Some(members) = expectation.as_object_mut().filter(|_| self.has_keys) {
            members.retain(|name, _| !matches!(name.as_str(), "key" | "comments"));
        }
        expectation
    }
}

fn major(contract: &Contract) -> Option<char> {
    let version = &contract.json["metadata"]["pactSpecification"]["version"];
    version.as_str()?.chars().next()
}

fn same_kind(first: &Contract, other: &Contract) -> Result<()> {
    let kind = |contract: &Contract| (major(contract), list_of(contract));
    if kind(first) == kind(other) {
        return Ok(());
    }
    Err(CliError::new(format!(
        "'{}' and '{}' are both pacts of {} and {}, but of different specifications: they cannot be merged",
        first.source, other.source, first.consumer, first.provider
    ))
    .hint("Let all tests of the consumer write one specification version, or give the pair's interactions to two providers."))
}

fn texts(contract: &Contract) -> Result<Vec<Box<RawValue>>> {
    let members = reread(contract)?;
    let mut texts = Vec::new();
    for list in ["interactions", "messages"].iter().filter_map(|key| members.get(*key)) {
        let list: Vec<Box<RawValue>> = serde_json::from_str(list.get()).map_err(|error| unwritable(&error))?;
        texts.extend(list);
    }
    Ok(texts)
}

fn reread(contract: &Contract) -> Result<Members> {
    serde_json::from_slice(&contract.bytes).map_err(|error| unwritable(&error))
}

fn to_raw<T: serde::Serialize + ?Sized>(value: &T) -> Result<Box<RawValue>> {
    serde_json::value::to_raw_value(value).map_err(|error| unwritable(&error))
}

fn unwritable(error: &serde_json::Error) -> CliError {
    CliError::new(format!("could not merge pact files: {error}"))
}

fn conflict(interaction: &Value, one: &Contract, other: &Contract) -> CliError {
    CliError::new(format!(
        "'{}' and '{}' describe \"{}\" differently, for the same key or provider states",
        one.source,
        other.source,
        interaction["description"].as_str().unwrap_or_default()
    ))
    .hint("Give one of them another description, provider state or key, or delete old pact files before the tests run.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contract(source: &str, provider: &str, interactions: &str) -> Contract {
        let text = format!(
            r#"{{"consumer":{{"name":"shop"}},"provider":{{"name":"{provider}"}},"interactions":[{interactions}],"x":1}}"#
        );
        Contract::parse(source, text).unwrap()
    }

    #[test]
    fn a_lone_file_keeps_its_bytes() {
        let bytes = contract("a", "stock", r#"{"description":"one", "price":1.10}"#).bytes;
        let merged = one_per_pair(vec![contract("a", "stock", r#"{"description":"one", "price":1.10}"#)]).unwrap();
        assert_eq!(merged[0].bytes, bytes);
    }

    #[test]
    fn files_of_one_pair_are_united_and_numbers_keep_their_digits() {
        let merged = one_per_pair(vec![
            contract("a", "stock", r#"{"description":"one","price":1.10}"#),
            contract("other", "mail", r#"{"description":"one"}"#),
            contract(
                "b",
                "stock",
                r#"{"description":"one","price":1.10},{"description":"two","id":12345678901234567890123}"#,
            ),
        ])
        .unwrap();
        assert_eq!(
            merged.iter().map(|c| c.source.as_str()).collect::<Vec<_>>(),
            ["a + b", "other"]
        );
        let text = String::from_utf8(merged[0].bytes.clone()).unwrap();
        assert_eq!(merged[0].interactions().len(), 2);
        assert!(
            text.contains("1.10") && text.contains("12345678901234567890123") && text.contains("\"x\""),
            "{text}"
        );
    }

    #[test]
    fn message_pacts_are_united_and_never_mixed_with_others() {
        let messages = |source: &str, name: &str| {
            let text = format!(
                r#"{{"consumer":{{"name":"shop"}},"provider":{{"name":"stock"}},"interactions":[],"messages":[{{"description":"{name}"}}]}}"#
            );
            Contract::parse(source, text).unwrap()
        };
        let merged = one_per_pair(vec![messages("a", "one"), messages("b", "two")]).unwrap();
        assert_eq!(merged[0].json["messages"].as_array().unwrap().len(), 2);
        let error = one_per_pair(vec![messages("a", "one"), contract("b", "stock", "")])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("'a' and 'b'") && error.contains("cannot be merged"),
            "{error}"
        );
    }

    #[test]
    fn the_same_expectation_said_differently_is_refused_with_both_files() {
        let error = one_per_pair(vec![
            contract(
                "a",
                "stock",
                r#"{"description":"one","providerState":"s","status":200}"#,
            ),
            contract(
                "b",
                "stock",
                r#"{"description":"one","providerState":"s","status":404}"#,
            ),
        ])
        .unwrap_err()
        .to_string();
        assert!(error.contains("'a' and 'b' describe \"one\" differently"), "{error}");
    }

    fn v4(source: &str, interactions: &str) -> Contract {
        let text = format!(
            r#"{{"consumer":{{"name":"shop"}},"provider":{{"name":"stock"}},"interactions":[{interactions}],"metadata":{{"pactSpecification":{{"version":"4.0"}}}}}}"#
        );
        Contract::parse(source, text).unwrap()
    }

    #[test]
    fn in_specification_4_comments_and_a_missing_key_are_no_difference() {
        let merged = one_per_pair(vec![
            v4(
                "a",
                r#"{"description":"one","key":"k","comments":{"testname":"t1"},"response":{"status":200}}"#,
            ),
            v4(
                "b",
                r#"{"description":"one","response":{"status":200},"comments":{"testname":"t2"}}"#,
            ),
        ])
        .unwrap();
        assert_eq!(merged[0].interactions().len(), 1);
        assert_eq!(merged[0].interactions()[0]["comments"]["testname"], "t1");
    }

    #[test]
    fn in_specification_4_the_key_tells_interactions_apart() {
        let ok = r#"{"description":"one","key":"ok","status":200}"#;
        let gone = r#"{"description":"one","key":"gone","status":410}"#;
        let merged = one_per_pair(vec![
            v4("a", ok),
            v4("b", gone),
            v4("c", r#"{"description":"one","status":410}"#),
        ]);
        assert_eq!(merged.unwrap()[0].interactions().len(), 2);
        let error = one_per_pair(vec![
            v4("a", ok),
            v4("b", r#"{"description":"two","key":"ok","status":410}"#),
        ]);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("'a' and 'b' describe \"two\" differently"), "{error}");
    }

    #[test]
    fn before_specification_4_every_difference_counts() {
        let merged = one_per_pair(vec![
            contract("a", "stock", r#"{"description":"one","key":"x"}"#),
            contract("b", "stock", r#"{"description":"one","key":"y"}"#),
        ]);
        assert!(merged.is_err());
    }

    #[test]
    fn the_same_description_in_another_state_is_another_interaction() {
        let merged = one_per_pair(vec![
            contract("a", "stock", r#"{"description":"one","providerState":"s"}"#),
            contract("b", "stock", r#"{"description":"one","providerState":"t"}"#),
        ]);
        assert_eq!(merged.unwrap()[0].interactions().len(), 2);
    }
}
