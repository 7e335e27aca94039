use proptest::prelude::*;

use super::super::json::{self, Json};
use super::*;

fn contract(text: &str) -> Json {
    json::parse(text.as_bytes()).expect("tests pass JSON")
}

fn said(rules: &[Rule<'_>]) -> Vec<String> {
    let line = |rule: &Rule<'_>| {
        let path = rule.place.path.as_ref().map(|path| format!(" {path}"));
        format!("{}{} {}", rule.place.of, path.unwrap_or_default(), rule.says)
    };
    rules.iter().map(line).collect()
}

fn pair<'a>(name: &'a str, value: &'a str) -> Pair<'a> {
    Pair {
        name: name.into(),
        value: value.into(),
    }
}

/// Version 2: a state, a query as text, rules in one object.
#[test]
fn version_two_is_read() {
    let contract = contract(
        r#"{"interactions":[{"_id":"7f","description":"a user","providerState":"user 1 exists",
            "request":{"method":"GET","path":"/users/1","query":"expand=a%20b&expand=c+d&flag",
                "matchingRules":{"$.path":{"match":"regex","regex":"^/users/\\d+$"},"$.query.expand":{"match":"type"}}},
            "response":{"status":200,"headers":{"Content-Type":"application/json"},"body":{"id":1},
                "matchingRules":{"$.body.roles":{"min":1},"$.body.roles[*].name":{"match":"type","min":1,"max":2},
                    "$.headers['X-Trace']":{"match":"regex","regex":"[a-z]+"},"$.headers.Location":{"match":"type"}}}}],
            "metadata":{"pactSpecification":{"version":"2.0.0"}}}"#,
    );
    let reading = Reading::of(&contract);
    assert_eq!(reading.specification.as_deref(), Some("2.0.0"));
    let entry = &reading.entries[0];
    assert_eq!(
        (entry.id(), entry.kind, &*entry.description()),
        (Some("7f"), Kind::Http, "a user")
    );
    let interaction = entry.interaction();
    assert_eq!(interaction.states[0].name, "user 1 exists");
    let [request, response] = interaction.parts.as_slice() else {
        panic!("a request and a response: {interaction:?}");
    };
    assert_eq!(
        request.query,
        [pair("expand", "a b"), pair("expand", "c d"), pair("flag", "")]
    );
    assert_eq!(
        said(&request.rules),
        [
            "path matches the regular expression `^/users/\\d+$`",
            "query parameter expand is of the same type as the example",
        ]
    );
    assert_eq!(response.status.as_deref(), Some("200"));
    assert_eq!(
        said(&response.rules),
        [
            "body $.roles has at least `1` elements, each of the same type as that of the example",
            "body $.roles[*].name has at least `1` and at most `2` elements, each of the same type as that of the example",
            "header X-Trace matches the regular expression `[a-z]+`",
            "header Location is of the same type as the example",
        ]
    );
}

/// Version 3: messages in a list of their own, states with parameters, rules by part.
#[test]
fn messages_of_version_three_are_read() {
    let contract = contract(
        r#"{"messages":[{"description":"created","contents":{"id":1},"metaData":{"topic":"users"},
            "providerStates":[{"name":"a user","params":{"id":1,"kind":"web"}}],
            "matchingRules":{"body":{"$.id":{"combine":"AND","matchers":[{"match":"integer"},{"match":"integer"}]},
                "$.at":{"combine":"OR","matchers":[{"match":"timestamp","timestamp":"yyyy"},{"match":"null"}]}}},
            "generators":{"body":{"$.id":{"type":"RandomInt","min":0,"max":9}}}},
            {"description":"text","contents":"just text","metadata":{"contentType":"text/plain"}}]}"#,
    );
    let reading = Reading::of(&contract);
    let [created, text] = reading.entries.as_slice() else {
        panic!("two messages: {reading:?}");
    };
    assert_eq!((created.kind, text.kind), (Kind::Message, Kind::Message));
    let created = created.interaction();
    assert_eq!(created.states[0].parameters, [pair("id", "1"), pair("kind", "web")]);
    let message = &created.parts[0];
    assert_eq!(
        (message.role, message.metadata.as_slice()),
        (Role::Message, &[pair("topic", "users")][..])
    );
    assert_eq!(
        said(&message.rules),
        [
            "body $.id is a whole number",
            "body $.at is a date with time in the format `yyyy`, or is null"
        ]
    );
    assert_eq!(
        said(&message.generators),
        ["body $.id is a random whole number from `0` to `9`"]
    );
    assert_eq!(
        text.interaction().parts[0].body.content,
        Content::Text("just text".into())
    );
}

