//! The matrix as a grid.

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::contract;

use super::visible::{lasting_words, page, words};

/// As a form sends it, with all that was not filled in.
const ASKED: &str = "/matrix?q[][pacticipant]=Web&q[][version]=&q[][branch]=&q[][tag]=&q[][environment]=\
     &q[][pacticipant]=Orders&q[][version]=&q[][branch]=&q[][tag]=&q[][environment]=&environment=";

async fn filled() -> TestBroker {
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    broker.publish("Web", "1", "Orders").await;
    broker.verify(("Web", "1"), ("Orders", "5"), true).await;
    broker.verify(("Web", "1"), ("Orders", "6"), false).await;
    let path = "/pacts/provider/Orders/consumer/Web/version/2";
    broker
        .put(path, &contract("Web", "Orders", "other things"))
        .await
        .expect_status(201);
    broker
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_stand_down_and_across() {
    let broker = filled().await;
    let shown = page(&broker, ASKED).await.expect_status(200);
    insta::assert_snapshot!(lasting_words(&broker, &shown));
    let result = "/verification-results/2\"><span class=\"state bad\">failed</span></a></td>";
    assert!(shown.text.contains(result), "a cell leads to its result");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_has_an_address_and_a_badge() {
    let broker = filled().await;
    let path = "/matrix/provider/Orders/consumer/Web";
    let shown = page(&broker, path).await.expect_status(200);
    let badge = format!("{}/pacts/provider/Orders/consumer/Web/latest/badge.svg", broker.base());
    let markup = format!("[![Contract of Web with Orders]({badge})]({}{path})", broker.base());
    assert!(words(&shown).contains(&markup), "{}", words(&shown));
    broker.get(&badge).await.expect_status(200);
    assert!(broker.get(path).await.expect_status(200).json()["matrix"].is_array());
}

#[tokio::test(flavor = "multi_thread")]
async fn pairs_of_one_version_each_are_a_list() {
    let broker = filled().await;
    broker.publish("Admin", "1", "Orders").await;
    let newest = "/matrix?q[][pacticipant]=Orders&q[][latest]=true&latestby=cp&latest=true";
    let shown = page(&broker, newest).await.expect_status(200);
    assert!(!shown.text.contains("class=\"grid\""), "{}", words(&shown));
    assert!(shown.text.contains("<details open>"), "the rows are unfolded");
    assert!(
        words(&shown).contains("Admin 1 main Orders none not verified"),
        "{}",
        words(&shown)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn selectors_are_those_of_the_api() {
    let broker = filled().await;
    let fits = "/matrix?q[][pacticipant]=Web&q[][version]=1&q[][pacticipant]=Orders&q[][version]=5";
    let seen = words(&page(&broker, fits).await);
    assert!(seen.contains("All fit together: 1 verified."), "{seen}");
    let not = "/matrix?q[][pacticipant]=Web&q[][version]=1&q[][pacticipant]=Orders&q[][latest]=true";
    let shown = page(&broker, not).await;
    assert!(
        words(&shown).contains("Not all fit together: 1 failed."),
        "{}",
        words(&shown)
    );
    assert!(
        shown.text.contains("name=\"q[][latest]\" value=\"true\" checked"),
        "the form shows the question"
    );
    let none = "/matrix?q[][pacticipant]=Orders&q[][version]=5&q[][pacticipant]=Web&q[][version]=2";
    let seen = words(&page(&broker, none).await);
    assert!(seen.contains("Not all is known: 1 not verified."), "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_that_make_no_sense_are_explained() {
    let broker = filled().await;
    let seen = words(&page(&broker, "/matrix").await.expect_status(200));
    assert!(seen.contains("Name one application, or two"), "{seen}");
    let seen = words(
        &page(&broker, "/matrix?q[][pacticipant]=Nobody")
            .await
            .expect_status(200),
    );
    assert!(seen.contains("Pacticipant 'Nobody' not found"), "{seen}");
    let seen = words(
        &page(&broker, "/matrix?q[][pacticipant]=Web&limit=none")
            .await
            .expect_status(200),
    );
    assert!(seen.contains("limit must be a number"), "{seen}");
}
