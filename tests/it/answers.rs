//! Answers in cases that no recording has.

use accord_tests::api::{Answer, Api};
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::{contract, publication};
use reqwest::Method;
use serde_json::{Value, json};

async fn publish(broker: &Api, version: &str, branch: &str, providers: &[&str]) {
    let contracts: Vec<Value> = providers.iter().map(|name| contract("web", name, "things")).collect();
    let body = publication("web", version, Some(branch), &contracts);
    broker.post("/contracts/publish", &body).await.expect_status(200);
}

async fn in_both_databases(check: impl AsyncFn(&Api)) {
    for system in [System::Sqlite, System::Postgres] {
        if let Some(broker) = TestBroker::start(system).await {
            check(&broker).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_and_the_main_branch_are_both_meant() {
    in_both_databases(async |broker| {
        publish(broker, "1", "main", &["orders"]).await;
        broker.verify(("web", "1"), ("orders", "1"), true).await;
        publish(broker, "2", "feat", &["orders"]).await;
        for latest in ["", "&q[][latest]=true"] {
            let question = format!("/matrix?q[][pacticipant]=web&q[][branch]=feat&q[][mainBranch]=true{latest}");
            let answer = broker.get(&question).await.expect_status(200).json();
            assert_eq!(answer["matrix"], json!([]), "{latest}");
            assert_eq!(answer["summary"]["deployable"], false, "{latest}");
        }
        // Who is on both is found.
        broker
            .put("/pacticipants/web/branches/feat/versions/1", &json!({}))
            .await
            .expect_status(201);
        let question = "/matrix?q[][pacticipant]=web&q[][branch]=feat&q[][mainBranch]=true&latestby=cvp";
        let answer = broker.get(question).await.expect_status(200).json();
        assert_eq!(answer["matrix"][0]["consumer"]["version"]["number"], "1");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_without_the_tag_is_not_said_to_be_unknown() {
    in_both_databases(async |broker| {
        publish(broker, "1", "main", &["orders"]).await;
        let question = "/matrix?q[][pacticipant]=web&q[][version]=1&q[][tag]=live&latestby=cvp";
        let answer = broker.get(question).await.expect_status(200).json();
        let blocker = &answer["blockers"][0];
        let text = blocker["text"].as_str().unwrap();
        assert!(text.contains("version 1 of web with tag live"), "{text}");
        let command = blocker["command"].as_str().unwrap();
        assert!(command.contains("create-version-tag"), "{command}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_branch_falls_back_on_no_other() {
    in_both_databases(async |broker| {
        publish(broker, "1", "feat", &["orders"]).await;
        let fallback = json!({"consumerVersionSelectors": [{"branch": "main", "fallbackBranch": "feat"}]});
        let found = async || {
            let asked = broker.post("/pacts/provider/orders/for-verification", &fallback).await;
            let pacts = asked.expect_status(200).json()["_embedded"]["pacts"].clone();
            pacts.as_array().unwrap().len()
        };
        assert_eq!(found().await, 1);
        // From now on it has the branch, and nothing there for this provider.
        publish(broker, "2", "main", &["stock"]).await;
        assert_eq!(found().await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_version_that_nobody_misses_is_told() {
    in_both_databases(async |broker| {
        broker.publish("web", "1", "orders").await;
        for (version, instance) in [("5", "a"), ("6", "b")] {
            let path = format!("/pacticipants/orders/versions/{version}");
            broker.put(&path, &json!({})).await.expect_status(201);
            if broker.get("/environments").await.json()["_embedded"]["environments"] == json!([]) {
                broker.create_environment("production").await;
            }
            let known = broker.get(&path).await.json();
            let link = known["_links"]["pb:record-deployment"][0]["href"].as_str().unwrap();
            let deployed = broker.post(link, &json!({"applicationInstance": instance})).await;
            deployed.expect_status(201);
        }
        broker.verify(("web", "1"), ("orders", "5"), true).await;
        let answer = broker
            .get("/can-i-deploy?pacticipant=web&version=1&environment=production")
            .await
            .expect_status(200)
            .json();
        assert_eq!(answer["summary"]["deployable"], true);
        let text = answer["notices"][0]["text"].as_str().unwrap();
        assert!(
            text.contains("(6) has not verified the contract of version 1 of web"),
            "{text}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_reads_otherwise_is_sent_again() {
    in_both_databases(async |broker| {
        publish(broker, "1", "main", &["orders"]).await;
        let pact = broker.get("/pacts/provider/orders/consumer/web/version/1").await;
        let by_content = pact.link("pb:pact-version");
        let extended = "application/vnd.pactbrokerextended.v1+json";
        let ask = async |accept: &str, known: &str| {
            let call = broker.call_accepting(accept, Method::GET, &by_content);
            Answer::to(call.header("if-none-match", known)).await
        };
        let first = ask(extended, "\"none\"").await.expect_status(200);
        let etag = first.header("etag").unwrap().to_owned();
        ask(extended, &etag).await.expect_status(304);
        ask("application/hal+json", &etag).await.expect_status(200);
        broker
            .put("/pacticipants/web/versions/1/tags/live", &json!({}))
            .await
            .expect_status(201);
        let again = ask(extended, &etag).await.expect_status(200);
        assert!(again.text.contains("live"), "{}", again.text);
    })
    .await;
}