/// Version 4: kinds by name, bodies around their content, several answers.
#[test]
fn version_four_is_read() {
    let contract = contract(
        r#"{"interactions":[
            {"type":"Synchronous/HTTP","description":"avatar","pending":true,"transport":"http",
             "comments":{"text":["hello"],"testname":"a test"},
             "request":{"method":"GET","path":"/a","query":{"page":["1","2"]},"headers":{"Accept":["a","b"]},
                "matchingRules":{"path":{"combine":"AND","matchers":[{"match":"regex","regex":"/."}]},
                    "query":{"page":{"matchers":[{"match":"type"}]}}}},
             "response":{"status":200,"body":{"content":"AAEC","contentType":"image/png","encoded":"base64"},
                "matchingRules":{"status":{"matchers":[{"match":"statusCode","status":"success"}]}},
                "generators":{"path":{"type":"ProviderState","expression":"/${id}"}}}},
            {"type":"Synchronous/Messages","description":"rpc",
             "request":{"contents":{"content":{"op":1},"contentType":"application/json","encoded":false}},
             "response":[{"contents":{"content":"e30=","contentType":"application/json","encoded":"base64"}},{}]},
            {"type":"Asynchronous/Messages","description":"event","contents":{"content":"<a/>","contentType":"application/xml"}},
            {"type":"Something/New","description":"odd"}]}"#,
    );
    let reading = Reading::of(&contract);
    let kinds: Vec<Kind<'_>> = reading.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::Http,
            Kind::SynchronousMessages,
            Kind::Message,
            Kind::Other(Some("Something/New"))
        ]
    );
    let read: Vec<Interaction<'_>> = reading.entries.iter().map(Entry::interaction).collect();
    assert!(read[0].is_pending);
    assert_eq!(
        (read[0].comments.as_slice(), read[0].transport),
        (&["hello".into(), "a test".into()][..], Some("http"))
    );
    let (request, response) = (&read[0].parts[0], &read[0].parts[1]);
    assert_eq!(
        (&request.query, &request.headers),
        (
            &vec![pair("page", "1"), pair("page", "2")],
            &vec![pair("Accept", "a, b")]
        )
    );
    assert_eq!(
        said(&request.rules),
        [
            "path matches the regular expression `/.`",
            "query parameter page is of the same type as the example"
        ]
    );
    assert_eq!(response.body.content, Content::Bytes("AAEC".into(), 3));
    assert_eq!(said(&response.rules), ["status is a status of success (200 to 299)"]);
    assert_eq!(
        said(&response.generators),
        ["path comes from the provider state: `/${id}`"]
    );
    let roles: Vec<Role> = read[1].parts.iter().map(|part| part.role).collect();
    assert_eq!(roles, [Role::Request, Role::Response, Role::Response]);
    let empty = json::parse(b"{}").expect("is JSON");
    assert_eq!(
        read[1].parts[1].body.content,
        Content::Json(std::borrow::Cow::Owned(empty))
    );
    assert_eq!(read[2].parts[0].body.content, Content::Text("<a/>".into()));
    assert_eq!(read[3].parts[0].role, Role::Unknown);
}

