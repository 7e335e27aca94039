//! Sends what was triggered: leases what is due, attempts it, and has what came of it written down.
//!
//! Every replica has one. Its loop starts attempts and waits: for an attempt that ends, for a transaction of this
//! replica that has left something to deliver, or until something is due. What other replicas have left is seen at the
//! next look, a few seconds later at most. The busier it is, the more a single look leases and a single transaction
//! writes down, so that deliveries keep up with whatever triggers them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;

use super::Sender;
use super::attempt::attempt;
use super::queue::{Addressed, Queue};
use super::recorder::Recorder;
use crate::app::webhooks::{
    Delivery, Due, Lease, deliveries_due, deliveries_lease, deliveries_release, repetitions_fire,
};
use crate::app::{AppError, Db, Moment, Vault};
use crate::clock::now;

/// How much longer nobody else may be at a delivery than it takes to wait for another attempt and to make its own: time
/// to write down what came of it.
const LEASE_MARGIN: Duration = Duration::from_secs(30);

/// How often is looked for what nobody of this replica has told: what others have left, and leases that are over.
const POLL: Duration = Duration::from_secs(5);

/// Between two looks at least: what comes up meanwhile is leased together.
const BREATH: Duration = Duration::from_millis(50);

/// How long attempts may take when the broker stops, and then writing them down; after it others make them again.
const GRACE: Duration = Duration::from_secs(5);

/// Receivers whose queues are seen at a look, however long the first ones are.
const RECEIVERS_SEEN: usize = 8;

/// Sends what was triggered, in the background.
#[derive(Debug)]
pub(crate) struct Worker {
    db: Db,
    sender: Arc<Sender>,
    vault: Arc<Vault>,
    queue: Queue<Delivery>,
    attempts: JoinSet<()>,
    under_way: HashMap<Id, Addressee>,
    recorder: Recorder,
    /// Holders of leases that were asked for and not acknowledged: the database may have them all the same.
    doubtful: Vec<String>,
    last_look: Instant,
    next_look: Instant,
}

/// What is known of an attempt under way.
#[derive(Debug)]
struct Addressee {
    receiver: String,
    holder: String,
}

impl Addressed for Delivery {
    fn receiver(&self) -> &str {
        &self.receiver
    }
}

impl Worker {
    /// Makes so many attempts at once, at most. Needs a tokio runtime, on which it works.
    pub(crate) fn new(db: Db, sender: Arc<Sender>, vault: Arc<Vault>, concurrency: usize) -> Self {
        let now = Instant::now();
        Self {
            recorder: Recorder::begin(db.clone(), Arc::clone(&sender)),
            db,
            sender,
            vault,
            queue: Queue::new(concurrency),
            attempts: JoinSet::new(),
            under_way: HashMap::new(),
            doubtful: Vec::new(),
            last_look: now,
            next_look: now,
        }
    }

