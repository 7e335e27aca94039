//! The wire between a broker and PostgreSQL is cut in the middle of what it carries.

use std::time::{Duration, Instant};

use accord_tests::api::Api;
use accord_tests::database::{Database, System};
use serde_json::Value;

use super::scene::{AWAY, PEACE, Scene, outages};
use super::wire::{Commit, Wire};
use super::{assert_asks_to_come_back, assert_recovers, publish, start};

/// How long a broker may be busy with connections that were accepted and never heard a word.
const SILENCE: Duration = Duration::from_secs(6);

#[tokio::test(flavor = "multi_thread")]
async fn under_load_the_wire_to_postgres_may_be_cut_anywhere() {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    let (wire, url) = Wire::to(database.url()).await;
    let scene = Scene::open(System::Postgres, &url, database.url(), 2).await;
    for _ in 0..outages() {
        tokio::time::sleep(PEACE).await;
        let before = wire.cuts();
        wire.chaos(true);
        tokio::time::sleep(AWAY).await;
        wire.chaos(false);
        println!("{} cuts", wire.cuts() - before);
        assert!(wire.cuts() > before, "nothing was cut");
        scene.recovers().await;
    }
    scene.close().await;
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_told_as_such_and_may_be_sent_again() {
    cut_at(Commit::Unanswered, &["1"]).await;
}

#[tokio::test]
async fn a_commit_that_was_not_heard_is_told_as_unknown_and_may_be_sent_again() {
    cut_at(Commit::Unheard, &[]).await;
}

#[tokio::test]
async fn a_server_that_accepts_and_says_nothing_is_not_waited_for_for_ever() {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    let (wire, url) = Wire::to(database.url()).await;
    let broker = start(&url).await;
    let api = Api::new(&broker.url());
    wire.silent(true);
    wire.cut();
    let many = (0..8).map(|number| publish(&api, ["1", "2"][number % 2], "things"));
    for answer in futures::future::join_all(many).await {
        assert_asks_to_come_back(&answer);
    }
    wire.silent(false);
    let back = Instant::now();
    assert_recovers(&api, "1").await;
    assert!(back.elapsed() < SILENCE, "recovery took {:.1?}", back.elapsed());
    broker.stop().await;
}

/// Publishes twice, the first time over a wire that is cut, after which the broker has these versions.
async fn cut_at(commit: Commit, then_there: &[&str]) {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    let (wire, url) = Wire::to(database.url()).await;
    let broker = start(&url).await;
    let api = Api::new(&broker.url());
    wire.cut_next(commit);
    let answer = publish(&api, "1", "things").await;
    assert_asks_to_come_back(&answer);
    assert!(answer.text.contains("not known"), "{}", answer.text);
    assert!(!answer.text.contains("nothing was changed"), "{}", answer.text);
    assert_eq!(versions(&api).await, then_there);

    publish(&api, "1", "things").await.expect_status(200);
    assert_eq!(versions(&api).await, ["1"]);
    let pact = api.get("/pacts/provider/orders/consumer/web/latest").await.json();
    let revision = pact["_links"]["self"]["href"].as_str().unwrap();
    assert!(!revision.contains("revision"), "{revision}");
    broker.stop().await;
}

async fn versions(api: &Api) -> Vec<String> {
    let answer = api.get("/pacticipants/web/versions").await;
    if answer.status == 404 {
        return Vec::new();
    }
    let list = answer.expect_status(200).json();
    let versions = list["_embedded"]["versions"].as_array().unwrap().iter();
    versions.map(|version| text(&version["number"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
