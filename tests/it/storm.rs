//! Nothing is lost: brokers are killed at random moments while teams work and a receiver of webhooks misbehaves.
//!
//! `ACCORD_STORM_KILLS` says how often (5 unless said). What was acknowledged must be there afterwards, once; every event
//! of it must have arrived, under one id; nothing may have arrived that was not committed.

pub mod audit;
pub mod cluster;
pub mod ledger;
pub mod receiver;
mod soak;
pub mod teams;

use std::sync::Arc;
use std::time::{Duration, Instant};

use accord_tests::database::{Database, System};
use rand::Rng as _;
use serde_json::json;

use cluster::Cluster;
use ledger::Ledger;
use receiver::{Committed, Receiver};
use teams::Teams;

const TEAMS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_on_sqlite_is_killed_again_and_again() {
    let database = Database::fresh(System::Sqlite).await.unwrap();
    weathered(System::Sqlite, &database, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_replicas_on_postgres_one_is_killed_at_a_time() {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    weathered(System::Postgres, &database, 3).await;
}

async fn weathered(system: System, database: &Database, replicas: usize) {
    let committed = Committed::look_into(system, database.url());
    let receiver = Receiver::listen(committed).await;
    let cluster = Arc::new(Cluster::start(database.url(), replicas).await);
    prepare(&cluster, &receiver).await;

    let teams = Teams::begin(&cluster, TEAMS);
    kill_again_and_again(&cluster).await;
    let ledger = teams.end().await;
    receiver.calm_down();

    let started = Instant::now();
    audit::everything_is_delivered(&cluster, &ledger).await;
    let settled = started.elapsed();
    audit::nothing_is_missing_or_doubled(&cluster, &ledger).await;
    audit::arrivals_are_what_was_committed(&cluster, &ledger, &receiver).await;
    println!(
        "{system:?}, {replicas} replicas: {}",
        account(&cluster, &ledger, &receiver, settled)
    );
}

/// An environment, and a webhook for each kind of event.
pub async fn prepare(cluster: &Cluster, receiver: &Receiver) {
    let api = cluster.somebody();
    api.create_environment(teams::ENVIRONMENT).await;
    for event in ["contract_published", "provider_verification_published"] {
        let body = json!({
            "event": "${pactbroker.eventName}",
            "consumer": "${pactbroker.consumerName}",
            "version": "${pactbroker.consumerVersionNumber}",
        });
        let request = json!({"method": "POST", "url": receiver.url(), "headers": {"Content-Type": "application/json"}, "body": body});
        let webhook = json!({"description": event, "events": [{"name": event}], "request": request});
        api.post("/webhooks", &webhook).await.expect_status(201);
    }
}

async fn kill_again_and_again(cluster: &Cluster) {
    let kills = std::env::var("ACCORD_STORM_KILLS").map_or(5, |kills| kills.parse().unwrap());
    for _ in 0..kills {
        let moment = Duration::from_millis(rand::rng().random_range(50..1500));
        tokio::time::sleep(moment).await;
        cluster.kill_one_and_start_it_again().await;
    }
}

fn account(cluster: &Cluster, ledger: &Ledger, receiver: &Receiver, settled: Duration) -> String {
    let (arrivals, ids) = receiver.counts();
    format!(
        "{} kills; {} publications, {} results, {} deployments acknowledged, {} publications refused; {arrivals} requests \
         for {ids} events reached the receiver; the last event was delivered {settled:.1?} after the receiver had calmed \
         down",
        cluster.kills(),
        ledger.published.len(),
        ledger.results.len(),
        ledger.deployed.len(),
        ledger.refused.len(),
    )
}
