//! Keeps the log of an SQLite database short while the broker runs.
//!
//! So a commit seldom waits for the disk, and a machine that loses its power loses no more than what it acknowledged
//! within the last moments.

use std::time::Duration;

use crate::app::Db;
use crate::background::Background;

/// Between a commit and the pass that brings it over: the commits of this time share one pass.
const GATHER: Duration = Duration::from_millis(50);

/// Does so until the broker stops. PostgreSQL looks after its log by itself.
pub(crate) fn keep_log_short(db: &Db, background: &Background) {
    let db = db.clone();
    background.spawn(|mut closing| async move {
        loop {
            tokio::select! {
                () = db.committed_to_file() => {}
                () = closing.comes() => return,
            }
            if closing.comes_within(GATHER).await {
                return;
            }
            if let Err(error) = db.checkpoint().await {
                tracing::debug!(cause = %error, "no checkpoint: the writer will do it when the log is long");
            }
        }
    });
}
