//! Attempts: when they are made, what they say, and how they go on.

use std::time::Duration;

use accord_tests::database::System;
use accord_tests::story::contract;
use serde_json::{Value, json};

use super::super::{create, delete};
use super::receiver::{Manner, Receiver};
use super::{deliveries, log, published_hook, started, until_status};

const PACT: &str = "/pacts/provider/orders/consumer/web";

#[tokio::test]
async fn what_a_commit_triggered_is_delivered_at_once_on_sqlite() {
    what_a_commit_triggered_is_delivered_at_once(System::Sqlite).await;
}

#[tokio::test]
async fn what_a_commit_triggered_is_delivered_at_once_on_postgres() {
    what_a_commit_triggered_is_delivered_at_once(System::Postgres).await;
}

async fn what_a_commit_triggered_is_delivered_at_once(system: System) {
    let Some(broker) = started(system, &[0]).await else {
        return;
    };
    let receiver = Receiver::well().await;
    published_hook(&broker, &receiver).await;
    let before = std::time::Instant::now();
    broker.publish("web", "1", "orders").await;
    let received = receiver.until(1).await.remove(0);
    // A broker that only looked from time to time would need up to five seconds.
    assert!(received.at - before < Duration::from_secs(2));
    assert_eq!(received.target, "/build");
    assert_eq!(received.json(), json!({"consumer": "web", "version": "1"}));

    let delivery = until_status(&broker, "success").await;
    assert_eq!(received.id(), delivery["uuid"].as_str().unwrap());
    let timestamp: i64 = received.headers["webhook-timestamp"].parse().unwrap();
    assert!(timestamp > 1_600_000_000, "{timestamp}");
    assert_eq!(
        (&delivery["attemptsMade"], &delivery["attemptsRemaining"]),
        (&json!(1), &json!(0))
    );
    assert!(delivery.get("nextAttemptAt").is_none(), "{delivery}");
    let log = log(&broker, &delivery).await;
    assert!(log.contains("POST http://") && log.contains("succeeded"), "{log}");
}

#[tokio::test]
async fn nothing_is_sent_for_what_was_refused() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = started(system, &[0]).await else {
            return;
        };
        let receiver = Receiver::well().await;
        broker.publish("web", "1", "orders").await;
        published_hook(&broker, &receiver).await;
        let other = contract("web", "orders", "something else");
        broker
            .put(&format!("{PACT}/version/1"), &other)
            .await
            .expect_status(409);
        broker.publish("web", "2", "orders").await;
        let received = receiver.until(1).await.remove(0);
        assert_eq!(received.json()["version"], "2", "{system:?}");
        receiver.stays_at(1, Duration::from_millis(300)).await;
    }
}

#[tokio::test]
async fn a_failure_is_tried_again_with_the_same_id_until_it_succeeds_on_sqlite() {
    a_failure_is_tried_again_with_the_same_id_until_it_succeeds(System::Sqlite).await;
}

#[tokio::test]
async fn a_failure_is_tried_again_with_the_same_id_until_it_succeeds_on_postgres() {
    a_failure_is_tried_again_with_the_same_id_until_it_succeeds(System::Postgres).await;
}

async fn a_failure_is_tried_again_with_the_same_id_until_it_succeeds(system: System) {
    let Some(broker) = started(system, &[0; 6]).await else {
        return;
    };
    let bad = [Manner::Answer(500), Manner::Reset, Manner::Answer(301)];
    let receiver = Receiver::start(&bad, Manner::Answer(204)).await;
    published_hook(&broker, &receiver).await;
    broker.publish("web", "1", "orders").await;

    let delivery = until_status(&broker, "success").await;
    let received = receiver.received();
    assert_eq!(received.len(), 4);
    assert!(received.iter().all(|one| one.id() == received[0].id()));
    assert_eq!(delivery["attemptsMade"], 4);
    let logs = delivery["_links"]["pb:logs"]["href"].as_str().unwrap();
    let logs = broker.get(logs).await.expect_status(200).json();
    let successes: Vec<&Value> = logs["executions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["success"])
        .collect();
    assert_eq!(successes, [false, false, false, true]);
}

#[tokio::test]
async fn what_never_succeeds_is_given_up_visibly() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = started(system, &[0]).await else {
            return;
        };
        let receiver = Receiver::start(&[], Manner::Answer(500)).await;
        published_hook(&broker, &receiver).await;
        broker.publish("web", "1", "orders").await;
        let delivery = until_status(&broker, "failure").await;
        assert_eq!(delivery["attemptsMade"], 2, "{system:?}");
        assert!(log(&broker, &delivery).await.contains("given up after attempt 2"));
        let status = broker.get(&format!("{PACT}/webhooks/status")).await.json();
        assert_eq!(status["summary"], json!({"successful": 0, "failed": 1}));
        let dashboard = broker.get("/dashboard").await.expect_status(200).json();
        assert_eq!(dashboard["items"][0]["webhookStatus"], "failure");
        receiver.stays_at(2, Duration::from_millis(300)).await;
    }
}

