//! Webhooks as teams use them: what is shown of them, what triggers them, and what is sent.

mod answers;
mod deletions;
mod delivery;
mod egress;
mod execution;
mod proxy;
mod receiver;
mod rotation;
mod rules;
mod secrets;
mod templates;
mod tls;
mod triggering;

use accord_broker::config::{HostPattern, WebhookRules};
use accord_tests::api::{Answer, Api};
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use reqwest::Method;
use serde_json::{Value, json};

/// Where nobody listens.
const NOWHERE: &str = "http://127.0.0.1:9/hook";

/// A webhook for these events, to be sent nowhere.
fn webhook(description: &str, events: &[&str]) -> Value {
    let events: Vec<Value> = events.iter().map(|name| json!({"name": name})).collect();
    json!({"description": description, "events": events, "request": {"method": "POST", "url": NOWHERE}})
}

/// Creates a webhook below a path and returns its address.
async fn create(broker: &Api, path: &str, webhook: &Value) -> String {
    broker.post(path, webhook).await.expect_status(201).link("self")
}

/// A broker that may send to this machine, and then shows what it is answered.
async fn sending_here() -> TestBroker {
    sending_from(System::Sqlite).await.expect("SQLite is always there")
}

/// The same on any database that is there.
async fn sending_from(system: System) -> Option<TestBroker> {
    let hosts = vec![HostPattern::parse("127.0.0.1").unwrap()];
    TestBroker::start_with(system, |mut settings| {
        settings.webhooks = WebhookRules {
            hosts,
            ..settings.webhooks
        };
        settings
    })
    .await
}

async fn with_a_pair(system: System) -> Option<TestBroker> {
    let broker = TestBroker::start(system).await?;
    broker.publish("web", "1", "orders").await;
    Some(broker)
}

async fn delete(broker: &Api, address: &str) -> Answer {
    Answer::to(broker.call(Method::DELETE, address)).await
}

/// The webhooks in a list, by name.
async fn listed(broker: &Api, path: &str) -> Vec<String> {
    let list = broker.get(path).await.expect_status(200).json();
    let names = list["_links"]["pb:webhooks"].as_array().unwrap().iter();
    names.map(|link| link["name"].as_str().unwrap().to_owned()).collect()
}

/// What was triggered according to a list: (webhook, event), newest first.
async fn triggered(broker: &Api, path: &str) -> Vec<(String, String)> {
    let list = broker.get(path).await.expect_status(200).json();
    let mut found = Vec::new();
    for one in list["_embedded"]["triggeredWebhooks"].as_array().unwrap() {
        let webhook = one["_links"]["pb:webhook"]["href"].as_str().unwrap();
        let webhook = broker.get(webhook).await.expect_status(200).json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        found.push((text(&webhook["description"]), text(&one["eventName"])));
    }
    found
}

#[tokio::test]
async fn a_list_holds_the_webhooks_of_exactly_its_scope() {
    let broker = with_a_pair(System::Sqlite).await.unwrap();
    let hook = |name: &str| webhook(name, &["contract_published"]);
    create(&broker, "/webhooks", &hook("all")).await;
    create(&broker, "/webhooks/provider/orders/consumer/web", &hook("pair")).await;
    create(&broker, "/pacts/provider/orders/consumer/web/webhooks", &hook("pact")).await;
    create(&broker, "/webhooks/provider/orders", &hook("provider")).await;
    create(&broker, "/webhooks/consumer/web", &hook("consumer")).await;
    let mut labelled = hook("label");
    labelled["consumer"] = json!({"label": "team"});
    create(&broker, "/webhooks/provider/orders", &labelled).await;

    for (path, expected) in [
        (
            "/webhooks",
            &["all", "pair", "pact", "provider", "consumer", "label"][..],
        ),
        ("/webhooks/provider/orders/consumer/web", &["pair", "pact"]),
        ("/pacts/provider/orders/consumer/web/webhooks", &["pair", "pact"]),
        ("/webhooks/provider/orders", &["provider"]),
        ("/webhooks/consumer/web", &["consumer"]),
        ("/webhooks/provider/web", &[]),
    ] {
        assert_eq!(listed(&broker, path).await, expected, "{path}");
    }
    broker.get("/webhooks/provider/nobody").await.expect_status(404);
    broker
        .post("/webhooks/consumer/nobody", &hook("x"))
        .await
        .expect_status(404);
}

#[tokio::test]
async fn what_the_body_says_outweighs_the_path() {
    let broker = with_a_pair(System::Sqlite).await.unwrap();
    let mut hook = webhook("x", &["contract_published"]);
    hook["provider"] = json!({"name": "web"});
    let created = broker.post("/webhooks/provider/orders", &hook).await.expect_status(201);
    assert_eq!(created.json()["provider"], json!({"name": "web"}));
}

#[tokio::test]
async fn a_webhook_is_created_replaced_and_deleted_under_a_uuid_of_ones_own() {
    let broker = with_a_pair(System::Sqlite).await.unwrap();
    let path = "/webhooks/my-own-uuid-of-a-webhook";
    broker
        .put(path, &webhook("first", &["contract_published"]))
        .await
        .expect_status(201);
    let events = ["provider_verification_failed", "contract_published"];
    broker.put(path, &webhook("second", &events)).await.expect_status(200);
    let shown = broker.get(path).await.expect_status(200).json();
    assert_eq!(shown["description"], "second");
    assert_eq!(shown["events"], json!([{"name": events[0]}, {"name": events[1]}]));

    delete(&broker, path).await.expect_status(204);
    delete(&broker, path).await.expect_status(404);
    broker.get(path).await.expect_status(404);
}

#[tokio::test]
async fn rules_of_the_operator_hold_for_what_is_saved() {
    let started = TestBroker::start_with(System::Sqlite, |mut settings| {
        settings.webhooks = WebhookRules {
            hosts: vec![HostPattern::parse("*.example.org").unwrap()],
            ..WebhookRules::default()
        };
        settings
    });
    let broker = started.await.unwrap();
    for (url, status) in [
        ("https://ci.example.org/build", 201),
        ("http://ci.example.org/build", 400),
        ("https://ci.example.com/build", 400),
        ("https://10.0.0.1/build", 400),
        ("https://${pactbroker.consumerName}.example.org/build", 400),
    ] {
        let mut hook = webhook("x", &["contract_published"]);
        hook["request"]["url"] = json!(url);
        let answer = broker.post("/webhooks", &hook).await;
        assert_eq!(answer.status, status, "{url}: {}", answer.text);
        if status == 400 {
            assert!(answer.json()["errors"]["request.url"].is_array(), "{}", answer.text);
        }
    }
}
