//! Writes down what came of attempts: as many at once as have ended meanwhile.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::Sender;
use crate::app::webhooks::{Attempted, Delivery, Standing, deliveries_record};
use crate::app::{AppError, Db};
use crate::clock::now;

/// Writing down what came of attempts is tried as often, for otherwise they are made again when their leases end.
const RECORDINGS: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);

/// Attempts in one transaction at most.
const LARGEST_BATCH: usize = 64;

/// An attempt that has ended.
pub(super) type Ended = (Delivery, Attempted);

/// Takes attempts that have ended, in the order in which they did.
#[derive(Debug)]
pub(super) struct Recorder {
    ended: mpsc::UnboundedSender<Ended>,
    task: JoinHandle<()>,
}

impl Recorder {
    /// Needs a tokio runtime, on which it writes.
    pub(super) fn begin(db: Db, sender: Arc<Sender>) -> Self {
        let (ended, attempts) = mpsc::unbounded_channel();
        let task = tokio::spawn(write_down(attempts, Ledger { db, sender }));
        Self { ended, task }
    }

    /// Where attempts tell what came of them. They are no more than may be under way until their leases end.
    pub(super) fn entrance(&self) -> mpsc::UnboundedSender<Ended> {
        self.ended.clone()
    }

    /// Ends when everything that was told is written down, or when the time is over: a database that is away is no reason
    /// not to stop.
    pub(super) async fn finish(mut self, patience: Duration) {
        drop(self.ended);
        if tokio::time::timeout(patience, &mut self.task).await.is_err() {
            tracing::warn!("what came of some attempts is not written down: they are made again when their leases end");
            self.task.abort();
        }
    }
}

async fn write_down(mut attempts: mpsc::UnboundedReceiver<Ended>, ledger: Ledger) {
    let mut batch = Vec::new();
    while attempts.recv_many(&mut batch, LARGEST_BATCH).await > 0 {
        ledger.record(Arc::new(std::mem::take(&mut batch))).await;
    }
}

struct Ledger {
    db: Db,
    sender: Arc<Sender>,
}

impl Ledger {
    async fn record(&self, batch: Arc<Vec<Ended>>) {
        if self.recorded(&batch).await.is_err() {
            self.record_one_by_one(&batch).await;
        }
    }

    async fn recorded(&self, batch: &Arc<Vec<Ended>>) -> Result<(), AppError> {
        for _ in 1..RECORDINGS {
            match self.write(batch).await {
                Ok(()) => return Ok(()),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
        self.write(batch).await
    }

    /// One that cannot be written down is not to take others with it.
    async fn record_one_by_one(&self, batch: &[Ended]) {
        for one in batch {
            if let Err(error) = self.write(&Arc::new(vec![one.clone()])).await {
                tracing::error!(
                    delivery = one.0.uuid,
                    cause = %error,
                    "what came of an attempt cannot be written down: it is made again when its lease ends"
                );
            }
        }
    }

    async fn write(&self, batch: &Arc<Vec<Ended>>) -> Result<(), AppError> {
        let (rules, attempts) = (Arc::clone(&self.sender.rules), Arc::clone(batch));
        let standings = self
            .db
            .write(move |connection| deliveries_record(connection, &attempts, &rules, now()))
            .await?;
        batch
            .iter()
            .zip(standings)
            .for_each(|(one, standing)| tell(one, standing));
        Ok(())
    }
}

/// A line for operators; it names the receiver, and nothing that was sent.
fn tell((delivery, attempted): &Ended, standing: Standing) {
    let (id, webhook, receiver) = (&delivery.uuid, &delivery.webhook_uuid, &delivery.receiver);
    let status = attempted.status;
    match standing {
        Standing::Delivered => tracing::debug!(delivery = id, webhook, receiver, status, "webhook delivered"),
        Standing::Again(at) => {
            tracing::info!(delivery = id, webhook, receiver, status, next = %at, "webhook not delivered yet");
        }
        Standing::GivenUp => tracing::warn!(delivery = id, webhook, receiver, status, "webhook given up"),
        Standing::Disabled => tracing::warn!(
            delivery = id,
            webhook,
            receiver,
            status,
            "webhook given up and switched off, as nothing has reached its receiver for days"
        ),
        Standing::Lost => tracing::warn!(
            delivery = id,
            webhook,
            receiver,
            status,
            "an attempt was not written down: its lease was over, or what it was about is gone"
        ),
    }
}
