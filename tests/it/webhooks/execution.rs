//! A webhook that is tried by hand is sent as it would be.

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use super::{NOWHERE, create, sending_here, webhook};

async fn receiver(answer: ResponseTemplate) -> MockServer {
    let receiver = MockServer::start().await;
    Mock::given(matchers::any()).respond_with(answer).mount(&receiver).await;
    receiver
}

/// Tries a webhook that is not stored.
async fn attempt(broker: &TestBroker, request: Value) -> Value {
    let hook = json!({"request": request});
    broker.post("/webhooks/execute", &hook).await.expect_status(200).json()
}

#[tokio::test]
async fn the_newest_pact_fills_the_parameters() {
    let (broker, receiver) = (sending_here().await, receiver(ResponseTemplate::new(202)).await);
    broker.publish("web", "1", "orders").await;
    broker.verify(("web", "1"), ("orders", "9"), true).await;
    let parameters = [
        "consumerName",
        "consumerVersionNumber",
        "consumerVersionBranch",
        "providerName",
        "providerVersionNumber",
        "eventName",
        "githubVerificationStatus",
        "pactUrl",
        "verificationResultUrl",
    ];
    let body: serde_json::Map<String, Value> = parameters
        .iter()
        .map(|name| ((*name).to_owned(), json!(format!("${{pactbroker.{name}}}"))))
        .collect();
    let url = format!("{}/builds/${{pactbroker.consumerName}}", receiver.uri());
    let mut hook = webhook("x", &["contract_published"]);
    hook["request"] = json!({"method": "post", "url": url, "body": body, "headers": {"Accept-Encoding": "gzip"}});
    let own = create(&broker, "/webhooks", &hook).await;

    let tried = broker
        .post(&format!("{own}/execute"), &json!({}))
        .await
        .expect_status(200);
    assert_eq!(tried.json()["success"], true, "{}", tried.text);
    assert_eq!(tried.json()["response"]["status"], 202);
    assert_eq!(
        (tried.link("webhook"), tried.link("try-again")),
        (own.clone(), format!("{own}/execute"))
    );
    let logs = tried.json()["logs"].as_str().unwrap().to_owned();
    assert!(logs.contains("INFO: HTTP 202") && logs.contains("succeeded"), "{logs}");

    let received = receiver.received_requests().await.unwrap().remove(0);
    assert_eq!((received.method.as_str(), received.url.path()), ("POST", "/builds/web"));
    assert!(received.headers.get("accept-encoding").is_none());
    assert!(received.headers["user-agent"].to_str().unwrap().starts_with("Accord/"));
    let sent: Value = serde_json::from_slice(&received.body).unwrap();
    for (name, value) in [
        ("consumerName", "web"),
        ("consumerVersionNumber", "1"),
        ("consumerVersionBranch", "main"),
        ("providerName", "orders"),
        ("providerVersionNumber", "9"),
        ("eventName", "test"),
        ("githubVerificationStatus", "success"),
    ] {
        assert_eq!(sent[name], value, "{sent}");
    }
    // Both addresses lead where they say.
    for address in ["pactUrl", "verificationResultUrl"] {
        broker.get(sent[address].as_str().unwrap()).await.expect_status(200);
    }
}

#[tokio::test]
async fn a_failure_of_the_receiver_is_an_answer() {
    let broker = sending_here().await;
    let failing = receiver(ResponseTemplate::new(500).set_body_string("no such build")).await;
    let tried = attempt(&broker, json!({"method": "POST", "url": failing.uri()})).await;
    assert_eq!(
        (&tried["success"], &tried["response"]["status"]),
        (&json!(false), &json!(500))
    );
    assert_eq!(tried["response"]["body"], "no such build");

    let tried = attempt(&broker, json!({"method": "POST", "url": NOWHERE})).await;
    assert_eq!(tried["success"], false);
    assert!(tried["error"]["message"].is_string(), "{tried}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_an_answer_not_read_to_its_end() {
    let broker = sending_here().await;
    let target = receiver(ResponseTemplate::new(200)).await;
    let moved = receiver(ResponseTemplate::new(302).insert_header("location", target.uri().as_str())).await;
    let tried = attempt(&broker, json!({"method": "POST", "url": moved.uri()})).await;
    assert_eq!(
        (&tried["success"], &tried["response"]["status"]),
        (&json!(false), &json!(302))
    );
    assert!(target.received_requests().await.unwrap().is_empty());

    let talkative = receiver(ResponseTemplate::new(200).set_body_string("x".repeat(1_000_000))).await;
    let tried = attempt(&broker, json!({"method": "POST", "url": talkative.uri()})).await;
    assert_eq!(tried["response"]["body"].as_str().map(str::len), Some(64 * 1024));
}

#[tokio::test]
async fn a_name_is_judged_by_its_addresses_where_networks_are_allowed() {
    use accord_broker::config::{HostPattern, WebhookRules};
    let receiver = receiver(ResponseTemplate::new(200)).await;
    let url = receiver.uri().replace("127.0.0.1", "localhost");
    for (network, success) in [("127.0.0.0/8", true), ("10.0.0.0/8", false)] {
        let started = TestBroker::start_with(System::Sqlite, |mut settings| {
            settings.webhooks = WebhookRules {
                hosts: vec![HostPattern::parse(network).unwrap()],
                ..settings.webhooks
            };
            settings
        });
        let broker = started.await.unwrap();
        let tried = attempt(&broker, json!({"method": "POST", "url": url})).await;
        assert_eq!(tried["success"], success, "{network}: {tried}");
    }
    assert_eq!(receiver.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn only_what_could_be_saved_can_be_tried() {
    let broker = sending_here().await;
    for bad in [
        json!({"method": "POST", "url": "http://10.0.0.1/"}),
        json!({"method": "DELETE", "url": NOWHERE}),
    ] {
        let hook = json!({"request": bad});
        broker.post("/webhooks/execute", &hook).await.expect_status(400);
    }
    broker
        .post("/webhooks/no-such-webhook-here/execute", &json!({}))
        .await
        .expect_status(404);
}
