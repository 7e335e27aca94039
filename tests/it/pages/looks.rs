//! Every page, as it reads: empty, and when there is something to show.

use accord_broker::page_routes;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use regex::Regex;

use super::crawl::{FILES, Visited, crawl, linked_routes};
use super::visible::lasting_words;
use super::{page, shop};

/// What differs from run to run, and what stands for it.
const CHANGING: [(&str, &str); 5] = [
    (
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "[uuid]",
    ),
    (r"\b[0-9a-f]{40}\b", "[sha]"),
    (r"\bin \d+ (second|minute|hour)s?\b", "[soon]"),
    (
        r"\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*( \d{4})?\b",
        "[day]",
    ),
    (r"\b\d{4}-\d\d-\d\d([T ][\d:.]+( ?UTC|Z)?)?", "[day]"),
];

fn lasting(broker: &TestBroker, one: &Visited) -> String {
    let words = lasting_words(broker, &one.answer);
    CHANGING.iter().fold(words, |words, (pattern, with)| {
        Regex::new(pattern).unwrap().replace_all(&words, *with).into_owned()
    })
}

/// A route as the name of a file.
fn name_of(route: &str) -> String {
    let words = Regex::new(r"[a-z-]+").unwrap();
    let words: Vec<&str> = words.find_iter(route).map(|word| word.as_str()).collect();
    match words.is_empty() {
        true => "overview".to_owned(),
        false => words.join("_"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_reads_as_it_did() {
    let broker = shop(System::Sqlite).await.expect("SQLite is always there");
    let visited = crawl(&broker).await;
    // What charts show depends on the day; their own tests know which.
    let lasting_routes = linked_routes()
        .into_iter()
        .filter(|route| !FILES.contains(route) && !route.ends_with("/charts"));
    for route in lasting_routes {
        let first = visited.iter().find(|one| one.is_of(route)).expect(route);
        insta::assert_snapshot!(name_of(route), lasting(&broker, first));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_empty_page_reads_as_it_did() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    let fixed = page_routes()
        .into_iter()
        .filter(|route| route.method == "GET" && !route.path.contains('{'));
    for route in fixed {
        let answer = page(&broker, route.path).await.expect_status(200);
        let one = Visited {
            path: route.path.to_owned(),
            answer,
        };
        insta::assert_snapshot!(format!("empty_{}", name_of(route.path)), lasting(&broker, &one));
    }
}
