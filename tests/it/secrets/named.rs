//! Secrets with names.

use reqwest::Method;
use serde_json::json;

use super::{broker, delete, execute, receiver, webhook};

#[tokio::test]
async fn a_secret_is_created_replaced_listed_and_deleted_and_never_shown() {
    let broker = broker().await;
    let path = "/secrets/ci-token";
    broker
        .put(path, &json!({"description": "for CI"}))
        .await
        .expect_status(400);
    let new = json!({"value": "first-s3cret", "description": "for CI"});
    let created = broker.put(path, &new).await.expect_status(201);
    assert_eq!(created.header("location"), Some(created.link("self").as_str()));
    assert_eq!(
        (&created.json()["name"], &created.json()["description"]),
        (&json!("ci-token"), &json!("for CI"))
    );

    let changed = broker
        .put(path, &json!({"value": "second-s3cret"}))
        .await
        .expect_status(200);
    assert!(changed.json().get("description").is_none(), "{}", changed.text);
    // What is shown can be sent back: the value stays.
    let shown = broker.get(path).await.expect_status(200);
    broker.put(path, &shown.json()).await.expect_status(200);
    let list = broker.get("/secrets").await.expect_status(200);
    assert_eq!(list.json()["_embedded"]["secrets"][0]["name"], "ci-token");
    for answer in [created, changed, shown, list] {
        assert!(!answer.text.contains("s3cret"), "{}", answer.text);
    }

    let receiver = receiver().await;
    let hook = webhook(
        &broker,
        json!({"method": "POST", "url": receiver.uri(), "body": "${secret.ci-token}"}),
    )
    .await;
    assert_eq!(execute(&broker, &hook).await["success"], true);
    assert_eq!(receiver.received_requests().await.unwrap()[0].body, b"second-s3cret");
    delete(&broker, &hook).await.expect_status(204);
    delete(&broker, path).await.expect_status(204);
    delete(&broker, path).await.expect_status(404);
    broker.get(path).await.expect_status(404);
}

#[tokio::test]
async fn a_name_that_no_template_could_name_is_refused() {
    let broker = broker().await;
    for name in ["a%20b", "a%7Db", "%C3%BC", &"x".repeat(101)] {
        let refused = broker.put(&format!("/secrets/{name}"), &json!({"value": "v"})).await;
        assert!(refused.expect_status(400).json()["errors"]["name"].is_array(), "{name}");
    }
}

#[tokio::test]
async fn a_secret_that_a_webhook_uses_is_not_deleted() {
    let broker = broker().await;
    broker
        .put("/secrets/used", &json!({"value": "v"}))
        .await
        .expect_status(201);
    // Where it is sealed itself, too.
    let headers = json!({"Authorization": "Bearer ${secret.used}"});
    let hook = webhook(
        &broker,
        json!({"method": "POST", "url": "http://127.0.0.1:9/", "headers": headers}),
    )
    .await;
    let refused = delete(&broker, "/secrets/used").await.expect_status(409);
    assert!(refused.text.contains("POST 127.0.0.1"), "{}", refused.text);
    delete(&broker, &hook).await.expect_status(204);
    delete(&broker, "/secrets/used").await.expect_status(204);
}

#[tokio::test]
async fn an_unknown_secret_fails_the_delivery_and_says_so() {
    let (broker, receiver) = (broker().await, receiver().await);
    let url = format!("{}/${{secret.nobody}}", receiver.uri());
    let hook = webhook(&broker, json!({"method": "POST", "url": url})).await;
    let tried = execute(&broker, &hook).await;
    assert_eq!(tried["success"], false);
    for said in [&tried["logs"], &tried["error"]["message"]] {
        assert!(
            said.as_str().unwrap().contains("there is no secret `nobody`"),
            "{tried}"
        );
    }
    assert!(receiver.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_published_under_the_name_of_a_parameter_brings_no_secret_to_light() {
    let (broker, receiver) = (broker().await, receiver().await);
    broker
        .put("/secrets/key", &json!({"value": "s3cret"}))
        .await
        .expect_status(201);
    broker.publish("web", "${secret.key}", "orders").await;
    let body = "of ${pactbroker.consumerVersionNumber}";
    let hook = webhook(&broker, json!({"method": "POST", "url": receiver.uri(), "body": body})).await;
    assert_eq!(execute(&broker, &hook).await["success"], true);
    assert_eq!(receiver.received_requests().await.unwrap()[0].body, b"of ${secret.key}");
}

#[tokio::test]
async fn secrets_stay_when_all_integrations_go() {
    let broker = broker().await;
    broker
        .put("/secrets/kept", &json!({"value": "v"}))
        .await
        .expect_status(201);
    let gone = broker.call(Method::DELETE, "/integrations").send().await.unwrap();
    assert_eq!(gone.status(), 204);
    broker.get("/secrets/kept").await.expect_status(200);
}
