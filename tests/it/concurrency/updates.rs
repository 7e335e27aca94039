//! Changes of the same thing at the same moment: none undoes what another one has been told is done.

use accord_tests::api::{Answer, Api};
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::{contract, publication};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

/// How often two changes meet. One alone need not meet the other at the wrong moment.
const ROUNDS: usize = 60;

/// A pacticipant that nothing is known of yet.
async fn created(broker: &Api, round: usize) -> String {
    let name = format!("app-{round}");
    let answer = broker.post("/pacticipants", &json!({"name": name})).await;
    answer.expect_status(201);
    name
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_a_pacticipant_add_up_on_sqlite() {
    changes_of_a_pacticipant_add_up(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_a_pacticipant_add_up_on_postgres() {
    changes_of_a_pacticipant_add_up(System::Postgres).await;
}

async fn changes_of_a_pacticipant_add_up(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    for round in 0..ROUNDS {
        let name = created(&broker, round).await;
        let (address, branch) = (
            json!({"repositoryUrl": "https://git.example.org"}),
            json!({"mainBranch": "main"}),
        );
        let (one, other) = tokio::join!(patch(&broker, &name, &address), patch(&broker, &name, &branch));
        one.expect_status(200);
        other.expect_status(200);
        assert_has_both(&broker, &name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detected_main_branch_outlives_a_change_on_sqlite() {
    a_detected_main_branch_outlives_a_change(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detected_main_branch_outlives_a_change_on_postgres() {
    a_detected_main_branch_outlives_a_change(System::Postgres).await;
}

async fn a_detected_main_branch_outlives_a_change(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    for round in 0..ROUNDS {
        let name = created(&broker, round).await;
        let address = json!({"repositoryUrl": "https://git.example.org"});
        let published = publication(&name, "1", Some("main"), &[contract(&name, "orders", "things")]);
        let (changed, published) = tokio::join!(
            patch(&broker, &name, &address),
            broker.post("/contracts/publish", &published)
        );
        changed.expect_status(200);
        published.expect_status(200);
        assert_has_both(&broker, &name).await;
    }
}

async fn patch(broker: &Api, name: &str, change: &Value) -> Answer {
    let call = broker
        .call(Method::PATCH, &format!("/pacticipants/{name}"))
        .header(CONTENT_TYPE, "application/merge-patch+json");
    Answer::to(call.body(change.to_string())).await
}

async fn assert_has_both(broker: &Api, name: &str) {
    let known = broker
        .get(&format!("/pacticipants/{name}"))
        .await
        .expect_status(200)
        .json();
    assert_eq!(
        (&known["repositoryUrl"], &known["mainBranch"]),
        (&json!("https://git.example.org"), &json!("main")),
        "{name}"
    );
}
