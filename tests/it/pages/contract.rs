//! The page of a contract.

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::{contract, publication};
use regex::Regex;
use serde_json::{Value, json};

use super::visible::{page, visible};

pub(super) const PAIR: &str = "/pacts/provider/orders/consumer/web";

pub(super) async fn started() -> TestBroker {
    TestBroker::start(System::Sqlite).await.expect("SQLite is always there")
}

/// A page, with the broker's address taken out of it.
pub(super) async fn html(broker: &TestBroker, path: &str) -> String {
    let answer = page(broker, path).await.expect_status(200);
    answer.text.replace(broker.base(), "")
}

#[track_caller]
pub(super) fn assert_says(text: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence:?} is not in: {text}");
    }
}

pub(super) async fn put(broker: &TestBroker, number: &str, contract: &Value) {
    let path = format!("{PAIR}/version/{number}");
    broker.put(&path, contract).await.expect_status(201);
}

/// One interaction of each kind and specification, which fit into one contract as the broker takes any.
fn of_every_kind() -> Value {
    json!({
        "consumer": {"name": "web"},
        "provider": {"name": "orders"},
        "interactions": [
            {"description": "an order", "providerState": "order 1 exists",
             "request": {"method": "GET", "path": "/orders/1", "query": "expand=lines&page=1",
                         "headers": {"Accept": "application/json"},
                         "matchingRules": {"$.path": {"match": "regex", "regex": "^/orders/\\d+$"}}},
             "response": {"status": 200, "headers": {"Content-Type": "application/json"},
                          "body": {"id": 1, "lines": [{"sku": "A1"}]},
                          "matchingRules": {"$.body.lines": {"match": "type", "min": 1}}}},
            {"type": "Synchronous/HTTP", "description": "a new order", "pending": true,
             "providerStates": [{"name": "a user", "params": {"id": 7}}, {"name": "stock"}],
             "request": {"method": "POST", "path": "/orders", "body": {"content": {"sku": "A1"}, "contentType": "application/json", "encoded": false}},
             "response": {"status": 201, "generators": {"body": {"$.id": {"type": "Uuid"}}}}},
            {"type": "Asynchronous/Messages", "description": "an event", "metadata": {"topic": "orders"},
             "contents": {"content": "<order/>", "contentType": "application/xml", "encoded": false}},
            {"type": "Synchronous/Messages", "description": "a call",
             "request": {"contents": {"content": {"op": "ping"}, "contentType": "application/json", "encoded": false}},
             "response": [{"contents": {"content": {"op": "pong"}, "contentType": "application/json", "encoded": false}}]},
        ],
        "messages": [{"description": "an old event", "contents": {"id": 3}, "providerStates": [{"name": "it was placed"}]}],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_interaction_is_told_in_words() {
    let broker = started().await;
    put(&broker, "1", &of_every_kind()).await;
    let page = html(&broker, &format!("{PAIR}/version/1")).await;
    assert_says(
        &visible(&page),
        &[
            "5 interactions, Pact specification 4.0",
            "GET /orders/1 → 200",
            "Given order 1 exists",
            "expand lines page 1",
            "path matches the regular expression ^/orders/\\d+$",
            "body $.lines has at least 1 elements, each of the same type as that of the example",
            "\"sku\" : \"A1\"",
            "a user with id = 7 stock",
            "pending: may fail",
            "body $.id is a random UUID",
            "topic orders",
            "<order/>",
            "message with answer",
            "Given it was placed",
        ],
    );
    let anchors = Regex::new(r#"<article class="interaction" id="([\w-]+)">"#).unwrap();
    let anchors: Vec<&str> = anchors
        .captures_iter(&page)
        .map(|found| found.extract::<1>().1[0])
        .collect();
    assert_eq!(anchors.len(), 5);
    for anchor in anchors {
        assert!(
            page.contains(&format!("<li><a href=\"#{anchor}\">")),
            "{anchor} is in the list"
        );
        let alone = html(&broker, &format!("{PAIR}/version/1?interaction={anchor}")).await;
        assert_eq!(alone.matches("<article").count(), 1, "{anchor}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_is_shown_at_each_of_its_addresses() {
    let broker = started().await;
    put(&broker, "1", &contract("web", "orders", "things")).await;
    let branch = "/pacticipants/web/branches/feat%2Fx/versions/1";
    broker.put(branch, &json!({})).await.expect_status(201);
    let tag = "/pacticipants/web/versions/1/tags/dev";
    broker.put(tag, &json!({})).await.expect_status(201);
    let pact = broker.get(&format!("{PAIR}/version/1")).await.expect_status(200);
    assert_eq!(pact.header("content-type"), Some("application/hal+json;charset=utf-8"));
    put(&broker, "2", &contract("web", "orders", "things")).await;
    let content = pact.link("pb:pact-version");
    let results = pact.link("pb:publish-verification-results");
    let with_metadata = format!("{content}/metadata/Y3ZuPTE");
    for (path, version) in [
        (format!("{PAIR}/version/1"), "1"),
        (format!("{PAIR}/versions/1"), "1"),
        ("/pact/provider/orders/consumer/web/version/1".to_owned(), "1"),
        (format!("{PAIR}/latest"), "2"),
        ("/pact/provider/orders/consumer/web/latest".to_owned(), "2"),
        (format!("{PAIR}/latest-untagged"), "2"),
        (format!("{PAIR}/latest/dev"), "1"),
        (format!("{PAIR}/branch/feat%2Fx/latest"), "1"),
        (content.clone(), "2"),
        (with_metadata, "1"),
    ] {
        let page = html(&broker, &path).await;
        let own = format!("<a class=\"mono\" href=\"/pacticipants/web/versions/{version}\">{version}</a>");
        assert!(page.contains(&own), "{path} is of version {version}");
    }
    let first = html(&broker, &format!("{PAIR}/version/1")).await;
    assert_says(
        &visible(&first),
        &[
            "feat/x",
            "tag dev",
            "never verified",
            "nobody has verified this content yet",
            "Next: 2",
            "2 just now , same content",
        ],
    );
    let raw = Regex::new(r#"href="(/ui/raw/[^"]+)""#).unwrap();
    let raw = broker.get(&raw.captures(&first).unwrap()[1]).await.expect_status(200);
    assert_eq!(raw.header("content-type"), Some("application/json;charset=utf-8"));
    assert_eq!(raw.json()["interactions"][0]["description"], "a request for things");

    let result = json!({"success": false, "providerApplicationVersion": "77"});
    broker.post(&results, &result).await.expect_status(201);
    put(&broker, "3", &contract("web", "orders", "other things")).await;
    assert_says(
        &visible(&html(&broker, &format!("{PAIR}/version/1")).await),
        &["failed by version 77"],
    );
    let third = html(&broker, &format!("{PAIR}/version/3")).await;
    assert!(third.contains(&format!("href=\"{PAIR}/version/3/diff/previous-distinct\"")));
    assert_says(&visible(&third), &["Previous: 2"]);
    let before = html(&broker, &format!("{PAIR}/version/3/previous-distinct")).await;
    assert_says(&visible(&before), &["Consumer version 2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_build_is_a_link_if_a_browser_may_follow_it() {
    let broker = started().await;
    for (number, url, is_link) in [("1", "https://ci/1?a=b&c", true), ("2", "javascript:alert(1)", false)] {
        let mut body = publication("web", number, Some("main"), &[contract("web", "orders", "things")]);
        body["buildUrl"] = json!(url);
        broker.post("/contracts/publish", &body).await.expect_status(200);
        let page = html(&broker, &format!("{PAIR}/version/{number}")).await;
        assert_says(&visible(&page), &[url]);
        assert_eq!(page.contains("rel=\"noreferrer\""), is_link, "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_takes_no_more_statements_when_there_are_more_contracts() {
    let broker = started().await;
    let mut counts = Vec::new();
    for number in 1..20 {
        put(
            &broker,
            &number.to_string(),
            &contract("web", "orders", &format!("things {number}")),
        )
        .await;
        let before = broker.statements().count();
        html(&broker, &format!("{PAIR}/latest")).await;
        counts.push(broker.statements().count() - before);
    }
    assert_eq!(counts[1], counts[18], "{counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_looks_as_it_did() {
    let broker = started().await;
    put(&broker, "1", &of_every_kind()).await;
    let page = html(&broker, &format!("{PAIR}/version/1")).await;
    let content = page
        .split_once("<main")
        .unwrap()
        .1
        .split_once("<footer")
        .unwrap()
        .0
        .to_owned();
    let changing = [
        (r#"<time [^>]*>[^<]*</time>"#, "<time>some time</time>"),
        (r"\n\s*\n+", "\n"),
    ];
    let fixed = changing.iter().fold(content, |page, (pattern, with)| {
        Regex::new(pattern).unwrap().replace_all(&page, *with).into_owned()
    });
    insta::assert_snapshot!("contract", fixed);
}
