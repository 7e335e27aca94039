//! A long ordinary day: three replicas, many pipelines, a receiver that takes everything.
//!
//! `ACCORD_SOAK_SECONDS` says how long (5 unless said).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use accord_tests::database::{Database, System};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use super::audit;
use super::cluster::Cluster;
use super::ledger::Ledger;
use super::prepare;
use super::receiver::{Committed, Receiver};
use super::teams::Teams;

const PUBLISHERS: usize = 32;
const VERIFIERS: usize = 8;

/// Nothing waits when the receiver takes everything; this is what a busy machine may need.
const SLOWEST_DELIVERY: Duration = Duration::from_secs(10);

/// What a process may take more at the end than when it had warmed up.
const GROWTH: u64 = 48 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn three_replicas_on_postgres_serve_many_pipelines_without_error_or_growth() {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    clean_up_as_servers_do(database.url());
    let seconds = std::env::var("ACCORD_SOAK_SECONDS").map_or(5, |seconds| seconds.parse().unwrap());
    let receiver = Receiver::listen(Committed::look_into(System::Postgres, database.url())).await;
    receiver.calm_down();
    let cluster = Arc::new(Cluster::start(database.url(), 3).await);
    prepare(&cluster, &receiver).await;

    let teams = Teams::publishing_and_verifying(&cluster, PUBLISHERS, VERIFIERS);
    tokio::time::sleep(Duration::from_secs(seconds).mul_f64(0.3)).await;
    let warm = cluster.resident().await;
    tokio::time::sleep(Duration::from_secs(seconds).mul_f64(0.7)).await;
    let late = cluster.resident().await;
    let ledger = teams.end().await;

    audit::everything_is_delivered(&cluster, &ledger).await;
    audit::arrivals_are_what_was_committed(&cluster, &ledger, &receiver).await;
    let log = cluster.log().await;
    let faults: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("ERROR") || line.contains("panicked"))
        .collect();
    assert!(
        faults.is_empty(),
        "{} errors in the log, such as {}",
        faults.len(),
        faults[0]
    );
    let slowest = slowest_delivery(&ledger, &receiver);
    assert!(slowest < SLOWEST_DELIVERY, "a delivery took {slowest:.1?}");
    for (warm, late) in warm.iter().zip(&late) {
        assert!(
            late.saturating_sub(*warm) < GROWTH,
            "memory grew from {warm} to {late} bytes"
        );
    }
    println!(
        "{seconds} s: {} publications and {} results acknowledged, slowest delivery {slowest:.2?}, resident memory {warm:?} \
         then {late:?} bytes",
        ledger.published.len(),
        ledger.results.len(),
    );
}

/// Switches on what every server does and those of short tests do not: to remove dead rows and count those that live.
fn clean_up_as_servers_do(url: &str) {
    let mut connection = PgConnection::establish(url).unwrap();
    for statement in ["ALTER SYSTEM SET autovacuum = on", "SELECT pg_reload_conf()"] {
        connection.batch_execute(statement).unwrap();
    }
}

/// The longest time from the answer to a publication until its event came.
fn slowest_delivery(ledger: &Ledger, receiver: &Receiver) -> Duration {
    let arrivals = receiver.arrivals();
    let arrived: HashMap<(&str, &str), Instant> = arrivals
        .iter()
        .filter(|one| one.event == "contract_published")
        .map(|one| ((one.consumer.as_str(), one.version.as_str()), one.at))
        .collect();
    let waits = ledger.published.iter().filter_map(|one| {
        let at = arrived.get(&(one.consumer.as_str(), one.version.as_str()))?;
        Some(at.saturating_duration_since(one.at))
    });
    waits.max().unwrap_or_default()
}
