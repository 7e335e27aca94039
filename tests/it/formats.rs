//! Which form an answer has, by what is accepted or by the end of the address.

use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::json;

async fn with_a_pact() -> TestBroker {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    broker.publish("web", "1", "orders").await;
    broker
}

async fn ask(broker: &TestBroker, path: &str, accept: &str) -> Answer {
    let url = format!("{}{path}", broker.base());
    Answer::to(broker.http().request(Method::GET, url).header(ACCEPT, accept)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_is_a_table_for_people() {
    let broker = with_a_pact().await;
    broker.verify(("web", "1"), ("orders", "7"), true).await;
    broker.publish("shop", "2", "orders").await;
    for (path, lines) in [("/dashboard", 4), ("/dashboard/provider/orders/consumer/web", 3)] {
        let table = ask(&broker, path, "text/plain").await.expect_status(200);
        assert_eq!(table.header("content-type"), Some("text/plain;charset=utf-8"));
        assert_eq!(table.text.lines().count(), lines, "{}", table.text);
        let web = table.text.lines().find(|line| line.starts_with("web ")).unwrap();
        let cells: Vec<&str> = web.split('|').map(str::trim).collect();
        assert_eq!(cells, ["web", "1", "main", "", "orders", "7", "", "success"]);
    }
    let page = ask(&broker, "/dashboard?size=1", "text/plain").await.expect_status(200);
    let next = page.text.lines().last().unwrap().strip_prefix("Next page: ").unwrap();
    let second = Answer::to(broker.http().get(next).header(ACCEPT, "text/plain")).await;
    assert!(!second.expect_status(200).text.contains("Next page"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suffix_asks_for_a_form() {
    let broker = with_a_pact().await;
    let (hal, dot) = ("application/hal+json;charset=utf-8", "text/vnd.graphviz;charset=utf-8");
    for (path, content_type) in [
        ("/pacticipants.json", hal),
        ("/matrix.json?q[][pacticipant]=web", hal),
        ("/pacts/provider/orders/consumer/web/latest.json", hal),
        ("/integrations.json", hal),
        ("/integrations.dot", dot),
        ("/relationships.csv", "text/csv;charset=utf-8"),
        ("/groups/web.csv", "text/csv;charset=utf-8"),
    ] {
        let answer = ask(&broker, path, "text/html").await.expect_status(200);
        assert_eq!(answer.header("content-type"), Some(content_type), "{path}");
    }
    for path in [
        "/pacticipants/web.json",
        "/pacticipants/web/versions/1.json",
        "/integrations.yaml",
    ] {
        ask(&broker, path, "application/hal+json").await.expect_status(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_may_end_like_a_suffix() {
    let broker = with_a_pact().await;
    for path in [
        "/pacticipants/web/versions/1.json",
        "/pacticipants/web/branches/versions.json/versions/2",
    ] {
        broker.put(path, &json!({})).await.expect_status(201);
    }
    let version = broker.get("/pacticipants/web/versions/1.json").await.expect_status(200);
    assert_eq!(version.json()["number"], "1.json");
    let branch = broker
        .get("/pacticipants/web/branches/versions.json")
        .await
        .expect_status(200);
    assert_eq!(branch.json()["name"], "versions.json");
    let of_branch = "/pacts/provider/orders/consumer/web/branch/versions.json";
    Answer::to(broker.call(Method::DELETE, of_branch))
        .await
        .expect_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_can_be_had_on_purpose() {
    let broker = with_a_pact().await;
    for method in [Method::GET, Method::POST] {
        let answer = Answer::to(broker.call(method, "/test/error")).await.expect_status(500);
        let reference = answer.json()["error"]["reference"].as_str().unwrap().to_owned();
        assert_eq!(answer.header("x-trace-id"), Some(reference.as_str()));
    }
}
