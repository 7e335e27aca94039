//! The page of a verification result.

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use serde_json::{Value, json};

use super::contract::{PAIR, assert_says, html, put, started};
use super::contract_hostile::{HOSTILE, assert_harmless};
use super::visible::visible;

/// A contract with three interactions, and the ids that the broker gave them.
async fn with_contract(broker: &TestBroker) -> Vec<String> {
    let interaction = |description: &str| json!({"description": description, "request": {"method": "GET", "path": "/"}, "response": {"status": 200}});
    let contract = json!({"interactions": [interaction("an order"), interaction("a list"), interaction("a count")]});
    put(broker, "1", &contract).await;
    let pact = broker.get(&format!("{PAIR}/version/1")).await.expect_status(200).json();
    let interactions = pact["interactions"].as_array().unwrap();
    interactions
        .iter()
        .map(|one| one["_id"].as_str().unwrap().to_owned())
        .collect()
}

/// The address of the result that is published.
async fn published(broker: &TestBroker, result: &Value) -> String {
    let pact = broker.get(&format!("{PAIR}/version/1")).await.expect_status(200);
    let answer = broker.post(&pact.link("pb:publish-verification-results"), result).await;
    answer.expect_status(201).link("self").replace(broker.base(), "")
}

async fn a_result_is_told_interaction_by_interaction(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    let ids = with_contract(&broker).await;
    let result = json!({
        "success": false,
        "providerApplicationVersion": "77",
        "buildUrl": "https://ci/9",
        "verifiedBy": {"implementation": "Pact-Rust", "version": "1.2", "clientLanguage": {"testFramework": "mocha"}},
        "testResults": [
            {"interactionId": ids[0], "success": false, "exceptions": [{"message": "connection refused"}], "mismatches": [
                {"attribute": "status", "description": "expected 200 but was 404"},
                {"attribute": "body", "identifier": "$.id", "description": "not the same type", "expected": 1, "actual": "one"},
            ]},
            {"interactionDescription": "a list", "success": true},
        ],
    });
    let page = html(&broker, &published(&broker, &result).await).await;
    assert_says(
        &visible(&page),
        &[
            "Provider version 77",
            "Build https://ci/9",
            "Verifier Pact-Rust 1.2",
            "1 failed, 1 kept, 1 not told about",
            "failed an order",
            "connection refused",
            "status expected 200 but was 404 Expected 200 Received 404",
            "body $.id not the same type Expected 1 Received one",
            "Kept a list",
            "Not told about a count",
        ],
    );
    let link = page
        .split("?interaction=")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    let contract = html(&broker, &format!("{PAIR}/version/1?interaction={link}")).await;
    assert_says(&visible(&contract), &["failed by version 77", "an order"]);

    let older = json!({
        "success": true,
        "providerApplicationVersion": "78",
        "testResults": {"tests": [{"interactionDescription": "a count", "status": "passed"}], "summary": {"testCount": 1}},
    });
    assert_says(
        &visible(&html(&broker, &published(&broker, &older).await).await),
        &["0 failed, 1 kept, 2 not told about"],
    );
    let silent = json!({"success": true, "providerApplicationVersion": "79"});
    let silent = visible(&html(&broker, &published(&broker, &silent).await).await);
    assert_says(&silent, &["told nothing about single interactions"]);
    let strange = json!({"success": true, "providerApplicationVersion": "79", "testResults": {"a": ["b"]}});
    let strange = visible(&html(&broker, &published(&broker, &strange).await).await);
    assert_says(&strange, &["in a form that is not known here", "\"b\""]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_told_interaction_by_interaction_on_sqlite() {
    a_result_is_told_interaction_by_interaction(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_told_interaction_by_interaction_on_postgres() {
    a_result_is_told_interaction_by_interaction(System::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_is_told_in_parts() {
    let broker = started().await;
    with_contract(&broker).await;
    let mut last = String::new();
    for number in 1..=45 {
        let result = json!({"success": number % 2 == 0, "providerApplicationVersion": format!("v{number}")});
        last = published(&broker, &result).await;
    }
    let before = broker.statements().count();
    let mut page = html(&broker, &last).await;
    let statements = broker.statements().count() - before;
    assert_says(
        &visible(&page),
        &[
            "failed by version v45 just now , this result",
            "verified by version v44",
        ],
    );
    let mut seen = Vec::new();
    loop {
        let text = visible(&page);
        let versions = text.split("by version v").skip(1);
        seen.extend(versions.map(|rest| rest.split(' ').next().unwrap().parse::<u32>().unwrap()));
        let Some(earlier) = page
            .split("rel=\"next\" class=\"button plain\"")
            .nth(1)
            .or_else(|| page.split("rel=\"next\"").nth(1))
        else {
            break;
        };
        let address = earlier.split('"').nth(1).unwrap().to_owned();
        page = html(&broker, address.split('#').next().unwrap()).await;
    }
    assert_eq!(seen, (1..=45).rev().collect::<Vec<_>>(), "each once, newest first");
    let first = html(&broker, &format!("{}/latest", last.rsplit_once('/').unwrap().0)).await;
    assert_says(&visible(&first), &["v45"]);
    assert!(statements < 25, "{statements}");
    let nobody = format!("{}/x1", last.rsplit_once('/').unwrap().0);
    broker.get(&nobody).await.expect_status(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_result_is_text_and_nothing_else() {
    let broker = started().await;
    let ids = with_contract(&broker).await;
    let mismatch = json!({"attribute": HOSTILE, "identifier": HOSTILE, "description": HOSTILE, "expected": HOSTILE, "actual": {HOSTILE: HOSTILE}});
    for results in [
        json!([
            {"interactionId": ids[0], "success": false, "mismatches": [mismatch], "exceptions": [{"message": HOSTILE}]},
            {"interactionId": HOSTILE, "interactionDescription": HOSTILE, "success": true},
            {"interactionDescription": HOSTILE, "interactionProviderState": HOSTILE, "success": false},
            7, null,
        ]),
        json!({HOSTILE: HOSTILE}),
    ] {
        let result = json!({
            "success": false,
            "providerApplicationVersion": "1\"onload=\"alert(1)",
            "buildUrl": "javascript:alert(1)",
            "verifiedBy": {"implementation": "<script>alert(1)</script>", "version": "1"},
            "testResults": results,
        });
        let page = html(&broker, &published(&broker, &result).await).await;
        assert_harmless(&page);
        assert_says(&visible(&page), &["<script>alert(1)</script>", "javascript:alert(1)"]);
    }
    let many: Vec<Value> = (0..5_000)
        .map(|_| json!({"interactionDescription": "x".repeat(500), "success": false, "mismatches": ["y".repeat(500)]}))
        .collect();
    let result = json!({"success": false, "providerApplicationVersion": "2", "testResults": many});
    let page = html(&broker, &published(&broker, &result).await).await;
    assert!(page.len() < 600_000, "{} bytes", page.len());
    assert_says(&visible(&page), &["5,000 failed", "4900 more are not shown"]);
}
