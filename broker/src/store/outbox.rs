//! Tells who delivers webhooks that a transaction has left something to deliver, once it has committed.
//!
//! A transaction runs on one thread from its beginning to its end, so what it has written is noted on that thread.
//! Nobody has to remember to tell, and nothing is told of what was rolled back.

use std::cell::Cell;
use std::sync::Arc;

use tokio::sync::Notify;

thread_local! {
    static WRITTEN: Cell<bool> = const { Cell::new(false) };
}

/// Notes that the transaction at hand has written something that is to be delivered.
pub(super) fn note() {
    WRITTEN.set(true);
}

/// Where the news arrives; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Outbox(Arc<Notify>);

impl Outbox {
    /// A transaction begins on this thread.
    pub(super) fn begin(&self) {
        WRITTEN.set(false);
    }

    /// It has committed.
    pub(super) fn committed(&self) {
        if WRITTEN.take() {
            self.0.notify_one();
        }
    }

    /// Waits for a transaction that has written something; what happened since the last time counts.
    pub(super) async fn filled(&self) {
        self.0.notified().await;
    }
}
