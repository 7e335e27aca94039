//! What happens triggers the webhooks that wait for it, in the transaction in which it happens.

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::contract;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::json;

use super::{create, triggered, webhook, with_a_pair};

const PACT: &str = "/pacts/provider/orders/consumer/web";

#[tokio::test]
async fn contracts_trigger_what_waits_for_them_on_sqlite() {
    contracts_trigger_what_waits_for_them(System::Sqlite).await;
}

#[tokio::test]
async fn contracts_trigger_what_waits_for_them_on_postgres() {
    contracts_trigger_what_waits_for_them(System::Postgres).await;
}

async fn contracts_trigger_what_waits_for_them(system: System) {
    let Some(broker) = with_a_pair(system).await else {
        return;
    };
    create(&broker, "/webhooks", &webhook("published", &["contract_published"])).await;
    create(&broker, "/webhooks", &webhook("changed", &["contract_content_changed"])).await;
    create(
        &broker,
        "/webhooks/provider/web",
        &webhook("other", &["contract_published"]),
    )
    .await;
    let mut off = webhook("off", &["contract_published"]);
    off["enabled"] = json!(false);
    create(&broker, "/webhooks", &off).await;

    let published = broker.publish("web", "2", "orders").await;
    let found = triggered(&broker, &format!("{PACT}/version/2/triggered-webhooks")).await;
    assert_eq!(found, [("published".to_owned(), "contract_published".to_owned())]);
    let notices = published.json()["notices"].to_string();
    assert!(
        notices.contains("Webhook \\\"published\\\" triggered for event contract_published"),
        "{notices}"
    );

    let changed = contract("web", "orders", "other things");
    broker
        .put(&format!("{PACT}/version/3"), &changed)
        .await
        .expect_status(201);
    let found = triggered(&broker, &format!("{PACT}/version/3/triggered-webhooks")).await;
    let pairs = [
        ("changed", "contract_content_changed"),
        ("published", "contract_published"),
    ];
    assert_eq!(found, pairs.map(|(hook, event)| (hook.to_owned(), event.to_owned())));

    let status = broker.get(&format!("{PACT}/webhooks/status")).await.expect_status(200);
    assert_eq!(
        status.json()["summary"],
        json!({"successful": 0, "failed": 0, "notRun": 2})
    );
    assert!(status.link("pb:pact-version").ends_with("/version/3"));
    let dashboard = broker.get("/dashboard").await.expect_status(200).json();
    assert_eq!(dashboard["items"][0]["webhookStatus"], "not_run");
    assert!(dashboard["items"][0]["latestWebhookExecution"]["triggeredAt"].is_string());
    let metrics = broker.get("/metrics").await.expect_status(200).json();
    assert_eq!(
        (&metrics["webhooks"]["count"], &metrics["triggeredWebhooks"]["count"]),
        (&json!(4), &json!(3))
    );
}

#[tokio::test]
async fn attempts_are_read_as_text_and_as_documents() {
    let broker = with_a_pair(System::Sqlite).await.unwrap();
    create(&broker, "/webhooks", &webhook("x", &["contract_published"])).await;
    broker.publish("web", "2", "orders").await;
    let list = broker
        .get(&format!("{PACT}/version/2/triggered-webhooks"))
        .await
        .expect_status(200)
        .json();
    let logs = list["_embedded"]["triggeredWebhooks"][0]["_links"]["pb:logs"]["href"]
        .as_str()
        .unwrap()
        .to_owned();
    let text = broker.http().request(Method::GET, &logs).header(ACCEPT, "text/plain");
    let text = accord_tests::api::Answer::to(text).await.expect_status(200);
    assert!(text.text.contains("No attempt"), "{}", text.text);
    assert_eq!(text.header("content-type"), Some("text/plain;charset=utf-8"));

    // As the one who sends would write them.
    database(&broker)
        .batch_execute(
            "INSERT INTO webhook_attempts (triggered_webhook_id, number, success, response_status, duration_ms, \
                 created_at, log) SELECT id, 1, false, 500, 12, '2026-01-02 03:04:05', 'first' FROM triggered_webhooks; \
             INSERT INTO webhook_attempts (triggered_webhook_id, number, success, response_status, duration_ms, \
                 created_at, log) SELECT id, 2, true, 200, 12, '2026-01-02 03:05:05', 'second' FROM triggered_webhooks; \
             UPDATE triggered_webhooks SET status = 'success', attempts_made = 2",
        )
        .unwrap();
    let document = broker.get(&logs).await.expect_status(200).json();
    assert_eq!(document["eventName"], "contract_published");
    assert_eq!(
        (&document["consumerName"], &document["providerName"]),
        (&json!("web"), &json!("orders"))
    );
    let first = json!({"success": false, "logs": "first", "createdAt": "2026-01-02T03:04:05+00:00"});
    assert_eq!(document["executions"][0], first);
    assert_eq!(document["executions"][1]["logs"], "second");
    let status = broker
        .get(&format!("{PACT}/webhooks/status"))
        .await
        .expect_status(200)
        .json();
    assert_eq!(status["summary"], json!({"successful": 1, "failed": 0}));
    let one = &status["_embedded"]["triggeredWebhooks"][0];
    assert_eq!(
        (&one["attemptsMade"], &one["attemptsRemaining"]),
        (&json!(2), &json!(0))
    );
}

/// More webhooks cost their rows and nothing else.
#[tokio::test]
async fn publishing_asks_about_all_webhooks_at_once() {
    let broker = with_a_pair(System::Sqlite).await.unwrap();
    let mut version = 1;
    let mut cost = async |broker: &TestBroker| {
        version += 1;
        let before = broker.statements().count();
        broker.publish("web", &version.to_string(), "orders").await;
        broker.statements().count() - before
    };
    cost(&broker).await;
    let without = cost(&broker).await;
    create(&broker, "/webhooks", &webhook("one", &["contract_published"])).await;
    let with_one = cost(&broker).await;
    for index in 0..9 {
        create(
            &broker,
            "/webhooks",
            &webhook(&format!("hook {index}"), &["contract_published"]),
        )
        .await;
    }
    let with_ten = cost(&broker).await;
    assert!(without < with_one, "nothing was triggered");
    // One row each, and nothing asked for it.
    assert!(with_ten - with_one <= 9, "{without}, {with_one}, {with_ten}");
}

fn database(broker: &TestBroker) -> SqliteConnection {
    let file = broker.database_url().strip_prefix("sqlite://").unwrap();
    SqliteConnection::establish(file).unwrap()
}
