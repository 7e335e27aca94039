//! Deliveries are found, asked for again, and end by themselves when nothing works.

use accord_tests::database::System;
use serde_json::{Value, json};

use super::super::delete;
use super::receiver::{Manner, Receiver};
use super::{change, deliveries, hook_to, log, published_hook, started, until_status};

fn link<'a>(delivery: &'a Value, relation: &str) -> &'a str {
    delivery["_links"][relation]["href"].as_str().unwrap()
}

#[tokio::test]
async fn what_was_given_up_is_delivered_again_when_somebody_asks_on_sqlite() {
    what_was_given_up_is_delivered_again_when_somebody_asks(System::Sqlite).await;
}

#[tokio::test]
async fn what_was_given_up_is_delivered_again_when_somebody_asks_on_postgres() {
    what_was_given_up_is_delivered_again_when_somebody_asks(System::Postgres).await;
}

async fn what_was_given_up_is_delivered_again_when_somebody_asks(system: System) {
    let Some(broker) = started(system, &[0]).await else {
        return;
    };
    let receiver = Receiver::start(&[], Manner::Answer(500)).await;
    let hook = published_hook(&broker, &receiver).await;
    broker.publish("web", "1", "orders").await;
    let given_up = until_status(&broker, "failure").await;

    // The schedule begins anew: two attempts again.
    let again = link(&given_up, "pb:redeliver");
    let accepted = broker.post(again, &json!({})).await.expect_status(202).json();
    assert_eq!(accepted["uuid"], given_up["uuid"]);
    receiver.until(4).await;
    let given_up = until_status(&broker, "failure").await;
    assert_eq!(given_up["attemptsMade"], 4);

    receiver.change(Manner::Answer(200));
    broker.post(again, &json!({})).await.expect_status(202);
    let delivered = until_status(&broker, "success").await;
    let received = receiver.until(5).await;
    assert!(
        received
            .iter()
            .all(|one| one.id() == delivered["uuid"].as_str().unwrap())
    );
    let shown = broker.get(link(&delivered, "self")).await.expect_status(200).json();
    assert_eq!(shown["attemptsMade"], 5);

    delete(&broker, &hook).await.expect_status(204);
    broker.post(again, &json!({})).await.expect_status(422);
    assert!(deliveries(&broker, "").await[0]["_links"].get("pb:redeliver").is_none());
    broker
        .post("/triggered-webhooks/no-such-one/redeliver", &json!({}))
        .await
        .expect_status(404);
}

#[tokio::test]
async fn deliveries_are_filtered_and_read_in_parts_on_sqlite() {
    deliveries_are_filtered_and_read_in_parts(System::Sqlite).await;
}

#[tokio::test]
async fn deliveries_are_filtered_and_read_in_parts_on_postgres() {
    deliveries_are_filtered_and_read_in_parts(System::Postgres).await;
}

