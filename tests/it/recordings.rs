//! Every recorded conversation with the reference, on every database.
//!
//! `ACCORD_RECORDING=matrix` plays only the recordings with that text in their name.

use std::path::PathBuf;

use accord_tests::api::http_client;
use accord_tests::broker::TestBroker;
use accord_tests::conformance::{IntendedDifferences, Outcome, Recording, WaitingSteps, play};
use accord_tests::database::System;
use futures::StreamExt as _;

/// Brokers at once; more would only wait for each other.
const AT_ONCE: usize = 4;

#[tokio::test]
async fn conversations_agree_on_sqlite() {
    all_agree("conversations", System::Sqlite).await;
}

#[tokio::test]
async fn conversations_agree_on_postgres() {
    all_agree("conversations", System::Postgres).await;
}

#[tokio::test]
async fn histories_agree_on_sqlite() {
    all_agree("histories", System::Sqlite).await;
}

#[tokio::test]
async fn histories_agree_on_postgres() {
    all_agree("histories", System::Postgres).await;
}

#[tokio::test]
async fn deletions_agree_on_sqlite() {
    all_agree("deletions", System::Sqlite).await;
}

#[tokio::test]
async fn deletions_agree_on_postgres() {
    all_agree("deletions", System::Postgres).await;
}

async fn all_agree(family: &str, system: System) {
    let directory = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/recordings"));
    let intended = IntendedDifferences::read(&directory.join("intended-differences.json")).unwrap();
    let waiting = WaitingSteps::read(&directory.join("waiting.json")).unwrap();
    let wanted = std::env::var("ACCORD_RECORDING").unwrap_or_default();
    let mut recordings = Recording::read_all(&directory.join(family)).unwrap();
    assert!(!recordings.is_empty(), "there are no recordings in {family}");
    recordings.retain(|recording| recording.name.contains(&wanted));

    let outcomes: Vec<Option<Outcome>> = futures::stream::iter(&recordings)
        .map(|recording| on_a_fresh_broker(recording, system, &intended, &waiting))
        .buffered(AT_ONCE)
        .collect()
        .await;
    let bad: Vec<Outcome> = outcomes
        .into_iter()
        .flatten()
        .filter(|outcome| !outcome.is_good())
        .collect();
    for outcome in &bad {
        eprintln!("{outcome}\n");
    }
    assert!(
        bad.is_empty(),
        "{} of {} {family} disagree on {system:?}",
        bad.len(),
        recordings.len()
    );
}

async fn on_a_fresh_broker(
    recording: &Recording,
    system: System,
    intended: &IntendedDifferences,
    waiting: &WaitingSteps,
) -> Option<Outcome> {
    let broker = TestBroker::start(system).await?;
    let outcome = play(recording, &http_client(), broker.base(), intended, waiting).await;
    broker.stop().await;
    Some(outcome)
}