    /// Works until the broker stops; then ends what is under way, or leaves it to others.
    pub(crate) async fn run(mut self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            if self.next_look <= Instant::now() {
                self.look().await;
            }
            self.begin_attempts();
            tokio::select! {
                () = &mut stop => break,
                () = self.db.outbox_filled() => self.look_soon(),
                Some(ended) = self.attempts.join_next_with_id() => self.ended(ended),
                () = tokio::time::sleep_until(self.next_look) => {}
            }
            while let Some(ended) = self.attempts.try_join_next_with_id() {
                self.ended(ended);
            }
        }
        self.finish().await;
    }

    async fn look(&mut self) {
        let pause = self.lease_due().await.unwrap_or_else(|error| {
            tracing::warn!(cause = %error, "what is to be delivered cannot be asked for");
            POLL
        });
        self.last_look = Instant::now();
        self.next_look = self.last_look + pause;
    }

    fn look_soon(&mut self) {
        self.next_look = self.next_look.min(self.last_look + BREATH);
    }

    /// Leases what is due, as much as there is room for; says when to look again, unless something happens before.
    async fn lease_due(&mut self) -> Result<Duration, AppError> {
        if self.queue.room() == 0 {
            return Ok(POLL);
        }
        self.release_doubtful().await?;
        let due = self.due().await?;
        if due.repetitions {
            self.db.write(|connection| repetitions_fire(connection, now())).await?;
        }
        let chosen = self.queue.chosen(&due.deliveries);
        if !chosen.is_empty() {
            self.lease(chosen).await?;
        }
        Ok(pause_until(&due))
    }

    async fn due(&self) -> Result<Due, AppError> {
        let of_each = self.queue.of_each();
        let most = of_each * RECEIVERS_SEEN;
        self.db
            .read(move |connection| deliveries_due(connection, now(), most, of_each))
            .await
    }

    async fn lease(&mut self, ids: Vec<i64>) -> Result<(), AppError> {
        let lease = Lease {
            holder: uuid::Uuid::new_v4().to_string(),
            until: now() + 2 * self.sender.longest_attempt() + LEASE_MARGIN,
        };
        let vault = Arc::clone(&self.vault);
        self.doubtful.push(lease.holder.clone());
        let leased = self
            .db
            .write(move |connection| deliveries_lease(connection, &vault, &ids, &lease, now()))
            .await?;
        self.doubtful.pop();
        self.queue.line_up(leased);
        Ok(())
    }

    fn begin_attempts(&mut self) {
        while let Some(delivery) = self.queue.next() {
            if self.ends_in_time(&delivery) {
                self.begin(delivery);
            } else {
                // Receivers that hang have kept it waiting. When its lease ends, it is due for everybody.
                self.queue.ended(&delivery.receiver);
            }
        }
    }

    fn ends_in_time(&self, delivery: &Delivery) -> bool {
        let latest_end: Moment = now() + self.sender.longest_attempt();
        latest_end < delivery.leased_until()
    }

    fn begin(&mut self, delivery: Delivery) {
        let addressee = Addressee {
            receiver: delivery.receiver.clone(),
            holder: delivery.holder().to_owned(),
        };
        let (sender, record) = (Arc::clone(&self.sender), self.recorder.entrance());
        let work = async move {
            let attempted = attempt(&sender, &delivery).await;
            // Who records outlives every attempt.
            let _ = record.send((delivery, attempted));
        };
        let id = self.attempts.spawn(work).id();
        self.under_way.insert(id, addressee);
    }

    /// Gives back what nobody is at, lest it waits for its lease to end.
    async fn release_doubtful(&mut self) -> Result<(), AppError> {
        if self.doubtful.is_empty() {
            return Ok(());
        }
        let holders = self.doubtful.clone();
        self.db
            .write(move |connection| deliveries_release(connection, &holders))
            .await?;
        self.doubtful.clear();
        Ok(())
    }

    fn ended(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                tracing::error!(cause = %error, "an attempt to deliver a webhook broke off");
                error.id()
            }
        };
        if let Some(addressee) = self.under_way.remove(&id) {
            self.queue.ended(&addressee.receiver);
        }
        self.look_soon();
    }

    /// Waits a little for attempts, and gives the others back.
    async fn finish(mut self) {
        let all = async {
            while let Some(ended) = self.attempts.join_next_with_id().await {
                if let Ok((id, ())) = ended {
                    self.under_way.remove(&id);
                }
            }
        };
        // Whether all have ended or not, what is left is in the map.
        let _ = tokio::time::timeout(GRACE, all).await;
        self.attempts.shutdown().await;
        // What has ended is written down first: a lease is of several deliveries.
        self.recorder.finish(GRACE).await;
        let begun = self.under_way.into_values().map(|addressee| addressee.holder);
        let waiting = self.queue.into_waiting().map(|delivery| delivery.holder().to_owned());
        let left: Vec<String> = begun.chain(waiting).chain(self.doubtful).collect();
        if left.is_empty() {
            return;
        }
        tracing::info!(
            count = left.len(),
            "deliveries that are under way are left to others, or to the next start"
        );
        let released = self.db.write(move |connection| deliveries_release(connection, &left));
        if let Err(error) = released.await {
            tracing::warn!(cause = %error, "deliveries could not be given back: others take them when their leases end");
        }
    }
}

fn pause_until(due: &Due) -> Duration {
    let until = due.next_at.and_then(|at| (at - now()).to_std().ok());
    // What was due and had no turn is looked at when an attempt ends.
    until.unwrap_or(POLL).min(POLL)
}
