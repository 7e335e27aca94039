//! Signatures of Standard Webhooks, checked as a receiver checks them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Value, json};
use wiremock::Request;

use super::{broker, change, delete, execute, receiver, webhook};

/// Whether one of the signatures of a request is by this secret.
fn is_signed_by(request: &Request, secret: &str) -> bool {
    let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(id), Some(time)) = (header("webhook-id"), header("webhook-timestamp")) else {
        return false;
    };
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let content = [format!("{id}.{time}.").as_bytes(), request.body.as_slice()].concat();
    let expected = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), &content);
    let expected = format!("v1,{}", STANDARD.encode(expected));
    header("webhook-signature").is_some_and(|all| all.split(' ').any(|one| one == expected))
}

fn secret(made: &Value) -> String {
    made["secret"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_receiver_can_check_who_sent_a_request_also_while_secrets_change() {
    let (broker, receiver) = (broker().await, receiver().await);
    let request = json!({"method": "POST", "url": receiver.uri(), "body": {"pact": "${pactbroker.pactUrl}"}});
    let hook = webhook(&broker, request).await;
    let address = broker.get(&hook).await.link("pb:signing-secret");
    broker.get(&address).await.expect_status(404);
    execute(&broker, &hook).await;

    let made = broker.post(&address, &json!({})).await.expect_status(201);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let first = secret(&made.json());
    let shown = broker.get(&address).await.expect_status(200);
    assert!(!shown.text.contains(&first[6..]), "{}", shown.text);
    assert!(shown.json().get("formerSecretValidUntil").is_none());
    execute(&broker, &hook).await;

    let second = secret(&broker.post(&address, &json!({})).await.expect_status(201).json());
    assert!(broker.get(&address).await.json()["formerSecretValidUntil"].is_string());
    execute(&broker, &hook).await;

    // A day later.
    let yesterday = "UPDATE signing_secrets SET expires_at = '2020-01-01 00:00:00' WHERE expires_at IS NOT NULL";
    change(broker.database_url(), yesterday);
    execute(&broker, &hook).await;
    delete(&broker, &address).await.expect_status(204);
    delete(&broker, &address).await.expect_status(404);
    execute(&broker, &hook).await;

    let received = receiver.received_requests().await.unwrap();
    let by = |secret: &str| {
        received
            .iter()
            .map(|request| is_signed_by(request, secret))
            .collect::<Vec<_>>()
    };
    assert_eq!(by(&first), [false, true, true, false, false]);
    assert_eq!(by(&second), [false, false, true, true, false]);
    for request in [&received[0], &received[4]] {
        assert!(request.headers.contains_key("webhook-id") && !request.headers.contains_key("webhook-signature"));
    }
}

#[tokio::test]
async fn headers_of_a_webhook_do_not_pass_for_those_of_the_broker() {
    let (broker, receiver) = (broker().await, receiver().await);
    let headers = json!({"Webhook-Id": "mine", "Webhook-Timestamp": "0", "Webhook-Signature": "v1,mine"});
    let hook = webhook(
        &broker,
        json!({"method": "POST", "url": receiver.uri(), "headers": headers}),
    )
    .await;
    execute(&broker, &hook).await;
    let received = receiver.received_requests().await.unwrap().remove(0);
    assert_ne!(received.headers["webhook-id"], "mine");
    assert_ne!(received.headers["webhook-timestamp"], "0");
    assert!(received.headers.get("webhook-signature").is_none());
}

#[tokio::test]
async fn a_repeated_request_for_a_secret_is_not_answered_from_what_was_kept() {
    let broker = broker().await;
    let hook = webhook(&broker, json!({"method": "POST", "url": "http://127.0.0.1:9/"})).await;
    let mut secrets = Vec::new();
    for _ in 0..2 {
        let call = broker.call(reqwest::Method::POST, &format!("{hook}/signing-secret"));
        let made = call.header("Idempotency-Key", "the same").send().await.unwrap();
        assert_eq!(made.status(), 201);
        secrets.push(secret(&made.json().await.unwrap()));
    }
    assert_ne!(secrets[0], secrets[1]);
}
