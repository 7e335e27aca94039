//! A running broker answers as the document says: to every recorded conversation, and to what these leave out.

use std::path::PathBuf;

use accord_tests::api::http_client;
use accord_tests::broker::TestBroker;
use accord_tests::conformance::{Exchange, Recording, exchanges};
use accord_tests::database::System;
use futures::StreamExt as _;

use super::check::Checker;
use super::document::Document;
use super::rest::rest;

/// Brokers at once; more would only wait for each other.
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_as_described_and_every_operation_succeeds_once() {
    let document = Document::read();
    let mut checker = Checker::new(&document);
    let directory = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/recordings"));
    for family in ["conversations", "deletions"] {
        let recordings = Recording::read_all(&directory.join(family)).unwrap();
        let mut playing = futures::stream::iter(&recordings).map(played).buffered(AT_ONCE);
        while let Some(exchanges) = playing.next().await {
            exchanges.iter().for_each(|exchange| checker.check(exchange));
        }
    }
    for exchange in rest().await {
        checker.check(&exchange);
    }

    assert!(
        checker.wrong.is_empty(),
        "{} answers or requests are not as described\n{}",
        checker.wrong.len(),
        checker.wrong.join("\n")
    );
    let unseen = checker.unseen();
    assert!(unseen.is_empty(), "nothing was seen of {unseen:#?}");
}

async fn played(recording: &Recording) -> Vec<Exchange> {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    let mut exchanges = exchanges(recording, &http_client(), broker.base()).await;
    broker.stop().await;
    for exchange in &mut exchanges {
        exchange.name = format!("{} {}", recording.name, exchange.name);
    }
    exchanges
}
