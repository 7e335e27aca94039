//! Sends what was triggered: leases what is due, attempts it, and writes down what came of it.
//!
//! Every replica has one. Its loop starts attempts and waits: for an attempt that ends, for a transaction of this
//! replica that has left something to deliver, or until something is due. What other replicas have left is seen at the
//! next look, a few seconds later at most.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{Id, JoinSet};

use super::Sender;
use super::attempt::attempt;
use crate::app::webhooks::{
    Delivery, Due, Lease, deliveries_due, deliveries_lease, deliveries_release, repetitions_fire,
};
use crate::app::{AppError, Db, Vault};
use crate::clock::now;

/// How much longer than an attempt can take nobody else may be at a delivery: time to write down what came of it.
const LEASE_MARGIN: Duration = Duration::from_secs(30);

/// How often is looked for what nobody of this replica has told: what others have left, and leases that are over.
const POLL: Duration = Duration::from_secs(5);

/// How long attempts may take when the broker stops; then others make them again.
const GRACE: Duration = Duration::from_secs(5);

/// One host gets so many of the attempts under way, at most: a quarter.
const HOSTS: usize = 4;

/// Sends what was triggered, in the background.
#[derive(Debug)]
pub(crate) struct Worker {
    db: Db,
    sender: Arc<Sender>,
    vault: Arc<Vault>,
    /// Attempts under way at most.
    concurrency: usize,
    attempts: JoinSet<()>,
    under_way: HashMap<Id, Delivery>,
    /// Holders of leases that were asked for and not acknowledged: the database may have them all the same.
    doubtful: Vec<String>,
}

impl Worker {
    pub(crate) fn new(db: Db, sender: Arc<Sender>, vault: Arc<Vault>, concurrency: usize) -> Self {
        Self {
            db,
            sender,
            vault,
            concurrency,
            attempts: JoinSet::new(),
            under_way: HashMap::new(),
            doubtful: Vec::new(),
        }
    }

    /// Works until the broker stops; then ends what is under way, or leaves it to others.
    pub(crate) async fn run(mut self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let pause = self.begin_due().await.unwrap_or_else(|error| {
                tracing::warn!(cause = %error, "what is to be delivered cannot be asked for");
                POLL
            });
            tokio::select! {
                () = &mut stop => break,
                () = self.db.outbox_filled() => {}
                Some(ended) = self.attempts.join_next_with_id() => self.ended(ended),
                () = tokio::time::sleep(pause) => {}
            }
            while let Some(ended) = self.attempts.try_join_next_with_id() {
                self.ended(ended);
            }
        }
        self.finish().await;
    }

    /// Begins attempts of what is due, as many as there is room for; says when to look again.
    async fn begin_due(&mut self) -> Result<Duration, AppError> {
        let room = self.concurrency - self.under_way.len();
        if room == 0 {
            return Ok(POLL);
        }
        self.release_doubtful().await?;
        let due = self.due().await?;
        if due.repetitions {
            self.db.write(|connection| repetitions_fire(connection, now())).await?;
        }
        let chosen = self.chosen(&due.deliveries, room);
        if !chosen.is_empty() {
            self.begin(chosen).await?;
        }
        Ok(pause_until(&due))
    }

    /// Those to one receiver that is busy are not to hide the others, so there are twice as many as could be begun.
    async fn due(&self) -> Result<Due, AppError> {
        let (most, of_each) = (self.concurrency * 2, self.of_each());
        self.db
            .read(move |connection| deliveries_due(connection, now(), most, of_each))
            .await
    }

    fn of_each(&self) -> usize {
        self.concurrency.div_ceil(HOSTS)
    }

    /// The deliveries to begin with: those that wait longest, no receiver getting more than its share.
    fn chosen(&self, due: &[(i64, String)], room: usize) -> Vec<i64> {
        let mut busy: HashMap<&str, usize> = HashMap::new();
        for delivery in self.under_way.values() {
            *busy.entry(&delivery.receiver).or_default() += 1;
        }
        let mut chosen = Vec::new();
        for (id, receiver) in due {
            let under_way = busy.entry(receiver).or_default();
            if *under_way < self.of_each() && chosen.len() < room {
                *under_way += 1;
                chosen.push(*id);
            }
        }
        chosen
    }

    async fn begin(&mut self, ids: Vec<i64>) -> Result<(), AppError> {
        let lease = Lease {
            holder: uuid::Uuid::new_v4().to_string(),
            until: now() + self.sender.longest_attempt() + LEASE_MARGIN,
        };
        let vault = Arc::clone(&self.vault);
        self.doubtful.push(lease.holder.clone());
        let leased = self
            .db
            .write(move |connection| deliveries_lease(connection, &vault, &ids, &lease, now()))
            .await?;
        self.doubtful.pop();
        for delivery in leased {
            let work = attempt(self.db.clone(), Arc::clone(&self.sender), delivery.clone());
            let id = self.attempts.spawn(work).id();
            self.under_way.insert(id, delivery);
        }
        Ok(())
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

    fn ended(&mut self, ended: Result<(Id, ()), tokio::task::JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                tracing::error!(cause = %error, "an attempt to deliver a webhook broke off");
                error.id()
            }
        };
        self.under_way.remove(&id);
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
        if tokio::time::timeout(GRACE, all).await.is_ok() {
            return;
        }
        self.attempts.shutdown().await;
        let left = self.under_way.values().map(|delivery| delivery.holder().to_owned());
        let left: Vec<String> = left.chain(self.doubtful).collect();
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
