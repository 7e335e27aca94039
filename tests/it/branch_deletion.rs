//! Deleting most branches of a pacticipant: the answer comes first, the work is done after it.

use std::time::{Duration, Instant};

use accord_broker::startup::Broker;
use accord_tests::api::{Answer, Api};
use accord_tests::broker::TestBroker;
use accord_tests::database::{Database, System, settings};
use reqwest::Method;
use serde_json::json;

const BRANCHES: &str = "/pacticipants/web/branches";

/// A pacticipant with a main branch and this many others, one version on each.
async fn with_branches(broker: &Api, count: usize) {
    broker.publish("web", "1", "orders").await;
    for number in 0..count {
        let path = format!("{BRANCHES}/feature{number}/versions/{number}-a");
        broker.put(&path, &json!({})).await.expect_status(201);
    }
}

async fn delete(broker: &Api, query: &str) -> Answer {
    Answer::to(broker.call(Method::DELETE, &format!("{BRANCHES}{query}"))).await
}

async fn names(broker: &Api) -> Vec<String> {
    let list = broker.get(&format!("{BRANCHES}?size=1000")).await.expect_status(200);
    let list = list.json()["_embedded"]["branches"].clone();
    let mut names: Vec<String> = serde_json::from_value::<Vec<serde_json::Value>>(list)
        .unwrap()
        .iter()
        .map(|branch| branch["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

async fn until_left(broker: &Api, expected: &[&str]) {
    let begin = Instant::now();
    while names(broker).await != expected {
        let left = names(broker).await;
        assert!(begin.elapsed() < Duration::from_secs(30), "still there: {left:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn what_is_not_excluded_goes(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    with_branches(&broker, 50).await;
    let answer = delete(&broker, "?exclude[]=feature7&exclude[]=nowhere").await;
    let notice = answer.expect_status(202).json()["notices"][0].clone();
    assert_eq!(notice["type"], "success");
    let text = notice["text"].as_str().unwrap();
    for told in ["49", "web", "feature7, main"] {
        assert!(text.contains(told), "{text}");
    }
    // Whoever publishes meanwhile is not held up, and keeps a branch that is made anew.
    broker.publish("web", "2", "orders").await;
    until_left(&broker, &["feature7", "main"]).await;
    let again = format!("{BRANCHES}/feature1/versions/1-b");
    broker.put(&again, &json!({})).await.expect_status(201);
    assert_eq!(names(&broker).await, ["feature1", "feature7", "main"]);
    broker.get("/pacticipants/web/versions/9-a").await.expect_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_excluded_goes_on_sqlite() {
    what_is_not_excluded_goes(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_excluded_goes_on_postgres() {
    what_is_not_excluded_goes(System::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_main_branch_all_go() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    let path = format!("{BRANCHES}/feature/versions/1");
    broker.put(&path, &json!({})).await.expect_status(201);
    delete(&broker, "").await.expect_status(202);
    until_left(&broker, &[]).await;
    let nothing = delete(&broker, "").await.expect_status(202);
    assert!(nothing.text.contains("0 branches"), "{}", nothing.text);
    let nobody = broker.call(Method::DELETE, "/pacticipants/nobody/branches");
    Answer::to(nobody).await.expect_status(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_waits_for_the_work() {
    let database = Database::fresh(System::Sqlite).await.expect("SQLite is always there");
    let broker = Broker::start(settings(database.url())).await.unwrap();
    let api = Api::new(&broker.url());
    with_branches(&api, 100).await;
    delete(&api, "").await.expect_status(202);
    broker.stop().await;
    let broker = Broker::start(settings(database.url())).await.unwrap();
    assert_eq!(names(&Api::new(&broker.url())).await, ["main"]);
}
