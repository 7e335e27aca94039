//! Lists of contracts, as the official command line reads them.

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::{contract, publication};
use serde_json::{Value, json};

/// Version 1 of the web site is on the main branch, version 2 on another.
async fn with_two_branches() -> TestBroker {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    for (version, branch) in [("1", "main"), ("2", "feature")] {
        let body = publication("web", version, Some(branch), &[contract("web", "orders", version)]);
        broker.post("/contracts/publish", &body).await.expect_status(200);
    }
    broker
}

#[tokio::test]
async fn pacts_of_a_pair_are_linked_as_those_of_a_provider() {
    let broker = with_two_branches().await;
    for (path, version) in [
        ("branch", "1"),
        ("branch/versions", "1"),
        ("branch/main", "1"),
        ("branch/feature", "2"),
        ("branch/feature/latest/versions", "2"),
    ] {
        let path = format!("/pacts/provider/orders/consumer/web/{path}");
        let document: Value = broker.get(&path).await.expect_status(200).json();
        let href = format!("{}/pacts/provider/orders/consumer/web/version/{version}", broker.base());
        let pacts = &document["_links"]["pb:pacts"];
        assert_eq!(pacts.as_array().map(Vec::len), Some(1), "{path}: {document}");
        assert_eq!(
            (&pacts[0]["href"], &pacts[0]["name"]),
            (&json!(href), &json!("web")),
            "{path}"
        );
        assert!(
            pacts[0]["title"].as_str().is_some_and(|title| title.contains(version)),
            "{path}: {pacts}"
        );
    }
}
