//! Contracts of one version that join, and those that cannot.

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::{contract, publication};
use serde_json::json;

#[tokio::test]
async fn a_contract_of_another_version_of_the_specification_does_not_join() {
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    broker.publish("web", "1", "orders").await;
    let pact = "/pacts/provider/orders/consumer/web/version/1";
    let before = broker.get(pact).await.expect_status(200).json();

    let mut newer = contract("web", "orders", "boxes");
    newer["metadata"]["pactSpecification"]["version"] = json!("4.0");
    newer["interactions"][0]["type"] = json!("Synchronous/HTTP");
    let mut body = publication("web", "1", Some("main"), &[newer]);
    body["contracts"][0]["onConflict"] = json!("merge");
    let refused = broker.post("/contracts/publish", &body).await.expect_status(409);
    let told = refused.json()["errors"]["contracts"][0].to_string();
    assert!(told.contains("2.0.0") && told.contains("4.0"), "{}", refused.text);
    assert_eq!(broker.get(pact).await.expect_status(200).json(), before);
}
