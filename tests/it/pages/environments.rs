//! The board of environments.

use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use regex::Regex;
use serde_json::json;

use super::visible::{lasting_words, page, words};

async fn filled(system: System) -> Option<TestBroker> {
    let broker = TestBroker::start(system).await?;
    for environment in ["production", "test"] {
        broker.create_environment(environment).await;
    }
    for version in ["1", "2", "3"] {
        broker.publish("Web", version, "Orders").await;
    }
    broker.publish("Admin", "1", "Orders").await;
    broker.deploy("Web", "1", "production").await;
    broker.deploy("Web", "2", "test").await;
    broker.deploy("Admin", "1", "production").await;
    broker.deploy("Admin", "1", "test").await;
    release(&broker, "Admin", "1").await;
    Some(broker)
}

async fn release(broker: &TestBroker, name: &str, number: &str) {
    let version = broker.get(&format!("/pacticipants/{name}/versions/{number}")).await;
    let links = version.json()["_links"]["pb:record-release"].clone();
    let link = links
        .as_array()
        .unwrap()
        .iter()
        .find(|link| link["name"] == "test")
        .unwrap();
    broker
        .post(link["href"].as_str().unwrap(), &json!({}))
        .await
        .expect_status(201);
}

fn address_of(shown: &Answer, environment: &str) -> String {
    let link = Regex::new(&format!("href=\"([^\"]*/environments/[^\"]*)\">{environment}<")).unwrap();
    link.captures(&shown.text).unwrap()[1].to_owned()
}

async fn the_board_says_what_runs_where(system: System) {
    let Some(broker) = filled(system).await else {
        return;
    };
    let shown = page(&broker, "/environments").await.expect_status(200);
    insta::assert_snapshot!("board", lasting_words(&broker, &shown));
    let next = format!(
        "{}/can-i-deploy?pacticipant=Web&#38;version=3&#38;environment=production",
        broker.base()
    );
    assert!(shown.text.contains(&next), "asks for the newest of the main branch");
    let seen = words(&page(&broker, "/environments?differing=true").await);
    assert!(seen.contains("Web") && !seen.contains("Admin"), "{seen}");
    let seen = words(&page(&broker, "/environments?q=DMI").await);
    assert!(seen.contains("Admin") && !seen.contains("Web"), "{seen}");

    let shown = page(&broker, &address_of(&shown, "production"))
        .await
        .expect_status(200);
    let seen = words(&shown);
    assert!(
        seen.contains("Has 2 applications") && seen.contains("production is behind"),
        "{seen}"
    );
    assert!(
        !seen.contains("released, supported"),
        "that is in another environment: {seen}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_says_what_runs_where_on_sqlite() {
    the_board_says_what_runs_where(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_says_what_runs_where_on_postgres() {
    the_board_says_what_runs_where(System::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_board_comes_in_parts() {
    let broker = filled(System::Sqlite).await.unwrap();
    let first = page(&broker, "/environments?limit=1").await;
    assert!(words(&first).contains("Admin") && !words(&first).contains("Web"));
    let next = Regex::new("rel=\"next\" class=\"button plain\" href=\"([^\"]*)\"").unwrap();
    let address = next.captures(&first.text).unwrap()[1].replace("&#38;", "&");
    let rest = page(&broker, &address).await.expect_status(200);
    assert!(words(&rest).contains("Web") && !words(&rest).contains("Admin"));
    assert!(!next.is_match(&rest.text), "nothing follows");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_without_anything_teaches() {
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    let seen = words(&page(&broker, "/environments").await.expect_status(200));
    assert!(seen.contains("accord create-environment --name production"), "{seen}");
    broker.create_environment("test").await;
    let shown = page(&broker, "/environments").await;
    assert!(words(&shown).contains("--environment test"), "{}", words(&shown));
    let seen = words(&page(&broker, &address_of(&shown, "test")).await.expect_status(200));
    assert!(seen.contains("Nothing is recorded here"), "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn longer_pages_take_no_more_statements() {
    let broker = filled(System::Sqlite).await.unwrap();
    let paths = [
        "/environments",
        "/can-i-deploy?pacticipant=Orders&version=5&environment=production",
        "/matrix?q[][pacticipant]=Orders",
    ];
    broker.verify(("Web", "1"), ("Orders", "5"), true).await;
    let few = counts(&broker, &paths).await;
    for index in 0..8 {
        let name = format!("More{index}");
        broker.publish(&name, "1", "Orders").await;
        broker.deploy(&name, "1", "production").await;
        broker.deploy(&name, "1", "test").await;
    }
    assert_eq!(counts(&broker, &paths).await, few);
}

async fn counts(broker: &TestBroker, paths: &[&str]) -> Vec<u64> {
    let mut counts = Vec::new();
    for path in paths {
        let before = broker.statements().count();
        page(broker, path).await.expect_status(200);
        counts.push(broker.statements().count() - before);
    }
    counts
}
