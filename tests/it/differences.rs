//! What differs between two pacts of a pair, as text and as JSON.

use std::time::Duration;

use accord_broker::config::Settings;
use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::{Value, json};

const PAIR: &str = "/pacts/provider/orders/consumer/web";

/// Version 1 of the contract, and 3, in which each kind of change was made; 2 is as 1 and 4 as 3, written another way.
async fn with_four_versions() -> TestBroker {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    let first = json!({
        "interactions": [
            interaction("an order", "it exists", 200),
            interaction("an order", "it is gone", 404),
            {"description": "a list", "request": {"method": "GET", "path": "/orders"}, "response": {"status": 200}},
        ],
        "metadata": {"pactSpecification": {"version": "2.0.0"}},
    });
    let moved = json!({
        "metadata": first["metadata"],
        "interactions": [first["interactions"][2], first["interactions"][0], first["interactions"][1]],
    });
    let mut third = first.clone();
    third["interactions"][1]["response"] = json!({"status": 410, "headers": {"A/B": "c"}});
    third["interactions"][2] = interaction("a count", "it exists", 200);
    third["metadata"]["pactSpecification"]["version"] = json!("3.0.0");
    for (number, contract) in [("1", &first), ("2", &moved), ("3", &third), ("4", &third)] {
        broker
            .put(&format!("{PAIR}/version/{number}"), contract)
            .await
            .expect_status(201);
    }
    broker
}

fn interaction(description: &str, state: &str, status: u16) -> Value {
    json!({
        "description": description,
        "providerState": state,
        "request": {"method": "GET", "path": "/orders/1"},
        "response": {"status": status},
    })
}

async fn ask(broker: &TestBroker, path: &str, accept: &str) -> Answer {
    let url = format!("{}{PAIR}{path}", broker.base());
    Answer::to(broker.http().request(Method::GET, url).header(ACCEPT, accept)).await
}

async fn document(broker: &TestBroker, path: &str) -> Value {
    let answer = ask(broker, path, "application/json").await.expect_status(200);
    assert_eq!(answer.header("content-type"), Some("application/json;charset=utf-8"));
    answer.json()
}

