use proptest::prelude::*;

use super::*;

fn comparable(text: &str) -> Comparable {
    Comparable::from_stored(text.as_bytes()).expect("tests pass JSON")
}

fn paths<'a>(fields: &'a [FieldChange<'_>]) -> Vec<&'a str> {
    fields.iter().map(|field| field.path.as_str()).collect()
}

fn texts(interactions: &[&Json]) -> Vec<String> {
    interactions.iter().map(|one| one.to_sorted_ruby_text()).collect()
}

#[test]
fn ids_key_order_and_places_do_not_count() {
    let before =
        comparable(r#"{"interactions":[{"_id":"1","description":"a","n":1e2},{"_id":"2","description":"b"}]}"#);
    let after =
        comparable(r#"{"interactions":[{"description":"b","_id":"4"},{"n":100.0,"description":"a","_id":"3"}]}"#);
    assert_eq!(Difference::between(&before, &after), Difference::default());
    assert_eq!(before.lines(), after.lines());
}

#[test]
fn interactions_are_matched_by_description_states_and_kind() {
    let before = comparable(
        r#"{"interactions":[
            {"description":"a","providerState":"s","response":{"status":200}},
            {"description":"a","type":"Synchronous/HTTP"},
            {"description":"gone"}
        ]}"#,
    );
    let after = comparable(
        r#"{"interactions":[
            {"description":"new"},
            {"description":"a","type":"Asynchronous/Messages"},
            {"description":"a","providerStates":[{"name":"s"}],"response":{"status":404}}
        ]}"#,
    );
    let Difference { interactions, .. } = Difference::between(&before, &after);
    assert_eq!(
        texts(&interactions.added),
        [
            r#"{"description":"a","type":"Asynchronous/Messages"}"#,
            r#"{"description":"new"}"#
        ]
    );
    assert_eq!(
        texts(&interactions.removed),
        [
            r#"{"description":"a","type":"Synchronous/HTTP"}"#,
            r#"{"description":"gone"}"#
        ]
    );
    let [changed] = interactions.changed.as_slice() else {
        panic!("one is changed: {:?}", interactions.changed);
    };
    assert_eq!(
        paths(&changed.fields),
        ["/providerState", "/providerStates", "/response/status"]
    );
}

#[test]
fn a_field_that_is_null_is_there() {
    let before = comparable(r#"{"messages":[{"description":"m","contents":{"a/b":[1,2],"c":null}}]}"#);
    let after = comparable(r#"{"messages":[{"description":"m","contents":{"a/b":[1],"~":3}}]}"#);
    let Difference { messages, .. } = Difference::between(&before, &after);
    let two = Json::Number("2".to_owned());
    let three = Json::Number("3".to_owned());
    let field = |path: &str, before, after| FieldChange {
        path: path.to_owned(),
        before,
        after,
    };
    assert_eq!(
        messages.changed[0].fields,
        [
            field("/contents/a~1b/1", Some(&two), None),
            field("/contents/c", Some(&Json::Null), None),
            field("/contents/~0", None, Some(&three)),
        ]
    );
}

#[test]
fn what_is_no_interaction_is_compared_by_its_place() {
    let before = comparable(r#"{"interactions":[],"metadata":{"pactSpecification":{"version":"2.0.0"}}}"#);
    let after = comparable(r#"{"interactions":{},"metadata":{"pactSpecification":{"version":"3.0.0"}}}"#);
    assert_eq!(
        paths(&Difference::between(&before, &after).document),
        ["/interactions", "/metadata/pactSpecification/version"]
    );
    assert_eq!(
        paths(&Difference::between(&comparable("[1]"), &comparable("{}")).document),
        [""]
    );
}

#[test]
fn of_several_alike_those_without_an_equal_are_paired() {
    let before = comparable(r#"{"interactions":[{"description":"a","n":1},{"description":"a","n":2}]}"#);
    let after = comparable(
        r#"{"interactions":[{"description":"a","n":2},{"description":"a","n":3},{"description":"a","n":4}]}"#,
    );
    let Difference { interactions, .. } = Difference::between(&before, &after);
    assert_eq!(texts(&interactions.added), [r#"{"description":"a","n":4}"#]);
    assert_eq!(interactions.changed.len(), 1);
    assert_eq!(
        interactions.changed[0].fields[0].before,
        Some(&Json::Number("1".to_owned()))
    );
    assert!(interactions.removed.is_empty());
}

/// Few descriptions and bodies, so that many interactions are alike or equal.
fn any_contract() -> impl Strategy<Value = String> {
    let interaction =
        ("[ab]", proptest::option::of("[st]"), 0..3, "[xy]{0,1}").prop_map(|(description, state, n, key)| {
            let state = state.map_or(String::new(), |state| format!(r#","providerState":"{state}""#));
            format!(r#"{{"description":"{description}"{state},"response":{{"n":[{n}],"{key}":{n}}}}}"#)
        });
    let list = proptest::collection::vec(interaction, 0..6);
    (list.clone(), list, 0..3).prop_map(|(interactions, messages, version)| {
        let (interactions, messages) = (interactions.join(","), messages.join(","));
        format!(r#"{{"interactions":[{interactions}],"messages":[{messages}],"metadata":{{"v":{version}}}}}"#)
    })
}

fn mirrored<'a>(fields: &[FieldChange<'a>]) -> Vec<FieldChange<'a>> {
    let mirrored = |field: &FieldChange<'a>| FieldChange {
        path: field.path.clone(),
        before: field.after,
        after: field.before,
    };
    fields.iter().map(mirrored).collect()
}

proptest! {
    #[test]
    fn nothing_differs_from_itself(contract in any_contract()) {
        let (this, that) = (comparable(&contract), comparable(&contract));
        prop_assert_eq!(Difference::between(&this, &that), Difference::default());
    }

    #[test]
    fn the_other_way_round_everything_is_mirrored(one in any_contract(), other in any_contract()) {
        let (one, other) = (comparable(&one), comparable(&other));
        let there = Difference::between(&one, &other);
        let back = Difference::between(&other, &one);
        prop_assert_eq!(mirrored(&there.document), back.document);
        for (there, back) in [(there.interactions, back.interactions), (there.messages, back.messages)] {
            prop_assert_eq!(&there.added, &back.removed);
            prop_assert_eq!(&there.removed, &back.added);
            let fields = there.changed.iter().map(|change| mirrored(&change.fields)).collect::<Vec<_>>();
            prop_assert_eq!(fields, back.changed.into_iter().map(|change| change.fields).collect::<Vec<_>>());
        }
    }

    #[test]
    fn only_what_is_equal_has_no_difference(one in any_contract(), other in any_contract()) {
        let (one, other) = (comparable(&one), comparable(&other));
        let same = Difference::between(&one, &other) == Difference::default();
        prop_assert_eq!(same, one.lines() == other.lines());
    }
}
