//! Contracts that would harm who looks at them, or that are too much to look at.

use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use regex::Regex;
use reqwest::Method;
use serde_json::{Value, json};

use super::contract::{PAIR, assert_says, html, put, started};
use super::visible::visible;

/// What would run, or turn the page round, if a page took it for more than text.
pub(super) const HOSTILE: &str = "</title></pre><script>alert(1)</script><img src=x onerror=alert(1)>\"onload=\"alert(1)' javascript:alert(1) \u{202e}\u{0}";

/// Nothing of a page may come from a contract but text: tags have the attributes that templates give them, and addresses
/// lead to pages.
#[track_caller]
pub(super) fn assert_harmless(page: &str) {
    let tags = Regex::new("<[^>]*>").unwrap();
    let attributes = Regex::new(r#"([\w-]+)="([^"]*)""#).unwrap();
    let bare = Regex::new(r"^<(/?[a-z0-9]+(\s+(open|hidden|selected))*|!doctype html)\s*/?>$").unwrap();
    for tag in tags.find_iter(page).map(|tag| tag.as_str()) {
        assert!(bare.is_match(&attributes.replace_all(tag, "")), "{tag}");
        for found in attributes.captures_iter(tag) {
            let (name, value) = (&found[1], &found[2]);
            assert!(!name.starts_with("on") && name != "style", "{tag}");
            let is_address = ["href", "src", "action"].contains(&name);
            assert!(!is_address || value.starts_with(['/', '#']), "{tag}");
        }
    }
    assert_eq!(page.matches("<script").count(), 1, "only the page's own script");
    assert!(
        !page.contains(['\0', '\u{202e}']),
        "nothing turns text round or ends it"
    );
}

/// The same text wherever a contract may have one.
fn hostile_contract() -> Value {
    let text = HOSTILE;
    json!({
        "interactions": [
            {"description": text, "providerStates": [{"name": text, "params": {text: text}}], "comments": {"text": [text]},
             "request": {"method": text, "path": text, "query": {text: [text]}, "headers": {text: text}, "body": {text: [text]},
                         "matchingRules": {text: {text: {"matchers": [{"match": "regex", "regex": text}, {"match": text}]}},
                                           format!("$.headers['{text}']"): {"match": "include", "value": text}},
                         "generators": {"body": {text: {"type": "ProviderState", "expression": text}}}},
             "response": {"status": text, "headers": {"Link": "javascript:alert(1)"}, "body": text}},
            {"type": text, "description": {"a": text}},
            {"type": "Asynchronous/Messages", "description": "שלום \u{202e}abc", "contents": {"content": text, "contentType": text, "encoded": text}},
            7, null, [text],
        ],
        "metadata": {"pactSpecification": {"version": text}},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_contract_is_text_and_nothing_else() {
    let broker = started().await;
    put(&broker, "1", &hostile_contract()).await;
    let page = html(&broker, &format!("{PAIR}/version/1")).await;
    assert_harmless(&page);
    assert_says(
        &visible(&page),
        &[
            "6 interactions",
            "<script>alert(1)</script>",
            "\\u202e",
            "\\u0000",
            "שלום",
            "(no description)",
        ],
    );
    // What cannot be read as a query says nothing.
    assert_harmless(&html(&broker, &format!("{PAIR}/version/1?%FF=x")).await);
    let hostile = format!("{PAIR}/version/1?interaction=%22%3E%3Cscript%3E&page=%3Cscript%3E");
    assert_harmless(&html(&broker, &hostile).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_any_length_and_script_are_text() {
    let broker = started().await;
    let (consumer, number) = ("שלום<script>".repeat(60), "1\"onload=\"alert(1)");
    let path = format!(
        "/pacts/provider/orders/consumer/{}/version/{}",
        percent(&consumer),
        percent(number)
    );
    broker.put(&path, &json!({"interactions": []})).await.expect_status(201);
    let page = html(&broker, &path).await;
    assert_harmless(&page);
    assert_says(&visible(&page), &["no interactions, so every provider fulfils it"]);
}

fn percent(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

async fn publish_bytes(broker: &TestBroker, number: &str, contract: &Value) {
    let path = format!("{PAIR}/version/{number}");
    let body = serde_json::to_vec(contract).unwrap();
    broker.send_raw(Method::PUT, &path, body).await.expect_status(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_interactions_are_shown_in_parts() {
    let broker = started().await;
    let interaction = |number: usize| {
        let path = format!("/things/{number}");
        json!({"description": format!("thing {number}"), "request": {"method": "GET", "path": path}, "response": {"status": 200, "body": {"id": number}}})
    };
    let interactions: Vec<Value> = (1..=10_000).map(interaction).collect();
    publish_bytes(&broker, "1", &json!({"interactions": interactions})).await;
    let first = html(&broker, &format!("{PAIR}/version/1")).await;
    assert!(first.len() < 1_000_000, "{} bytes", first.len());
    assert_eq!(first.matches("<article").count(), 50);
    assert_says(
        &visible(&first),
        &[
            "10,000 interactions",
            "Interactions 1 to 50 of 10,000: this contract is too long for one page. All of it is in the raw JSON",
            "The list ends after 1000 interactions; 9000 more are",
        ],
    );
    let last = html(&broker, &format!("{PAIR}/version/1?page=200")).await;
    assert_says(
        &visible(&last),
        &["Interactions 9,951 to 10,000 of 10,000", "thing 10000"],
    );
    assert_says(
        &visible(&html(&broker, &format!("{PAIR}/version/1?page=201")).await),
        &["thing 10000"],
    );
    let elsewhere = Regex::new(r##"<li><a href="([^"#]*\?interaction=i-\w+)"><bdi>thing 777<"##).unwrap();
    let alone = html(&broker, &elsewhere.captures(&first).expect("the list leads there")[1]).await;
    assert_says(
        &visible(&alone),
        &["GET /things/777", "One interaction of 10,000 interactions"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn huge_bodies_are_cut_and_told_so() {
    let broker = started().await;
    let huge = json!({"description": "huge", "request": {"method": "GET", "path": "/"}, "response": {"status": 200, "body": {"text": "x".repeat(5_000_000)}}});
    publish_bytes(&broker, "1", &json!({"interactions": [huge]})).await;
    let page = html(&broker, &format!("{PAIR}/version/1")).await;
    assert!(page.len() < 100_000, "{} bytes", page.len());
    assert_says(
        &visible(&page),
        &["Cut here: the rest is too long for this page", "Raw JSON"],
    );

    let long = |number: usize| json!({"description": format!("long {number}"), "request": {"path": "/"}, "response": {"body": "y".repeat(100_000)}});
    let interactions: Vec<Value> = (0..50).map(long).collect();
    publish_bytes(&broker, "2", &json!({"interactions": interactions})).await;
    let page = html(&broker, &format!("{PAIR}/version/2")).await;
    assert!(page.len() < 600_000, "{} bytes", page.len());
    assert_says(
        &visible(&page),
        &[
            "50 interactions",
            "This page is long enough already. Show this interaction alone",
        ],
    );
    let nothing = Answer::to(broker.http().get(format!("{}{PAIR}/version/9", broker.base()))).await;
    nothing.expect_status(404);
}
