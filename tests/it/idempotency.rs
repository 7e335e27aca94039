//! A request with an `Idempotency-Key` takes effect once.

use accord_tests::api::{Answer, Api};
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_a_request_take_effect_once_on_sqlite() {
    a_key_makes_a_request_take_effect_once(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_a_request_take_effect_once_on_postgres() {
    a_key_makes_a_request_take_effect_once(System::Postgres).await;
}

async fn a_key_makes_a_request_take_effect_once(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    let api: &Api = &broker;
    api.publish("orders", "1", "stock").await;
    let pact = api.get("/pacts/provider/stock/consumer/orders/latest").await;
    let results = pact.link("pb:publish-verification-results");
    let body = json!({"success": true, "providerApplicationVersion": "7"});

    let first = post(api, &results, "key-1", &body).await.expect_status(201);
    let second = post(api, &results, "key-1", &body).await.expect_status(201);
    assert_eq!(first.header("idempotency-replayed"), None);
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    for header in ["location", "content-type"] {
        assert_eq!(first.header(header), second.header(header));
    }
    assert_eq!(first.text, second.text);
    assert_eq!(results_of(api).await, 1);

    let other = json!({"success": false, "providerApplicationVersion": "7"});
    post(api, &results, "key-1", &other).await.expect_status(422);
    post(api, &results, "key-2", &other).await.expect_status(201);
    assert_eq!(results_of(api).await, 2);

    many_at_once_take_effect_once(api, &results, &body).await;
    a_refused_request_leaves_its_key_free(api).await;
    post(api, "/environments", &"x".repeat(256), &json!({}))
        .await
        .expect_status(400);
}

async fn many_at_once_take_effect_once(api: &Api, results: &str, body: &Value) {
    let before = results_of(api).await;
    let requests = (0..8).map(|_| {
        let (api, results, body) = (api.clone(), results.to_owned(), body.clone());
        tokio::spawn(async move { post(&api, &results, "key-3", &body).await })
    });
    let requests: Vec<_> = requests.collect();
    for request in requests {
        let answer = request.await.unwrap();
        let asks_again = answer.status == 409 && answer.header("retry-after").is_some();
        assert!(answer.status == 201 || asks_again, "{}: {}", answer.status, answer.text);
    }
    assert_eq!(results_of(api).await, before + 1);
}

async fn a_refused_request_leaves_its_key_free(api: &Api) {
    post(api, "/environments", "key-4", &json!({"name": "two words"}))
        .await
        .expect_status(400);
    let environment = json!({"name": "test", "production": false});
    let created = post(api, "/environments", "key-4", &environment)
        .await
        .expect_status(201);
    let again = post(api, "/environments", "key-4", &environment)
        .await
        .expect_status(201);
    assert_eq!(created.text, again.text);
    api.post("/environments", &environment).await.expect_status(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_given_again_to_its_caller_only() {
    let broker = TestBroker::start_with(System::Sqlite, |mut settings| {
        settings.access.read_write = Some(accord_broker::config::User {
            name: "ci".to_owned(),
            password: "secret".to_owned(),
        });
        settings
    });
    let broker = broker.await.unwrap();
    let api: &Api = &broker;
    let environment = json!({"name": "test", "production": false});
    let call = || {
        api.call(Method::POST, "/environments")
            .header("idempotency-key", "key-5")
            .json(&environment)
    };
    Answer::to(call().basic_auth("ci", Some("secret")))
        .await
        .expect_status(201);
    Answer::to(call()).await.expect_status(401);
    Answer::to(call().basic_auth("ci", Some("wrong")))
        .await
        .expect_status(401);
    let again = Answer::to(call().basic_auth("ci", Some("secret")))
        .await
        .expect_status(201);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
}

async fn post(api: &Api, path: &str, key: &str, body: &Value) -> Answer {
    let request = api.call(Method::POST, path).header("idempotency-key", key).json(body);
    Answer::to(request).await
}

async fn results_of(api: &Api) -> i64 {
    let metrics = api.get("/metrics").await.json();
    metrics.pointer("/verificationResults/count").unwrap().as_i64().unwrap()
}
