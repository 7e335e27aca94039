//! Clean-ups: once, as a command, and on a schedule while the broker serves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;

use super::told_to_stop;
use crate::app::Db;
use crate::app::retention::Policy;
use crate::background::{Background, Closing};
use crate::cleaning::{self, Outcome};
use crate::clock;
use crate::config::{CleanSettings, Schedule, Settings};

/// How a clean-up ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cleaned {
    /// Everything that was to go has gone, or would have.
    Wholly,
    /// It was told to stop before.
    Interrupted,
    /// Another one is under way.
    Elsewhere,
}

/// Cleans up once; prints what stays, why, and what goes. A signal to stop ends it after the batch that it is at.
///
/// Fails when the database cannot be reached, or migrations are pending.
pub async fn clean(settings: &Settings) -> anyhow::Result<Cleaned> {
    let database = settings.database()?;
    let db = Db::new(&database)?;
    super::refuse_pending(&db.pending_migrations().await?)?;
    let stop = AtomicBool::new(false);
    let policy = policy(&settings.clean);
    let work = cleaning::clean(&db, &policy, settings.clean.dry_run, &stop, |report| print!("{report}"));
    tokio::pin!(work);
    let outcome = tokio::select! {
        outcome = &mut work => outcome,
        told = told_to_stop() => {
            told?;
            stop.store(true, Ordering::Relaxed);
            work.await
        }
    };
    Ok(
        match outcome.with_context(|| format!("{} cannot be cleaned up", database.location))? {
            Outcome::DryRun => {
                println!("nothing was deleted: this was a dry run");
                Cleaned::Wholly
            }
            Outcome::Done(deleted) => {
                println!("deleted {deleted}");
                Cleaned::Wholly
            }
            Outcome::Interrupted(deleted) => {
                println!("interrupted: deleted {deleted}, the rest stays until the next time");
                Cleaned::Interrupted
            }
            Outcome::Elsewhere => {
                println!("nothing was deleted: another clean-up is under way");
                Cleaned::Elsewhere
            }
        },
    )
}

fn policy(settings: &CleanSettings) -> Policy {
    Policy {
        keep_versions: settings.keep_versions.clone(),
        keep_branches: settings.keep_branches.clone(),
        limit: settings.limit,
        overwritten_max_age: settings.overwritten_max_age,
    }
}

/// Cleans up whenever the schedule says so, until the broker stops.
pub(super) fn on_schedule(background: &Background, db: &Db, settings: &CleanSettings) {
    let Some(schedule) = settings.schedule.clone() else {
        return;
    };
    let (db, policy, dry_run) = (db.clone(), policy(settings), settings.dry_run);
    background.spawn(|mut closing| async move {
        while let Some(pause) = until_next(&schedule) {
            if closing.comes_within(pause).await {
                return;
            }
            once(&db, &policy, dry_run, closing.clone()).await;
        }
    });
}

fn until_next(schedule: &Schedule) -> Option<Duration> {
    let now = clock::now();
    (schedule.next_after(now)? - now).to_std().ok()
}

async fn once(db: &Db, policy: &Policy, dry_run: bool, mut closing: Closing) {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let watch = tokio::spawn(async move {
        closing.comes().await;
        told.store(true, Ordering::Relaxed);
    });
    let report = |text: &str| text.lines().for_each(|line| tracing::info!("clean-up: {line}"));
    match cleaning::clean(db, policy, dry_run, &stop, report).await {
        Ok(outcome) => tracing::info!(?outcome, "clean-up ended"),
        Err(error) => tracing::error!(cause = %error, "clean-up failed"),
    }
    watch.abort();
}
