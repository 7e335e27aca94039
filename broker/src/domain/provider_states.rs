//! The states that contracts expect a provider to be in.

use std::collections::BTreeSet;

use super::json::Json;

/// A state by name, with its parameters if it has any.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderState {
    pub name: String,
    pub params: Option<Json>,
    /// Whose contracts expect it.
    pub consumers: BTreeSet<String>,
}

/// The states of contracts, each (consumer, document); each state once, by name, then by parameters.
pub fn provider_states<'a>(contracts: impl IntoIterator<Item = (&'a str, &'a Json)>) -> Vec<ProviderState> {
    let mut states: Vec<ProviderState> = Vec::new();
    for (consumer, document) in contracts {
        for (name, params) in states_of(document) {
            let known = states
                .iter_mut()
                .find(|state| state.name == name && state.params.as_ref() == params);
            let consumer = consumer.to_owned();
            match known {
                Some(state) => {
                    state.consumers.insert(consumer);
                }
                None => states.push(ProviderState {
                    name: name.to_owned(),
                    params: params.cloned(),
                    consumers: BTreeSet::from([consumer]),
                }),
            }
        }
    }
    states.sort_by_cached_key(|state| (state.name.clone(), state.params.as_ref().map(Json::to_sorted_ruby_text)));
    states
}

/// Version 1 and 2 know one state without parameters, later versions a list.
fn states_of(document: &Json) -> impl Iterator<Item = (&str, Option<&Json>)> {
    let list = |key: &str| document.get(key).and_then(Json::as_array).unwrap_or_default();
    list("interactions")
        .iter()
        .chain(list("messages"))
        .flat_map(|interaction| {
            let single = ["providerState", "provider_state"]
                .into_iter()
                .filter_map(|key| Some((interaction.get(key)?.as_str()?, None)));
            let many = interaction.get("providerStates").and_then(Json::as_array);
            let many = many.unwrap_or_default().iter().filter_map(|state| {
                let params = state
                    .get("params")
                    .filter(|params| params.as_object().is_some_and(|members| !members.is_empty()));
                Some((state.get("name")?.as_str()?, params))
            });
            single.chain(many)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::json::parse;

    fn shown(states: &[ProviderState]) -> Vec<String> {
        states
            .iter()
            .map(|state| {
                let params = state.params.as_ref().map(Json::to_text).unwrap_or_default();
                format!("{} {params} {:?}", state.name, state.consumers)
            })
            .collect()
    }

    #[test]
    fn every_state_is_named_once_with_all_who_expect_it() {
        let old =
            parse(br#"{"interactions":[{"providerState":"b"},{"provider_state":"a"},{"providerState":"b"}]}"#).unwrap();
        let new = parse(
            br#"{"messages":[{"providerStates":[{"name":"b"},{"name":"b","params":{"id":1}},{"name":"c","params":{}}]}]}"#,
        )
        .unwrap();
        let states = provider_states([("shop", &old), ("app", &new)]);
        assert_eq!(
            shown(&states),
            [
                r#"a  {"shop"}"#,
                r#"b  {"app", "shop"}"#,
                r#"b {"id":1} {"app"}"#,
                r#"c  {"app"}"#
            ]
        );
    }

    #[test]
    fn what_is_no_contract_has_none() {
        for text in [
            "[]",
            "1",
            r#"{"interactions":{}}"#,
            r#"{"interactions":[1,{"providerState":2}]}"#,
        ] {
            assert_eq!(
                provider_states([("shop", &parse(text.as_bytes()).unwrap())]),
                [],
                "{text}"
            );
        }
    }
}