async fn text(broker: &TestBroker, path: &str) -> String {
    let answer = ask(broker, path, "*/*").await.expect_status(200);
    assert_eq!(answer.header("content-type"), Some("text/plain;charset=utf-8"));
    answer.text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_reads_what_was_added_removed_and_changed() {
    let broker = with_four_versions().await;
    let found = document(&broker, "/version/4/diff/previous-distinct").await;
    assert_eq!(found["before"]["consumerVersion"], "2");
    assert_eq!(found["after"]["consumerVersion"], "4");
    assert_eq!(
        found["interactions"],
        json!({
            "added": [interaction("a count", "it exists", 200)],
            "removed": [{
                "description": "a list",
                "request": {"method": "GET", "path": "/orders"},
                "response": {"status": 200},
            }],
            "changed": [{
                "description": "an order",
                "providerState": "it is gone",
                "fields": [
                    {"path": "/response/headers", "after": {"A/B": "c"}},
                    {"path": "/response/status", "before": 404, "after": 410},
                ],
            }],
        })
    );
    assert_eq!(found["messages"], json!({"added": [], "removed": [], "changed": []}));
    assert_eq!(
        found["document"],
        json!([{"path": "/metadata/pactSpecification/version", "before": "2.0.0", "after": "3.0.0"}])
    );
    let linked = found["_links"]["pb:comparison-pact-version"]["href"].as_str().unwrap();
    broker.get(linked).await.expect_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_reads_lines_of_what_differs() {
    let broker = with_four_versions().await;
    let text = text(&broker, "/version/4/diff/previous-distinct").await;
    let lines: Vec<&str> = text.lines().collect();
    let has = |line: &str| assert!(lines.contains(&line), "`{line}` is missing in\n{text}");
    has("-        \"status\": 404");
    has("+        \"status\": 410");
    has("-      \"description\": \"a list\",");
    has("+      \"version\": \"3.0.0\"");
    has(&format!("  href: {}{PAIR}/version/2", broker.base()));
    has(&format!("  href: {}{PAIR}/version/4", broker.base()));
    for (sign, number) in [("-", 2), ("+", 4)] {
        let heading = format!("{sign} version {number}, published at 2");
        assert!(lines.iter().any(|line| line.starts_with(&heading)), "{heading}: {text}");
    }
    assert!(!text.contains("_id"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_and_contents_are_compared_from_the_older_to_the_newer() {
    let broker = with_four_versions().await;
    let (old, new) = (sha(&broker, "1").await, sha(&broker, "3").await);
    for (path, before, after) in [
        ("/version/3/diff/version/1".to_owned(), "1", "3"),
        ("/version/1/diff/version/4".to_owned(), "1", "4"),
        (format!("/pact-version/{old}/diff/pact-version/{new}"), "2", "4"),
        (format!("/pact-version/{new}/diff/pact-version/{old}"), "2", "4"),
    ] {
        let found = document(&broker, &path).await;
        let numbers = (&found["before"]["consumerVersion"], &found["after"]["consumerVersion"]);
        assert_eq!(numbers, (&json!(before), &json!(after)), "{path}");
        assert_eq!(found["before"]["pactVersion"], json!(old), "{path}");
        assert_eq!(found["interactions"]["added"].as_array().unwrap().len(), 1, "{path}");
    }
}

async fn sha(broker: &TestBroker, number: &str) -> String {
    let pact = broker.get(&format!("{PAIR}/version/{number}")).await.expect_status(200);
    pact.json()["_links"]["pb:pact-version"]["name"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_difference_it_says_so() {
    let broker = with_four_versions().await;
    let nothing = json!({"added": [], "removed": [], "changed": []});
    let first = document(&broker, "/version/2/diff/previous-distinct").await;
    assert_eq!((&first["before"], &first["interactions"]), (&Value::Null, &nothing));
    let none = text(&broker, "/version/2/diff/previous-distinct").await;
    assert!(none.starts_with("No version of web before 2 "), "{none}");

    let same = document(&broker, "/version/2/diff/version/1").await;
    assert_eq!((&same["interactions"], &same["document"]), (&nothing, &json!([])));
    let same = text(&broker, "/version/2/diff/version/1").await;
    assert!(same.contains("Nothing differs"), "{same}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_compared() {
    let broker = with_four_versions().await;
    let sha = sha(&broker, "1").await;
    for path in [
        "/version/9/diff/previous-distinct".to_owned(),
        "/version/9/diff/version/1".to_owned(),
        "/version/1/diff/version/9".to_owned(),
        format!("/pact-version/{sha}/diff/pact-version/unknown"),
        format!("/pact-version/unknown/diff/pact-version/{sha}"),
    ] {
        for accept in ["text/plain", "application/json"] {
            ask(&broker, &path, accept).await.expect_status(404);
        }
    }
    ask(&broker, "/version/3/diff/previous-distinct", "image/png")
        .await
        .expect_status(406);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_keep_all_their_digits() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    for (number, value) in [("1", "12345678901234567890121"), ("2", "12345678901234567890122")] {
        let contract = format!(r#"{{"interactions":[{{"description":"a","n":{value}}}]}}"#);
        let path = format!("{PAIR}/version/{number}");
        let answer = broker.send_raw(Method::PUT, &path, contract.into_bytes()).await;
        answer.expect_status(201);
    }
    let answer = ask(&broker, "/version/2/diff/previous-distinct", "application/json").await;
    let field = r#"{"path":"/n","before":12345678901234567890121,"after":12345678901234567890122}"#;
    assert!(answer.text.contains(field), "{}", answer.text);
}

#[tokio::test]
async fn a_comparison_that_takes_too_long_is_given_up() {
    let adapt = |settings| Settings {
        comparison_timeout: Duration::ZERO,
        ..settings
    };
    let started = TestBroker::start_with(System::Sqlite, adapt).await;
    let broker = started.expect("SQLite is always there");
    for number in ["1", "2"] {
        // So many that comparing them takes longer than noticing that there is no time.
        let state = format!("state {number}");
        let interactions = (0..2_000).map(|index| interaction(&format!("order {index}"), &state, 200));
        let contract = json!({"interactions": interactions.collect::<Vec<_>>()});
        let path = format!("{PAIR}/version/{number}");
        broker.put(&path, &contract).await.expect_status(201);
    }
    for accept in ["application/json", "text/plain"] {
        let answer = ask(&broker, "/version/2/diff/previous-distinct", accept).await;
        let answer = answer.expect_status(408);
        assert!(answer.text.contains("takes longer than"), "{}", answer.text);
    }
}
