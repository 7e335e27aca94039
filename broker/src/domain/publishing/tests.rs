use super::*;
use serde_json::json;

fn encoded(content: &str) -> String {
    STANDARD.encode(content)
}

fn contract() -> Value {
    json!({
        "consumerName": "Foo", "providerName": "Bar", "specification": "pact",
        "contentType": "application/json", "content": encoded("{}"),
    })
}

fn body() -> Value {
    json!({ "pacticipantName": "Foo", "pacticipantVersionNumber": "9", "contracts": [contract()] })
}

/// The body with one field set (or removed, by `null` in `unset`).
fn with(field: &str, value: Value) -> Value {
    let mut body = body();
    body[field] = value;
    body
}

fn with_in_contract(field: &str, value: Value) -> Value {
    let mut body = body();
    body["contracts"][0][field] = value;
    body
}

fn without(mut object: Value, field: &str) -> Value {
    object.as_object_mut().expect("is an object").shift_remove(field);
    object
}

fn mistakes(body: &Value) -> String {
    PublishContracts::from_body(body).expect_err("is refused").to_string()
}

#[test]
fn a_full_request_is_read() {
    let body = json!({
        "pacticipantName": "Foo", "pacticipantVersionNumber": "9", "branch": "main", "tags": ["a", "b"],
        "buildUrl": "http://ci/1",
        "contracts": [{
            "consumerName": "Foo", "providerName": "Bar", "specification": "pact", "contentType": "application/json",
            "content": encoded(r#"{"consumer":{"name":"Foo"},"provider":{"name":"Bar"},"interactions":[{}]}"#),
            "onConflict": "merge",
        }],
    });
    let command = PublishContracts::from_body(&body).expect("is valid");
    assert_eq!((command.pacticipant.as_str(), command.version.as_str()), ("Foo", "9"));
    assert_eq!(command.branch.as_deref(), Some("main"));
    assert_eq!(
        command.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert_eq!(command.build_url.as_deref(), Some("http://ci/1"));
    let [contract] = command.contracts.as_slice() else {
        panic!("one contract was sent")
    };
    assert_eq!(contract.provider.as_str(), "Bar");
    assert_eq!(
        (contract.on_conflict, contract.content.interaction_count()),
        (OnConflict::Merge, 1)
    );
}

#[test]
fn what_is_optional_may_be_absent_or_null() {
    for body in [
        body(),
        with("branch", Value::Null),
        with("tags", Value::Null),
        with("buildUrl", Value::Null),
        with("contracts", json!([])),
    ] {
        let command = PublishContracts::from_body(&body).expect("is valid");
        assert_eq!(
            (command.branch, command.tags.len(), command.build_url),
            (None, 0, None),
            "{body}"
        );
    }
    let command = PublishContracts::from_body(&body()).expect("is valid");
    assert_eq!(command.contracts[0].on_conflict, OnConflict::Overwrite);
}

#[test]
fn mistakes_are_named_by_field() {
    for (body, mistake) in [
        (json!([]), "must be a hash"),
        (without(body(), "pacticipantName"), "pacticipantName is missing"),
        (
            without(body(), "pacticipantVersionNumber"),
            "pacticipantVersionNumber is missing",
        ),
        (without(body(), "contracts"), "contracts is missing"),
        (with("contracts", json!({})), "contracts must be an array"),
        (with("pacticipantName", json!(" ")), "pacticipantName cannot be blank"),
        (
            with("pacticipantVersionNumber", json!("")),
            "pacticipantVersionNumber must be filled",
        ),
        (
            with("pacticipantVersionNumber", json!("a\nb")),
            "pacticipantVersionNumber cannot contain multiple lines",
        ),
        (with("branch", json!("")), "branch cannot be blank"),
        (with("tags", json!([""])), "tags cannot be blank (at index 0)"),
        (with("tags", json!("x")), "tags must be an array"),
        (
            with("buildUrl", json!("a\nb")),
            "buildUrl cannot contain multiple lines",
        ),
    ] {
        assert_eq!(mistakes(&body), mistake, "{body}");
    }
}

#[test]
fn mistakes_of_a_contract_carry_its_position() {
    let not_utf8 = STANDARD.encode(b"{\"a\":\"\xff\"}");
    for (body, mistake) in [
        (
            with("contracts", json!([without(contract(), "providerName")])),
            "contracts providerName is missing",
        ),
        (
            with("contracts", json!([without(contract(), "content")])),
            "contracts content is missing",
        ),
        (with("contracts", json!(["x"])), "contracts must be a hash"),
        (
            with_in_contract("consumerName", json!("Other")),
            "contracts consumerName ('Other') must match pacticipantName ('Foo')",
        ),
        (
            with_in_contract("specification", json!("soap")),
            "contracts specification must be one of: pact",
        ),
        (
            with_in_contract("contentType", json!("text/xml")),
            "contracts contentType must be one of: application/json",
        ),
        (
            with_in_contract("content", json!("***")),
            "contracts content is not valid Base64",
        ),
        (
            with_in_contract("content", json!("e30")),
            "contracts content is not valid Base64",
        ),
        (
            with_in_contract("content", json!(encoded("not json"))),
            "contracts content cannot be read once decoded: Invalid JSON: expected ident at line 1 column 2",
        ),
        (
            with_in_contract("content", json!(not_utf8)),
            "contracts content cannot be read once decoded: The JSON document is not valid UTF-8: broken character at \
             position 7, after: {\"a\":\"",
        ),
        (
            with_in_contract("content", json!(encoded("[]"))),
            "contracts content must be a JSON object",
        ),
        (
            with_in_contract("onConflict", json!("explode")),
            "contracts onConflict must be one of: overwrite, merge",
        ),
        (
            with_in_contract("content", json!(encoded(r#"{"consumer":{"name":"Nope"}}"#))),
            "contracts consumer name in contract content ('Nope') must match consumerName ('Foo')",
        ),
        (
            with_in_contract("content", json!(encoded(r#"{"consumer":"Foo"}"#))),
            "contracts consumer in contract content must be a hash",
        ),
        (
            with_in_contract("content", json!(encoded(r#"{"provider":{"name":["Bar"]}}"#))),
            "contracts provider name in contract content must be a string",
        ),
        (
            with_in_contract("content", json!(encoded(r#"{"provider":{"name":"Nope"}}"#))),
            "contracts provider name in contract content ('Nope') must match providerName ('Bar')",
        ),
    ] {
        assert_eq!(mistakes(&body), format!("{mistake} (at index 0)"), "{body}");
    }
}

#[test]
fn a_contract_may_not_contradict_its_path() {
    let foo = PacticipantName::trusted("Foo".to_owned());
    let bar = PacticipantName::trusted("Bar".to_owned());
    let read = |body: &str| contract_for_path(body.as_bytes(), &foo, &bar);
    for fine in [
        "{}",
        r#"{"consumer":{"name":"Foo"},"provider":{"name":" "}}"#,
        r#"{"consumer":{"name":null},"provider":{}}"#,
        r#"{"consumer":null}"#,
    ] {
        assert!(read(fine).is_ok(), "{fine}");
    }
    for (contract, mistake) in [
        (r#"{"consumer":"Foo"}"#, "consumer must be a hash"),
        (r#"{"consumer":["Foo"]}"#, "consumer must be a hash"),
        (r#"{"consumer":{"name":5}}"#, "consumer.name must be a string"),
        (r#"{"provider":{"name":["Bar"]}}"#, "provider.name must be a string"),
        (r#"{"provider":{"name":{"a":"Bar"}}}"#, "provider.name must be a string"),
    ] {
        assert_eq!(
            read(contract).expect_err("is refused").to_string(),
            mistake,
            "{contract}"
        );
    }
    assert_eq!(
        read(r#"{"consumer":{"name":"A"},"provider":{"name":"B"}}"#)
            .expect_err("is refused")
            .to_string(),
        "consumer.name in the pact ('A') must match the one in the path ('Foo'); \
         provider.name in the pact ('B') must match the one in the path ('Bar')"
    );
    assert_eq!(
        read("").expect_err("is refused"),
        UnreadableContract::Json(JsonError::Empty)
    );
}
