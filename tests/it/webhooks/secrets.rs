//! Secrets go to the receiver and nowhere else.

use accord_tests::process::BrokerProcess;
use serde_json::json;
use std::time::Duration;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers};

use super::{create, sending_here};

const PASSWORD: &str = "p4ssw0rd-of-the-receiver";
const TOKEN: &str = "t0ken-of-the-receiver";
/// `me:p4ssw0rd-of-the-receiver`, as basic authentication sends it.
const ENCODED: &str = "bWU6cDRzc3cwcmQtb2YtdGhlLXJlY2VpdmVy";

/// Sends back everything that it was sent.
struct Echo;

impl Respond for Echo {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let headers = format!("{:?}", request.headers);
        let token = request.headers.get("x-api-token").and_then(|value| value.to_str().ok());
        ResponseTemplate::new(200)
            .append_header("x-echo", token.unwrap_or_default())
            .set_body_string(headers)
    }
}

async fn echo() -> MockServer {
    let receiver = MockServer::start().await;
    Mock::given(matchers::any()).respond_with(Echo).mount(&receiver).await;
    receiver
}

fn with_secrets(url: &str) -> serde_json::Value {
    json!({
        "description": "secretive",
        "events": [{"name": "contract_published"}],
        "request": {
            "method": "POST", "url": url, "username": "me", "password": PASSWORD,
            "headers": {"X-Api-Token": TOKEN, "X-Seen": "seen"},
            "body": {"of": "${pactbroker.consumerName}"},
        },
    })
}

#[track_caller]
fn assert_tells_nothing(text: &str) {
    for secret in [PASSWORD, TOKEN, ENCODED] {
        assert!(!text.contains(secret), "{secret} is told in {text}");
    }
}

#[tokio::test]
async fn no_answer_tells_a_secret_even_when_the_receiver_does() {
    let (broker, receiver) = (sending_here().await, echo().await);
    let hook = with_secrets(&receiver.uri());
    let created = broker.post("/webhooks", &hook).await.expect_status(201);
    assert_tells_nothing(&created.text);
    let own = created.link("self");
    let mut shown = broker.get(&own).await.expect_status(200);
    assert_tells_nothing(&shown.text);
    assert_eq!(shown.json()["request"]["headers"]["x-seen"], "seen");

    // What was shown can be sent back: the secrets stay.
    shown = broker.put(&own, &shown.json()).await.expect_status(200);
    assert_tells_nothing(&shown.text);
    let tried = broker
        .post(&shown.link("pb:execute"), &json!({}))
        .await
        .expect_status(200);
    assert_tells_nothing(&tried.text);
    assert_eq!(tried.json()["success"], true);
    assert_eq!(tried.json()["response"]["headers"]["x-echo"], "**********");
    let unsaved = broker.post("/webhooks/execute", &hook).await.expect_status(200);
    assert_tells_nothing(&unsaved.text);

    let received = receiver.received_requests().await.unwrap();
    assert_eq!(received.len(), 2);
    for request in received {
        let header = |name: &str| request.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("x-api-token"), TOKEN);
        assert_eq!(header("authorization"), format!("Basic {ENCODED}"));
    }
}

#[tokio::test]
async fn no_line_of_the_log_tells_a_secret() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("accord.db").display());
    let mut broker = BrokerProcess::launch_as(|program, port| {
        program.args(["--port", port, "--database-url", &url]).envs([
            ("RUST_LOG", "debug"),
            ("ACCORD_WEBHOOK_SCHEME_WHITELIST", "http"),
            ("PACT_BROKER_WEBHOOK_HOST_WHITELIST", "127.0.0.1"),
        ]);
    })
    .unwrap();
    broker.until_ready(Duration::from_secs(30)).await.unwrap();
    let receiver = echo().await;
    let own = create(broker.api(), "/webhooks", &with_secrets(&receiver.uri())).await;
    broker.api().publish("web", "1", "orders").await;
    let tried = broker.api().post(&format!("{own}/execute"), &json!({})).await;
    assert_eq!(tried.expect_status(200).json()["success"], true);
    let log = broker.log().unwrap();
    assert!(log.contains("/execute"), "{log}");
    assert_tells_nothing(&log);
}
