//! What nobody should send: a clear answer in the shapes that clients read, and nothing written.

mod requests;
mod values;

use accord_tests::api::{Answer, Api};
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::Value;

use requests::{Bad, PACT, PUBLISH, bad_bodies, bad_questions, nested};

async fn with_some_data(system: System) -> Option<TestBroker> {
    let broker = TestBroker::start(system).await?;
    broker.create_environment("test").await;
    broker.publish("web", "1", "orders").await;
    Some(broker)
}

async fn all_refused(system: System, requests: Vec<Bad>) {
    let Some(broker) = with_some_data(system).await else {
        return;
    };
    let before = everything(&broker).await;
    let mut faults = Vec::new();
    for request in &requests {
        faults.extend(faults_of_plain_answer(&broker, request).await);
        faults.extend(faults_of_problem(&broker, request).await);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(everything(&broker).await, before, "something was written");
}

async fn send(broker: &Api, request: &Bad, accept: &str) -> Answer {
    let call = broker
        .http()
        .request(request.method.clone(), format!("{}{}", broker.base(), request.path));
    let call = call.header(ACCEPT, accept);
    Answer::to(match request.method {
        Method::GET => call,
        _ => call.header(CONTENT_TYPE, "application/json").body(request.body.clone()),
    })
    .await
}

async fn faults_of_plain_answer(broker: &Api, request: &Bad) -> Option<String> {
    let answer = send(broker, request, "application/hal+json").await;
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    let told = match request.field {
        Some(field) => body["errors"][field]
            .as_array()
            .is_some_and(|messages| !messages.is_empty()),
        None => body["error"].is_string() || body["errors"].is_array() || body["errors"].is_object(),
    };
    let good = answer.status == 400 && told;
    (!good).then(|| format!("{}: {} {:.300}", request.what, answer.status, answer.text))
}

async fn faults_of_problem(broker: &Api, request: &Bad) -> Option<String> {
    let answer = send(broker, request, "application/hal+json, application/problem+json").await;
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    let good = is_problem(&answer)
        && body["status"] == 400
        && ["title", "type", "code", "trace_id"]
            .iter()
            .all(|key| body[key].as_str().is_some_and(|text| !text.is_empty()))
        && body["type"].as_str().is_some_and(|kind| kind.contains("/problems/"));
    (!good).then(|| format!("{}, as a problem: {} {:.400}", request.what, answer.status, answer.text))
}

fn is_problem(answer: &Answer) -> bool {
    answer
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/problem+json"))
}

async fn everything(broker: &Api) -> Vec<Value> {
    let mut all = Vec::new();
    for path in [
        "/pacticipants",
        "/environments",
        "/pacts/latest",
        "/pacticipants/web/versions",
    ] {
        all.push(broker.get(path).await.expect_status(200).json());
    }
    all
}

#[tokio::test]
async fn bad_bodies_are_refused_on_sqlite() {
    all_refused(System::Sqlite, bad_bodies()).await;
}

#[tokio::test]
async fn bad_bodies_are_refused_on_postgres() {
    all_refused(System::Postgres, bad_bodies()).await;
}

#[tokio::test]
async fn bad_questions_are_refused_on_sqlite() {
    all_refused(System::Sqlite, bad_questions()).await;
}

#[tokio::test]
async fn bad_questions_are_refused_on_postgres() {
    all_refused(System::Postgres, bad_questions()).await;
}

#[tokio::test]
async fn fifty_levels_are_accepted() {
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    // The contract itself is the first level.
    let content = format!(r#"{{"deep":{}}}"#, nested(49));
    broker
        .send_raw(Method::PUT, PACT, content.into_bytes())
        .await
        .expect_status(201);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_as_too_large() {
    let broker = with_some_data(System::Sqlite).await.unwrap();
    let before = everything(&broker).await;
    let huge = format!(
        r#"{{"consumer":{{"name":"web"}},"filler":"{}"}}"#,
        "x".repeat(10 * 1024 * 1024 + 1)
    );
    for (method, path) in [(Method::PUT, PACT), (Method::POST, PUBLISH)] {
        let answer = broker
            .send_raw(method, path, huge.clone().into_bytes())
            .await
            .expect_status(413);
        assert!(answer.json()["error"].is_string(), "{}", answer.text);
    }
    assert_eq!(everything(&broker).await, before, "something was written");
}

#[tokio::test]
async fn control_characters_in_a_path_are_refused() {
    let broker = with_some_data(System::Sqlite).await.unwrap();
    for path in ["/pacticipants/a%0Ab", "/pacticipants/a%09b"] {
        let answer = broker.get(path).await.expect_status(422);
        assert!(is_problem(&answer), "{path}: {:?}", answer.headers);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nul_in_the_question_of_a_page_is_refused_everywhere() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(broker) = with_some_data(system).await else {
            continue;
        };
        for path in ["/?label=a%00", "/?environment=a%00", "/matrix?q[][pacticipant]=a%00"] {
            Answer::to(broker.call_accepting("text/html", Method::GET, path))
                .await
                .expect_status(400);
        }
    }
}
