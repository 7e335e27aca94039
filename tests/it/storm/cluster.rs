//! Brokers on one database, of which one at a time may be down.

use std::sync::RwLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use accord_tests::api::Api;
use accord_tests::process::BrokerProcess;
use rand::Rng as _;
use tokio::sync::Mutex;

/// Some brokers on one database.
pub struct Cluster {
    database_url: String,
    processes: Mutex<Vec<Option<BrokerProcess>>>,
    /// Those that answer.
    apis: RwLock<Vec<Option<Api>>>,
    kills: AtomicUsize,
}

impl Cluster {
    pub async fn start(database_url: &str, replicas: usize) -> Self {
        let mut processes = Vec::new();
        for _ in 0..replicas {
            processes.push(started(database_url).await);
        }
        let apis = processes.iter().map(|one| Some(one.api().clone())).collect();
        Self {
            database_url: database_url.to_owned(),
            processes: Mutex::new(processes.into_iter().map(Some).collect()),
            apis: RwLock::new(apis),
            kills: AtomicUsize::new(0),
        }
    }

    /// One of those that answer, as a load balancer would choose.
    pub fn anybody(&self) -> Option<Api> {
        let apis = self.apis.read().unwrap();
        let alive: Vec<&Api> = apis.iter().flatten().collect();
        let choice = rand::rng().random_range(0..alive.len().max(1));
        alive.get(choice).map(|api| (*api).clone())
    }

    /// One of those that answer, when nobody kills.
    pub fn somebody(&self) -> Api {
        self.anybody().expect("a broker answers")
    }

    pub fn kills(&self) -> usize {
        self.kills.load(Ordering::Relaxed)
    }

    /// The resident memory of each, in bytes.
    pub async fn resident(&self) -> Vec<u64> {
        let processes = self.processes.lock().await;
        processes.iter().flatten().map(|one| one.resident().unwrap()).collect()
    }

    /// What those that run have logged.
    pub async fn log(&self) -> String {
        let processes = self.processes.lock().await;
        processes.iter().flatten().map(|one| one.log().unwrap()).collect()
    }

    /// Ends one with SIGKILL, in the middle of whatever it does, and starts another in its place.
    pub async fn kill_one_and_start_it_again(&self) {
        let mut processes = self.processes.lock().await;
        let which = rand::rng().random_range(0..processes.len());
        self.apis.write().unwrap()[which] = None;
        let killed = processes[which].take().expect("it runs");
        let log = killed.log().unwrap();
        drop(killed);
        assert!(!log.contains("panicked"), "{log}");
        self.kills.fetch_add(1, Ordering::Relaxed);
        let successor = started(&self.database_url).await;
        self.apis.write().unwrap()[which] = Some(successor.api().clone());
        processes[which] = Some(successor);
    }
}

async fn started(database_url: &str) -> BrokerProcess {
    let mut process = BrokerProcess::launch_as(|program, port| {
        program
            .args(["--bind", "127.0.0.1", "--port", port, "--database-url", database_url])
            .env("ACCORD_WEBHOOK_SCHEME_WHITELIST", "http")
            .env("ACCORD_WEBHOOK_HOST_WHITELIST", "127.0.0.1")
            .env("ACCORD_WEBHOOK_RETRY_SCHEDULE", ["1"; 100].join(" "));
    })
    .unwrap();
    process.until_ready(Duration::from_secs(60)).await.unwrap();
    process
}