#[test]
fn every_matcher_has_its_words() {
    for (rule, words) in [
        (r#"{"match":"equality"}"#, "is equal to the example"),
        (r#"{"match":"include","value":"x"}"#, "contains the text `x`"),
        (r#"{"match":"date","format":"yyyy"}"#, "is a date in the format `yyyy`"),
        (r#"{"match":"time"}"#, "is a time"),
        (
            r#"{"match":"values"}"#,
            "has values like those of the example, under any keys",
        ),
        (
            r#"{"match":"eachKey","rules":[{"match":"regex","regex":"k"}],"value":"{}"}"#,
            "has keys each of which matches the regular expression `k`",
        ),
        (
            r#"{"match":"eachValue","rules":[{"match":"boolean"}]}"#,
            "has values each of which is true or false",
        ),
        (
            r#"{"match":"arrayContains","variants":[{"index":0,"rules":{"$":{"matchers":[{"match":"decimal"}]}}},{"index":1}]}"#,
            "contains, in any place, an element like `0` of the example where `$` is a number with decimals; \
             and an element like `1` of the example",
        ),
        (r#"{"match":"statusCode","status":[200,201]}"#, "is `200` or `201`"),
        (
            r#"{"match":"type","max":3}"#,
            "has at most `3` elements, each of the same type as that of the example",
        ),
        (
            r#"{"match":"magic","n":1}"#,
            "follows the rule `{\"match\":\"magic\",\"n\":1}`",
        ),
        ("[1]", "follows the rule `[1]`"),
    ] {
        assert_eq!(matchers::matcher(&contract(rule)).to_string(), words);
    }
}

#[test]
fn an_anchor_stays_while_what_it_names_stays() {
    let anchors = |text: &str| -> Vec<String> {
        let contract = contract(text);
        Reading::of(&contract)
            .entries
            .into_iter()
            .map(|entry| entry.anchor)
            .collect()
    };
    let before = anchors(r#"{"interactions":[{"description":"a","response":{"status":200}},{"description":"b"}]}"#);
    let after = anchors(
        r#"{"interactions":[{"description":"b"},{"description":"a","response":{"status":201}},{"description":"a"}]}"#,
    );
    assert_eq!(
        after,
        [before[1].clone(), before[0].clone(), format!("{}-2", before[0])]
    );
}

#[test]
fn strange_contracts_are_read_as_far_as_they_go() {
    for (text, count) in [
        ("null", 0),
        ("[]", 0),
        (r#"{"interactions":{}}"#, 0),
        (r#"{"interactions":[1,null,"x",[],{}],"messages":[2]}"#, 6),
        (
            r#"{"interactions":[{"request":7,"response":"x","description":{"a":1},"providerStates":[{"name":{}},3]}]}"#,
            1,
        ),
        (
            r#"{"interactions":[{"type":"Synchronous/HTTP","request":{"body":{"content":"%%","encoded":"base64"}}}]}"#,
            1,
        ),
        (
            r#"{"interactions":[{"request":{"matchingRules":{"$":{},"body":3,"":{"":{}},"x":{"matchers":[]}}}}]}"#,
            1,
        ),
    ] {
        let contract = contract(text);
        let reading = Reading::of(&contract);
        assert_eq!(reading.entries.len(), count, "{text}");
        reading.entries.iter().for_each(|entry| drop(entry.interaction()));
    }
}

/// Values of all kinds under the names that are looked for.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        Just(Json::Number("1".to_owned())),
        "[$.\\['%=&A-a]{0,6}".prop_map(Json::String),
    ];
    let key = prop::sample::select(vec![
        "type",
        "match",
        "matchers",
        "request",
        "response",
        "contents",
        "content",
        "encoded",
        "contentType",
        "body",
        "headers",
        "query",
        "matchingRules",
        "generators",
        "providerStates",
        "name",
        "params",
        "rules",
        "variants",
        "$.a",
    ]);
    leaf.prop_recursive(6, 60, 8, move |inner| {
        let members = prop::collection::vec((key.clone().prop_map(str::to_owned), inner.clone()), 0..8);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Json::Array),
            members.prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_is_too_strange(interactions in prop::collection::vec(any_json(), 0..4)) {
        let count = interactions.len();
        let contract = Json::Object([("interactions".to_owned(), Json::Array(interactions))].into_iter().collect());
        let reading = Reading::of(&contract);
        prop_assert_eq!(reading.entries.len(), count);
        reading.entries.iter().for_each(|entry| drop(entry.interaction()));
    }
}
