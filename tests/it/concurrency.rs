//! Many pipelines at once: no lost update, no duplicate, no error that a pipeline would have to know about.
//!
//! `ACCORD_CONCURRENCY_SECONDS` lengthens the run; thirty seconds is the promise.

mod updates;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use accord_tests::api::Api;
use accord_tests::database::{Database, System};
use accord_tests::process::BrokerProcess;
use accord_tests::story::{contract, publication};
use serde_json::Value;

const CLIENTS: usize = 64;
const CONTRACTS: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn many_clients_publish_the_same_on_sqlite() {
    many_clients_publish_the_same(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_clients_publish_the_same_on_postgres() {
    many_clients_publish_the_same(System::Postgres).await;
}

async fn many_clients_publish_the_same(system: System) {
    let Some(database) = Database::fresh(system).await else {
        return;
    };
    let broker = BrokerProcess::start(database.url()).await.unwrap();
    let contracts: Vec<Value> = (0..CONTRACTS)
        .map(|index| contract("web", &format!("provider-{index:02}"), "things"))
        .collect();
    let body = publication("web", "1", Some("main"), &contracts);

    let deadline = Instant::now() + duration();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| tokio::spawn(publish_until(deadline, broker.api().clone(), body.clone())))
        .collect();
    let mut answers: BTreeMap<u16, usize> = BTreeMap::new();
    for client in clients {
        for (status, count) in client.await.unwrap() {
            *answers.entry(status).or_default() += count;
        }
    }
    assert_eq!(answers.keys().copied().collect::<Vec<_>>(), [200], "{answers:?}");
    assert!(
        answers[&200] >= CLIENTS,
        "every client got through at least once: {answers:?}"
    );
    assert_log_knows_no_lock(&broker.log().unwrap());
    assert_one_of_each(broker.api()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_pipelines_run_side_by_side_on_sqlite() {
    many_pipelines_run_side_by_side(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_pipelines_run_side_by_side_on_postgres() {
    many_pipelines_run_side_by_side(System::Postgres).await;
}

/// Whole pipelines of few applications, so that they meet on the same branches, verdicts and environments.
async fn many_pipelines_run_side_by_side(system: System) {
    let Some(database) = Database::fresh(system).await else {
        return;
    };
    let broker = BrokerProcess::start(database.url()).await.unwrap();
    broker.api().create_environment("production").await;

    let deadline = Instant::now() + duration();
    let pipelines: Vec<_> = (0..PIPELINES)
        .map(|number| tokio::spawn(pipelines_until(deadline, broker.api().clone(), number)))
        .collect();
    for pipeline in pipelines {
        pipeline.await.unwrap();
    }
    assert_log_knows_no_lock(&broker.log().unwrap());
    for consumer in (0..CONSUMERS).map(consumer) {
        let path = format!("/pacticipants/{consumer}");
        let known = broker.api().get(&path).await.expect_status(200).json();
        let deployed = known["_links"]["pb:deployed-environments"].as_array().map(Vec::len);
        assert_eq!(deployed, Some(1), "{consumer} is deployed once, whoever was last");
    }
}

const PIPELINES: usize = 24;
const CONSUMERS: usize = 3;

fn consumer(number: usize) -> String {
    format!("shop-{}", number % CONSUMERS)
}

async fn pipelines_until(deadline: Instant, api: Api, number: usize) {
    let consumer = consumer(number);
    for run in 0.. {
        let version = format!("{number}.{run}");
        let contracts = [
            contract(&consumer, "orders", &format!("things-{run}")),
            contract(&consumer, "stock", "boxes"),
        ];
        api.post(
            "/contracts/publish",
            &publication(&consumer, &version, Some("main"), &contracts),
        )
        .await
        .expect_status(200);
        for provider in ["orders", "stock"] {
            api.verify((&consumer, &version), (provider, "1"), true).await;
            api.deploy(provider, "1", "production").await;
        }
        assert_eq!(
            api.can_i_deploy(&consumer, &version, "production").await,
            Some(true),
            "{consumer} {version}"
        );
        api.deploy(&consumer, &version, "production").await;
        if Instant::now() > deadline {
            return;
        }
    }
}

fn duration() -> Duration {
    let seconds = std::env::var("ACCORD_CONCURRENCY_SECONDS").map(|text| text.parse().expect("a number of seconds"));
    Duration::from_secs(seconds.unwrap_or(2))
}

async fn publish_until(deadline: Instant, api: Api, body: Value) -> BTreeMap<u16, usize> {
    let mut answers = BTreeMap::new();
    loop {
        *answers
            .entry(api.post("/contracts/publish", &body).await.status)
            .or_default() += 1;
        if Instant::now() > deadline {
            return answers;
        }
    }
}

fn assert_log_knows_no_lock(log: &str) {
    let told = log.to_lowercase();
    for word in [
        "locked",
        "deadlock",
        "busy",
        "could not serialize",
        "duplicate key",
        "panicked",
    ] {
        let line = told.lines().find(|line| line.contains(word));
        assert_eq!(line, None, "the log speaks of {word:?}");
    }
}

async fn assert_one_of_each(api: &Api) {
    let count = |answer: Value, list: &str| answer["_embedded"][list].as_array().map_or(0, Vec::len);
    let pacticipants = api.get("/pacticipants").await.expect_status(200).json();
    assert_eq!(count(pacticipants, "pacticipants"), CONTRACTS + 1);
    let versions = api.get("/pacticipants/web/versions").await.expect_status(200).json();
    assert_eq!(count(versions, "versions"), 1);
    let version = api.get("/pacticipants/web/versions/1").await.expect_status(200).json();
    assert_eq!(
        version["_links"]["pb:pact-versions"].as_array().map(Vec::len),
        Some(CONTRACTS)
    );
    assert_eq!(count(version, "branchVersions"), 1);
    let rows = api
        .get("/matrix?q[][pacticipant]=web&limit=1000")
        .await
        .expect_status(200)
        .json();
    assert_eq!(rows["matrix"].as_array().map(Vec::len), Some(CONTRACTS));
}