async fn deliveries_are_filtered_and_read_in_parts(system: System) {
    let Some(broker) = started(system, &[]).await else {
        return;
    };
    let (well, bad) = (Receiver::well().await, Receiver::start(&[], Manner::Answer(500)).await);
    let good = published_hook(&broker, &well).await;
    hook_to(&broker, &bad, &["contract_content_changed"]).await;
    for consumer in ["web", "app"] {
        broker.publish(consumer, "1", "orders").await;
        broker.publish(consumer, "2", "orders").await;
    }
    broker.publish("web", "1", "billing").await;
    // Five publications; three of them said something new.
    well.until(5).await;
    bad.until(3).await;
    while deliveries(&broker, "?status=not_run").await != [Value::Null; 0] {}

    let uuid = good.rsplit('/').next().unwrap();
    for (query, count) in [
        ("", 8),
        ("?status=failure", 3),
        ("?status=success", 5),
        ("?status=retrying", 0),
        (&format!("?webhook={uuid}"), 5),
        ("?consumer=app", 3),
        ("?consumer=web&provider=billing", 2),
        ("?provider=orders&status=failure", 2),
        ("?event=contract_content_changed", 3),
        ("?event=provider_verification_failed", 0),
    ] {
        assert_eq!(deliveries(&broker, query).await.len(), count, "{query}");
    }
    for (query, status) in [
        ("?status=lost", 400),
        ("?event=x", 400),
        ("?consumer=nobody", 404),
        ("?sort=x", 400),
    ] {
        broker
            .get(&format!("/triggered-webhooks{query}"))
            .await
            .expect_status(status);
    }

    let ids = |found: &[Value]| -> Vec<Value> { found.iter().map(|one| one["uuid"].clone()).collect() };
    let whole = ids(&deliveries(&broker, "").await);
    let (mut parts, mut next) = (Vec::new(), Some("/triggered-webhooks?limit=3".to_owned()));
    while let Some(path) = next {
        let part = broker.get(&path).await.expect_status(200).json();
        parts.extend(ids(part["_embedded"]["triggeredWebhooks"].as_array().unwrap()));
        next = part
            .pointer("/_links/next/href")
            .map(|href| href.as_str().unwrap().to_owned());
    }
    assert_eq!(parts, whole);
    let oldest = ids(&deliveries(&broker, "?sort=triggeredAt").await);
    assert!(oldest.iter().eq(whole.iter().rev()));
}

#[tokio::test]
async fn a_webhook_whose_receiver_failed_for_days_is_switched_off_and_says_so() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = started(system, &[0]).await else {
            return;
        };
        let receiver = Receiver::start(&[], Manner::Answer(500)).await;
        let hook = published_hook(&broker, &receiver).await;
        broker.publish("web", "1", "orders").await;
        until_status(&broker, "failure").await;
        let shown = broker.get(&hook).await.expect_status(200).json();
        assert_eq!(
            (&shown["enabled"], shown.get("disabled")),
            (&json!(true), None),
            "{system:?}"
        );

        change(
            broker.database_url(),
            "UPDATE webhooks SET failing_since = '2020-01-01 00:00:00'",
        );
        broker.publish("web", "2", "orders").await;
        let given_up = until_status(&broker, "failure").await;
        assert!(log(&broker, &given_up).await.contains("given up"));
        let mut shown = broker.get(&hook).await.expect_status(200).json();
        assert_eq!(shown["enabled"], false, "{system:?}");
        let reason = shown["disabled"]["reason"].as_str().unwrap();
        assert!(reason.contains("2020-01-01"), "{reason}");
        assert!(shown["disabled"]["at"].is_string());
        broker.publish("web", "3", "orders").await;
        assert_eq!(receiver.received().len(), 4);
        broker
            .post(link(&given_up, "pb:redeliver"), &json!({}))
            .await
            .expect_status(422);

        // Saved as it is, it stays off and keeps its notice; enabled, it starts afresh.
        let kept = broker.put(&hook, &shown).await.expect_status(200).json();
        assert_eq!(kept["disabled"], shown["disabled"]);
        shown["enabled"] = json!(true);
        let enabled = broker.put(&hook, &shown).await.expect_status(200).json();
        assert_eq!((&enabled["enabled"], enabled.get("disabled")), (&json!(true), None));
        broker.publish("web", "4", "orders").await;
        receiver.until(6).await;
        until_status(&broker, "failure").await;
        let shown = broker.get(&hook).await.expect_status(200).json();
        assert_eq!(shown["enabled"], true);
    }
}

#[tokio::test]
async fn a_success_in_between_lets_a_webhook_live() {
    let broker = started(System::Sqlite, &[]).await.unwrap();
    let receiver = Receiver::start(&[Manner::Answer(200)], Manner::Answer(500)).await;
    let hook = published_hook(&broker, &receiver).await;
    change(
        broker.database_url(),
        "UPDATE webhooks SET failing_since = '2020-01-01 00:00:00'",
    );
    broker.publish("web", "1", "orders").await;
    until_status(&broker, "success").await;
    broker.publish("web", "2", "orders").await;
    until_status(&broker, "failure").await;
    assert_eq!(broker.get(&hook).await.expect_status(200).json()["enabled"], true);
}