#[tokio::test]
async fn a_receiver_that_asks_for_time_gets_it() {
    let broker = started(System::Sqlite, &[0, 0]).await.unwrap();
    let receiver = Receiver::start(&[Manner::Later("2")], Manner::Answer(200)).await;
    published_hook(&broker, &receiver).await;
    broker.publish("web", "1", "orders").await;
    let waiting = until_status(&broker, "retrying").await;
    assert!(waiting["nextAttemptAt"].is_string(), "{waiting}");
    let received = receiver.until(2).await;
    let pause = received[1].at - received[0].at;
    assert!(
        pause >= Duration::from_secs(2) && pause < Duration::from_secs(6),
        "{pause:?}"
    );
}

/// The pool of eight attempts has two for one host.
#[tokio::test]
async fn a_receiver_that_hangs_does_not_hold_up_the_others() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = started(system, &[0]).await else {
            return;
        };
        let (hanging, well) = (Receiver::start(&[], Manner::Hang).await, Receiver::well().await);
        published_hook(&broker, &hanging).await;
        for version in 0..20 {
            broker.publish("web", &version.to_string(), "orders").await;
        }
        hanging.until(2).await;
        published_hook(&broker, &well).await;
        for version in 20..30 {
            broker.publish("web", &version.to_string(), "orders").await;
        }
        let last = well.until(10).await[9].at;
        assert_eq!(hanging.received().len(), 2, "{system:?}");
        assert!(last.elapsed() < Duration::from_secs(10), "{system:?}");
    }
}

#[tokio::test]
async fn what_has_lost_its_webhook_or_is_switched_off_fails_visibly() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = started(system, &[1, 1]).await else {
            return;
        };
        let receiver = Receiver::start(&[], Manner::Answer(500)).await;
        let hook = published_hook(&broker, &receiver).await;
        broker.publish("web", "1", "orders").await;
        receiver.until(1).await;
        delete(&broker, &hook).await.expect_status(204);
        let failed = until_status(&broker, "failure").await;
        assert!(log(&broker, &failed).await.contains("was deleted"), "{failed}");

        let path = "/webhooks/a-webhook-that-is-switched-off";
        let mut hook = json!({"events": [{"name": "contract_published"}],
            "request": {"method": "POST", "url": receiver.url}});
        broker.put(path, &hook).await.expect_status(201);
        broker.publish("web", "2", "orders").await;
        receiver.until(2).await;
        hook["enabled"] = json!(false);
        broker.put(path, &hook).await.expect_status(200);
        let failed = until_status(&broker, "failure").await;
        assert_eq!(failed["webhookUuid"], "a-webhook-that-is-switched-off");
        assert!(log(&broker, &failed).await.contains("is switched off"), "{failed}");
        assert_eq!(receiver.received().len(), 2);
    }
}

#[tokio::test]
async fn secrets_are_sent_and_not_written_down() {
    let broker = started(System::Sqlite, &[]).await.unwrap();
    let receiver = Receiver::well().await;
    let hook = json!({"events": [{"name": "contract_published"}], "request": {"method": "POST", "url": receiver.url,
        "headers": {"X-Auth-Token": "token-of-mine", "webhook-id": "made up"}, "username": "u", "password": "pass-of-mine"}});
    create(&broker, "/webhooks", &hook).await;
    broker.publish("web", "1", "orders").await;
    let received = receiver.until(1).await.remove(0);
    assert_eq!(received.headers["x-auth-token"], "token-of-mine");
    assert!(received.headers["authorization"].starts_with("Basic "));
    let delivery = until_status(&broker, "success").await;
    assert_eq!(received.id(), delivery["uuid"].as_str().unwrap());
    let log = log(&broker, &delivery).await;
    assert!(!log.contains("of-mine"), "{log}");
    assert!(!deliveries(&broker, "").await[0].to_string().contains("of-mine"));
}
