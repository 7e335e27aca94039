//! What is deleted takes along what it triggered; a webhook leaves it.

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use serde_json::json;

use super::{create, delete, listed, webhook, with_a_pair};

const PACT: &str = "/pacts/provider/orders/consumer/web";

/// Webhooks of every scope; two versions of the pact and a result have triggered the one of the pair.
async fn with_history(system: System) -> Option<TestBroker> {
    let broker = with_a_pair(system).await?;
    let events = ["contract_published", "provider_verification_published"];
    create(
        &broker,
        "/webhooks/provider/orders/consumer/web",
        &webhook("pair", &events),
    )
    .await;
    create(
        &broker,
        "/webhooks/provider/orders",
        &webhook("provider", &["contract_content_changed"]),
    )
    .await;
    create(&broker, "/webhooks", &webhook("all", &["contract_content_changed"])).await;
    broker.publish("web", "2", "orders").await;
    broker.publish("web", "3", "orders").await;
    broker.verify(("web", "3"), ("orders", "9"), true).await;
    assert_eq!(count(&broker, "triggeredWebhooks").await, 3);
    Some(broker)
}

async fn count(broker: &TestBroker, what: &str) -> u64 {
    let metrics = broker.get("/metrics").await.expect_status(200).json();
    metrics[what]["count"].as_u64().unwrap()
}

/// Deletes something; then that many triggered webhooks and these webhooks are left.
async fn leaves(path: &str, triggered: u64, webhooks: &[&str]) {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = with_history(system).await else {
            return;
        };
        delete(&broker, path).await;
        assert_eq!(
            count(&broker, "triggeredWebhooks").await,
            triggered,
            "{path} on {system:?}"
        );
        assert_eq!(listed(&broker, "/webhooks").await, webhooks, "{path} on {system:?}");
    }
}

#[tokio::test]
async fn a_pact_takes_along_what_it_triggered() {
    leaves(&format!("{PACT}/version/2"), 2, &["pair", "provider", "all"]).await;
}

#[tokio::test]
async fn a_version_takes_along_what_its_pacts_and_results_triggered() {
    leaves("/pacticipants/web/versions/3", 1, &["pair", "provider", "all"]).await;
    leaves("/pacticipants/orders/versions/9", 2, &["pair", "provider", "all"]).await;
}

#[tokio::test]
async fn a_result_takes_along_what_it_triggered() {
    let latest = format!("{PACT}/latest/verification-results/latest");
    leaves(&latest, 2, &["pair", "provider", "all"]).await;
}

#[tokio::test]
async fn a_pacticipant_takes_along_the_webhooks_that_name_it() {
    leaves("/pacticipants/web", 0, &["provider", "all"]).await;
    leaves("/pacticipants/orders", 0, &["all"]).await;
}

#[tokio::test]
async fn an_integration_takes_along_the_webhooks_of_exactly_its_pair() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = with_history(system).await else {
            return;
        };
        // Another integration, so that neither side goes with this one.
        broker.publish("web", "1", "billing").await;
        broker.publish("app", "1", "orders").await;
        let left = count(&broker, "triggeredWebhooks").await - 3;
        delete(&broker, "/integrations/provider/orders/consumer/web")
            .await
            .expect_status(204);
        assert_eq!(listed(&broker, "/webhooks").await, ["provider", "all"]);
        assert_eq!(count(&broker, "triggeredWebhooks").await, left);
    }
}

#[tokio::test]
async fn all_integrations_take_along_every_webhook() {
    leaves("/integrations", 0, &[]).await;
}

#[tokio::test]
async fn a_webhook_leaves_what_it_was_triggered_for() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = with_history(system).await else {
            return;
        };
        let list = format!("{PACT}/version/2/triggered-webhooks");
        let before = broker.get(&list).await.expect_status(200).json();
        let hook = &before["_embedded"]["triggeredWebhooks"][0]["_links"]["pb:webhook"]["href"];
        delete(&broker, hook.as_str().unwrap()).await.expect_status(204);

        let after = broker.get(&list).await.expect_status(200).json();
        let left = &after["_embedded"]["triggeredWebhooks"][0];
        assert_eq!(left["name"], "POST 127.0.0.1");
        assert!(left["_links"].get("pb:webhook").is_none(), "{left}");
        let logs = broker
            .get(left["_links"]["pb:logs"]["href"].as_str().unwrap())
            .await
            .expect_status(200);
        assert_eq!(logs.json()["consumerName"], json!("web"));
    }
}
