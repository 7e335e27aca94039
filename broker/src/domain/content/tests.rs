use super::*;
use proptest::prelude::*;

fn content(text: &str) -> Content {
    Content::from_submitted(text.as_bytes()).expect("tests pass JSON")
}

fn stored(content: &Content) -> &str {
    std::str::from_utf8(content.stored_bytes()).expect("JSON text is UTF-8")
}

fn ids(content: &Content) -> Vec<&str> {
    let elements = VERIFIED_LISTS
        .iter()
        .filter_map(|key| verified_list(content.document(), key))
        .flatten();
    elements.filter_map(|element| element.get(ID)?.as_str()).collect()
}

/// Contracts that were published to the reference broker, with the identities that it gave.
#[test]
fn identities_are_those_of_the_reference() {
    let vectors = json::parse(include_bytes!("../testdata/content_identities.json")).expect("is JSON");
    let vectors = vectors.as_array().expect("is a list");
    assert!(vectors.len() >= 60, "only {} vectors", vectors.len());
    let mut with_ids = 0;
    for (index, vector) in vectors.iter().enumerate() {
        let contract = vector.get("contract").expect("every vector has a contract");
        let content = content(&contract.to_text());
        assert_eq!(
            Some(content.sha()),
            vector.get("sha").and_then(Json::as_str),
            "vector {index}"
        );
        if let Some(expected) = vector.get("ids").and_then(Json::as_array) {
            let expected: Vec<_> = expected.iter().filter_map(Json::as_str).collect();
            // The reference answers with the interactions in the order of the first equal contract that it got.
            let mut found = ids(&content);
            found.sort_unstable();
            assert_eq!(found, expected, "vector {index}");
            with_ids += expected.len();
        }
    }
    assert!(with_ids >= 20, "only {with_ids} ids");
}

#[test]
fn keys_and_numbers_stay_as_they_were_written() {
    let content = content(
        r#"{ "provider": {"name": "P"}, "consumer": {"name": "C"},
             "interactions": [ {"request": {"path": "/", "body": 1.50e3}, "description": "d"} ] }"#,
    );
    let id = ids(&content)[0].to_owned();
    assert_eq!(
        stored(&content),
        format!(
            r#"{{"provider":{{"name":"P"}},"consumer":{{"name":"C"}},"interactions":[{{"_id":"{id}","request":{{"path":"/","body":1.50e3}},"description":"d"}}]}}"#
        )
    );
}

#[test]
fn a_submitted_id_is_replaced_but_counts_in_the_identity() {
    let plain = content(r#"{"interactions":[{"description":"d"}]}"#);
    let with_id = content(r#"{"interactions":[{"description":"d","_id":"mine"}]}"#);
    assert_eq!(stored(&plain), stored(&with_id));
    assert_ne!(plain.sha(), with_id.sha());
}

#[test]
fn members_that_the_broker_writes_are_not_kept() {
    let content = content(r#"{"_links":{},"createdAt":"x","interactions":[],"updatedAt":"y","metadata":{"_links":1}}"#);
    assert_eq!(stored(&content), r#"{"interactions":[],"metadata":{"_links":1}}"#);
}

#[test]
fn what_does_not_affect_a_verification_does_not_count() {
    let sha = |text: &str| content(text).sha().to_owned();
    let one =
        sha(r#"{"consumer":{"name":"A"},"interactions":[],"metadata":{"pactSpecification":{"version":"2.0.0"}}}"#);
    let two = sha(r#"{"metadata":{"tool":"x","pactSpecification":{"version":"2.0.0"}},"interactions":[]}"#);
    let older = sha(r#"{"metadata":{"pact-specification":{"version":"2.0.0"}},"interactions":[]}"#);
    let oldest = sha(r#"{"metadata":{"pactSpecificationVersion":"2.0.0"},"interactions":[]}"#);
    let other = sha(r#"{"interactions":[],"metadata":{"pactSpecification":{"version":"3.0.0"}}}"#);
    assert_eq!([&two, &older, &oldest], [&one; 3]);
    assert_ne!(one, other);
    assert_ne!(sha(r#"{"interactions":[]}"#), sha(r#"{"messages":[]}"#));
}

#[test]
fn a_document_without_interactions_counts_as_it_was_written() {
    assert_ne!(content(r#"{"a":1,"b":2}"#).sha(), content(r#"{"b":2,"a":1}"#).sha());
    assert_eq!(content(r#"{"a": 1}"#).sha(), content(r#"{"a":1}"#).sha());
    let list = content("[1, {\"interactions\": []}]");
    assert!(!list.is_object());
    assert_eq!(stored(&list), r#"[1,{"interactions":[]}]"#);
}

#[test]
fn counts_are_read_from_the_document() {
    let both = content(r#"{"interactions":[{},{}],"messages":[{}]}"#);
    assert_eq!((both.interaction_count(), both.message_count()), (2, 1));
    let neither = content(r#"{"interactions":5}"#);
    assert_eq!((neither.interaction_count(), neither.message_count()), (0, 0));
}

fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "[a-zé\"\\\\]{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            any_object(inner).prop_map(serde_json::Value::Object),
        ]
    })
}

fn any_object(
    value: impl Strategy<Value = serde_json::Value>,
) -> impl Strategy<Value = serde_json::Map<String, serde_json::Value>> {
    prop::collection::vec(("[a-z]{1,5}", value), 0..5).prop_map(|members| members.into_iter().collect())
}

fn any_contract() -> impl Strategy<Value = serde_json::Value> {
    let interactions = prop::collection::vec(any_object(any_value()), 0..6);
    (interactions, any_object(any_value())).prop_map(|(interactions, mut contract)| {
        contract.insert(
            "interactions".to_owned(),
            interactions.into_iter().map(serde_json::Value::Object).collect(),
        );
        serde_json::Value::Object(contract)
    })
}

/// The same value with the keys of every object in reverse order.
fn with_keys_reversed(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(members) => members
            .iter()
            .rev()
            .map(|(key, value)| (key.clone(), with_keys_reversed(value)))
            .collect(),
        serde_json::Value::Array(elements) => elements.iter().map(with_keys_reversed).collect(),
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn what_is_kept_means_what_was_submitted(contract in any_contract()) {
        let content = content(&contract.to_string());
        let mut kept = json::parse(content.stored_bytes()).expect("is JSON").to_value();
        for interaction in kept["interactions"].as_array_mut().expect("is a list") {
            let id = interaction.as_object_mut().expect("is an object").shift_remove(ID);
            prop_assert!(id.is_some());
        }
        prop_assert_eq!(kept, contract);
    }

    #[test]
    fn key_order_white_space_and_order_of_interactions_do_not_count(contract in any_contract()) {
        let mut other = with_keys_reversed(&contract);
        other["interactions"].as_array_mut().expect("is a list").reverse();
        let spaced = serde_json::to_string_pretty(&other).expect("is JSON");
        let (this, that) = (content(&contract.to_string()), content(&spaced));
        prop_assert_eq!(this.sha(), that.sha());
        prop_assert_eq!(this.interaction_count(), that.interaction_count());
    }
}
