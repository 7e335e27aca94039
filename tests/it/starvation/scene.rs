//! Brokers, a crowd and a receiver of webhooks, and what must be true of them afterwards.

use std::sync::Arc;
use std::time::{Duration, Instant};

use accord_tests::database::System;

use super::answers::Count;
use super::crowd::{Crowd, USUAL};
use crate::storm::cluster::Cluster;
use crate::storm::receiver::{Committed, Receiver};
use crate::storm::{audit, prepare};

/// How long brokers may refuse after the database is back.
const RECOVERY: Duration = Duration::from_secs(4);

/// How long everybody may go on with what is left.
const NOTICE: Duration = Duration::from_secs(60);

/// Everybody is at work for so long before something is taken away.
pub const PEACE: Duration = Duration::from_secs(1);

/// How long it stays away.
pub const AWAY: Duration = Duration::from_secs(2);

/// How often something is taken away.
pub fn outages() -> usize {
    std::env::var("ACCORD_OUTAGES").map_or(1, |outages| outages.parse().unwrap())
}

/// What a test of outages is about.
pub struct Scene {
    pub cluster: Arc<Cluster>,
    receiver: Receiver,
    crowd: Crowd,
}

impl Scene {
    /// The crowd works at brokers that reach the database at `url`, which the test itself reaches at `own_url`.
    pub async fn open(system: System, url: &str, own_url: &str, replicas: usize) -> Self {
        let receiver = Receiver::listen(Committed::look_into(system, own_url)).await;
        receiver.calm_down();
        let cluster = Arc::new(Cluster::start(url, replicas).await);
        prepare(&cluster, &receiver).await;
        let crowd = Crowd::begin(&cluster, USUAL).await;
        Self {
            cluster,
            receiver,
            crowd,
        }
    }

    /// What was answered so far.
    pub fn answers(&self) -> Count {
        self.crowd.answers().count()
    }

    /// Waits for a refusal.
    pub async fn until_somebody_is_refused(&self) {
        let before = self.answers().refused.len();
        let deadline = Instant::now() + NOTICE;
        while self.answers().refused.len() == before {
            assert!(Instant::now() < deadline, "nobody noticed");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// From now on everything is there again: brokers soon refuse nobody any more.
    pub async fn recovers(&self) {
        let (back, before) = (Instant::now(), self.answers());
        tokio::time::sleep(RECOVERY).await;
        let since = self.answers();
        tokio::time::sleep(PEACE).await;
        let after = self.answers();
        let refusing = after.last_refused_after(back);
        println!("the last request that was refused was sent {refusing:.1?} after all was back");
        assert!(refusing < RECOVERY, "still refused after {refusing:?}");
        assert!(since.successes > before.successes && after.successes > since.successes);
    }

    /// Ends the work; then what was acknowledged is there, once, and its events have arrived.
    pub async fn close(self) {
        let count = self.answers();
        let ledger = self.crowd.end().await;
        let ended = Instant::now();
        audit::everything_is_delivered(&self.cluster, &ledger).await;
        let delivered = ended.elapsed();
        audit::nothing_is_missing_or_doubled(&self.cluster, &ledger).await;
        audit::arrivals_are_what_was_committed(&self.cluster, &ledger, &self.receiver).await;
        let log = self.cluster.log().await;
        assert!(!log.contains("panicked"), "{log}");
        let again = ledger.published.iter().filter(|one| one.tries > 1).count();
        println!(
            "{} answers, {} refusals (of {} questions), the slowest after {:.1?}; {} publications ({again} sent again) and \
             {} results acknowledged; everything delivered {delivered:.1?} after the end",
            count.successes,
            count.refused.len(),
            count.questions_refused,
            count.slowest,
            ledger.published.len(),
            ledger.results.len(),
        );
    }
}
