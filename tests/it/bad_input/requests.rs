//! The requests that must be refused.

use accord_tests::story::{contract, publication};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};

pub(super) const PUBLISH: &str = "/contracts/publish";
pub(super) const PACT: &str = "/pacts/provider/orders/consumer/web/version/9";
const SELECT: &str = "/pacts/provider/orders/for-verification";

/// A request that must be refused.
pub(super) struct Bad {
    pub(super) what: &'static str,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Vec<u8>,
    /// The key of `errors` that the fault is filed under; none where the answer is one message.
    pub(super) field: Option<&'static str>,
}

/// JSON that is nothing but lists within lists.
pub(super) fn nested(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

/// Requests with a body that is at fault.
pub(super) fn bad_bodies() -> Vec<Bad> {
    let mut requests = bad_publications();
    requests.extend(bad_pacts());
    requests.extend(bad_selections());
    requests.extend(bad_resources());
    requests
}

/// Questions that cannot be answered.
pub(super) fn bad_questions() -> Vec<Bad> {
    let ask = |what, query: &str, field| bad(Method::GET, what, query, "", field);
    vec![
        ask(
            "unknown pacticipant",
            "/can-i-deploy?pacticipant=nobody&version=1&environment=test",
            Some("pacticipant"),
        ),
        ask(
            "unknown environment",
            "/can-i-deploy?pacticipant=web&version=1&environment=nowhere",
            Some("environment"),
        ),
        ask(
            "no version",
            "/can-i-deploy?pacticipant=web&environment=test",
            Some("version"),
        ),
        ask(
            "matrix of an unknown pacticipant",
            "/matrix?q[][pacticipant]=nobody",
            None,
        ),
        ask("matrix of nothing", "/matrix", None),
        ask("a NUL in a selector", "/matrix?q[][pacticipant]=web%00", None),
        ask("a NUL in a name", "/environments?name=a%00b", None),
        ask(
            "a NUL in a question",
            "/can-i-deploy?pacticipant=web&version=1&environment=test%00",
            None,
        ),
        ask(
            "matrix with a limit of nought",
            "/matrix?q[][pacticipant]=web&limit=0",
            None,
        ),
    ]
}

fn bad_publications() -> Vec<Bad> {
    let post = |what, body: &str, field| bad(Method::POST, what, PUBLISH, body, field);
    let field = |what, name: &'static str, value: Value| {
        let mut body = publication("web", "9", Some("main"), &[contract("web", "orders", "things")]);
        body[name] = value;
        post(what, &body.to_string(), Some(name))
    };
    let content = |what, content: String| {
        let mut body = publication("web", "9", Some("main"), &[contract("web", "orders", "things")]);
        body["contracts"][0]["content"] = json!(content);
        post(what, &body.to_string(), Some("contracts"))
    };
    let encoded = |contract: &Value| STANDARD.encode(contract.to_string());
    let deep = format!(r#"{{"deep":{}}}"#, nested(60));
    vec![
        post("invalid JSON to publish", "{not json", None),
        post("a list to publish", "[]", None),
        post("60 levels to publish", &nested(60), None),
        field("a number as a name", "pacticipantName", json!(7)),
        field("an empty name", "pacticipantName", json!("")),
        field("a line break in a version", "pacticipantVersionNumber", json!("1\n2")),
        field("a line break in a branch", "branch", json!("a\nb")),
        field("contracts that are no list", "contracts", json!("x")),
        content("base64 that is none", "!!no base64!!".to_owned()),
        content("a list as a contract", STANDARD.encode("[]")),
        content("a contract that is no text", STANDARD.encode([0xff, 0xfe])),
        content(
            "another consumer inside",
            STANDARD.encode(contract("other", "orders", "x").to_string()),
        ),
        content(
            "another provider inside",
            STANDARD.encode(contract("web", "other", "x").to_string()),
        ),
        content("60 levels inside a contract", STANDARD.encode(deep)),
        content("a consumer that is no object", encoded(&json!({"consumer": "other"}))),
        content(
            "a list as the consumer's name",
            encoded(&json!({"consumer": {"name": ["other"]}})),
        ),
        field("a step of a path as a name", "pacticipantName", json!("..")),
        field("a step of a path as a version", "pacticipantVersionNumber", json!(".")),
        field("a step of a path as a branch", "branch", json!("..")),
        field("a step of a path as a tag", "tags", json!(["."])),
    ]
}

fn bad_pacts() -> Vec<Bad> {
    let put = |what, body: &str, field| bad(Method::PUT, what, PACT, body, field);
    vec![
        put("invalid JSON as a pact", "{oops", None),
        put("nothing as a pact", "", None),
        put("60 levels as a pact", &nested(60), None),
        put(
            "a pact of another consumer",
            &contract("other", "orders", "x").to_string(),
            Some("consumer.name"),
        ),
        put(
            "a pact of another provider",
            &contract("web", "other", "x").to_string(),
            Some("provider.name"),
        ),
        put(
            "a number as the consumer's name",
            r#"{"consumer": {"name": 5}}"#,
            Some("consumer.name"),
        ),
        put(
            "a provider that is no object",
            r#"{"provider": ["orders"]}"#,
            Some("provider"),
        ),
    ]
}

fn bad_selections() -> Vec<Bad> {
    let post = |what, body: &str, field| bad(Method::POST, what, SELECT, body, field);
    let selector = |what, selector: Value| {
        post(
            what,
            &json!({"consumerVersionSelectors": [selector]}).to_string(),
            Some("consumerVersionSelectors"),
        )
    };
    vec![
        post("a list as selection", "[]", None),
        post(
            "a date that is none",
            r#"{"includeWipPactsSince": "someday"}"#,
            Some("includeWipPactsSince"),
        ),
        post(
            "a date beyond four digits",
            r#"{"includeWipPactsSince": "9999-12-31T23:59:59-23:00"}"#,
            Some("includeWipPactsSince"),
        ),
        selector("a number as a selector", json!(7)),
        selector(
            "a selector of an unknown environment",
            json!({"environment": "nowhere"}),
        ),
        selector("a selector that selects nothing", json!({})),
    ]
}

fn bad_resources() -> Vec<Bad> {
    let post = |what, path: &str, body: &str, field| bad(Method::POST, what, path, body, field);
    vec![
        post("a list as an environment", "/environments", "[]", None),
        post(
            "a space in an environment",
            "/environments",
            r#"{"name": "a b", "production": false}"#,
            Some("name"),
        ),
        post(
            "a text for a flag",
            "/environments",
            r#"{"name": "a", "production": "maybe"}"#,
            Some("production"),
        ),
        post(
            "a NUL in a display name",
            "/environments",
            r#"{"name": "a", "displayName": "a\u0000b", "production": false}"#,
            Some("displayName"),
        ),
        post(
            "a step of a path as an environment",
            "/environments",
            r#"{"name": "..", "production": false}"#,
            Some("name"),
        ),
        post("a list as a pacticipant", "/pacticipants", "[]", None),
        post("a pacticipant without a name", "/pacticipants", "{}", Some("name")),
        post(
            "a line break in a name",
            "/pacticipants",
            r#"{"name": "a\nb"}"#,
            Some("name"),
        ),
        post(
            "a step of a path as a pacticipant",
            "/pacticipants",
            r#"{"name": "."}"#,
            Some("name"),
        ),
    ]
}

fn bad(method: Method, what: &'static str, path: &str, body: &str, field: Option<&'static str>) -> Bad {
    Bad {
        what,
        method,
        path: path.to_owned(),
        body: body.into(),
        field,
    }
}
