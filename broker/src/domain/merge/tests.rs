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

/// A contract of a version of the specification.
fn versioned(version: &str, interactions: &[&str]) -> Json {
    let interactions: Vec<_> = interactions
        .iter()
        .map(|description| interaction(description, "s", GET, 200))
        .collect();
    json(&format!(
        r#"{{"interactions":[{}],"metadata":{{"pactSpecification":{{"version":{version}}}}}}}"#,
        interactions.join(",")
    ))
}

#[test]
fn interactions_of_another_format_do_not_join() {
    for (existing, incoming, agree) in [
        (r#""1.0.0""#, r#""2.0.0""#, true),
        (r#""2.0.0""#, r#""2.0""#, true),
        (r#""4.0""#, r#""4""#, true),
        ("3.0", r#""3.0.0""#, true),
        (r#""2.0.0""#, r#""unheard of""#, true),
        (r#""2.0.0""#, r#""3.0.0""#, false),
        (r#""3.0.0""#, r#""4.0""#, false),
        (r#""4.0""#, r#""2.0.0""#, false),
    ] {
        let merged = merge(&versioned(existing, &["one"]), &versioned(incoming, &["two"]));
        assert_eq!(merged.is_ok(), agree, "{existing} and {incoming}: {merged:?}");
    }
    let conflict = merge(&versioned(r#""2.0.0""#, &["one"]), &versioned(r#""4.0""#, &["one"]));
    let expected = MergeConflict::Specification {
        existing: "2.0.0".to_owned(),
        incoming: "4.0".to_owned(),
    };
    assert_eq!(conflict, Err(expected));
}

#[test]
fn a_contract_without_interactions_has_no_format_yet() {
    let (empty, filled) = (versioned(r#""2.0.0""#, &[]), versioned(r#""4.0""#, &["one"]));
    assert_eq!(merge(&empty, &filled).as_ref(), Ok(&filled));
    assert_eq!(merge(&filled, &empty).as_ref(), Ok(&filled));
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
