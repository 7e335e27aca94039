//! A webhook that asks for verification fires again until there is a result.

use std::time::{Duration, Instant};

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use serde_json::json;

use super::receiver::{Manner, Receiver};
use super::{started, until_status};

const REQUIRING: &str = "contract_requiring_verification_published";

/// A broker with a webhook that fires again after a second, for a contract that version 1 of the provider is to verify.
async fn repeating(system: System, receiver: &Receiver) -> Option<TestBroker> {
    let broker = started(system, &[]).await?;
    let on_main = "/pacticipants/orders/branches/main/versions/1";
    broker.put(on_main, &json!({})).await.expect_status(201);
    let hook = json!({"events": [{"name": REQUIRING}], "repeatUntilVerifiedAfter": 1,
        "request": {"method": "POST", "url": receiver.url, "body": "${pactbroker.providerVersionNumber}"}});
    let created = broker.post("/webhooks", &hook).await.expect_status(201);
    assert_eq!(created.json()["repeatUntilVerifiedAfter"], 1);
    broker.publish("web", "1", "orders").await;
    Some(broker)
}

#[tokio::test]
async fn it_fires_until_the_version_has_verified_on_sqlite() {
    it_fires_until_the_version_has_verified(System::Sqlite).await;
}

#[tokio::test]
async fn it_fires_until_the_version_has_verified_on_postgres() {
    it_fires_until_the_version_has_verified(System::Postgres).await;
}

async fn it_fires_until_the_version_has_verified(system: System) {
    let (receiver, began) = (Receiver::well().await, Instant::now());
    let Some(broker) = repeating(system, &receiver).await else {
        return;
    };
    let received = receiver.until(3).await;
    assert!(received.iter().all(|one| one.body == "1"));
    assert_ne!(received[0].id(), received[1].id(), "each is a message of its own");
    assert!(received[1].at - began >= Duration::from_secs(1) && received[2].at - began >= Duration::from_secs(2));

    // Also a failure is a result.
    broker.verify(("web", "1"), ("orders", "1"), false).await;
    let so_far = receiver.received().len();
    receiver.stays_at(so_far, Duration::from_millis(2500)).await;
}

#[tokio::test]
async fn it_does_not_fire_while_the_last_time_is_still_being_delivered() {
    let receiver = Receiver::start(&[], Manner::Hang).await;
    let Some(broker) = repeating(System::Sqlite, &receiver).await else {
        return;
    };
    receiver.until(1).await;
    receiver.stays_at(1, Duration::from_millis(2500)).await;
    broker.stop().await;
}

#[tokio::test]
async fn it_ends_with_the_webhook_or_when_the_version_is_not_in_use_any_more() {
    let receiver = Receiver::well().await;
    let broker = repeating(System::Sqlite, &receiver).await.unwrap();
    until_status(&broker, "success").await;
    let on_main = "/pacticipants/orders/branches/main/versions/2";
    broker.put(on_main, &json!({})).await.expect_status(201);
    let so_far = receiver.received().len();
    receiver.stays_at(so_far, Duration::from_millis(2500)).await;
}

#[tokio::test]
async fn it_is_refused_where_it_means_nothing() {
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    for (event, seconds) in [
        ("contract_published", json!(60)),
        (REQUIRING, json!(0)),
        (REQUIRING, json!("1h")),
    ] {
        let hook = json!({"events": [{"name": event}], "repeatUntilVerifiedAfter": seconds,
            "request": {"method": "POST", "url": "https://ci.example.org"}});
        let refused = broker.post("/webhooks", &hook).await.expect_status(400);
        assert!(
            refused.json()["errors"]["repeatUntilVerifiedAfter"].is_array(),
            "{}",
            refused.text
        );
    }
}
