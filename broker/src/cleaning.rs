//! A clean-up: a plan, then its batches, each a short write transaction of its own.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::app::retention::{Plan, Policy, batch_delete, clean_begin, clean_end, clean_go_on, plan, report};
use crate::app::{AppError, Db};
use crate::clock;

/// How a clean-up ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Another one is under way, on this or another replica.
    Elsewhere,
    /// Nothing was deleted: only the report was wanted.
    DryRun,
    /// All batches are done; so many rows went, besides what belonged to them.
    Done(usize),
    /// It was told to stop before the last batch.
    Interrupted(usize),
}

/// Cleans up, until `stop` says otherwise; `tell` is given the plan in words before anything is deleted.
pub(crate) async fn clean(
    db: &Db,
    policy: &Policy,
    dry_run: bool,
    stop: &AtomicBool,
    tell: impl FnOnce(&str),
) -> Result<Outcome, AppError> {
    if dry_run {
        tell(&report(&planned(db, policy).await?, policy));
        return Ok(Outcome::DryRun);
    }
    let holder = uuid::Uuid::new_v4().to_string();
    let begun = {
        let holder = holder.clone();
        db.write(move |connection| clean_begin(connection, &holder, clock::now()))
    };
    if !begun.await? {
        return Ok(Outcome::Elsewhere);
    }
    let outcome = held(db, policy, &holder, stop, tell).await;
    db.write(move |connection| clean_end(connection, &holder)).await?;
    outcome
}

async fn planned(db: &Db, policy: &Policy) -> Result<Plan, AppError> {
    let policy = policy.clone();
    db.read(move |connection| plan(connection, &policy, clock::now())).await
}

async fn held(
    db: &Db,
    policy: &Policy,
    holder: &str,
    stop: &AtomicBool,
    tell: impl FnOnce(&str),
) -> Result<Outcome, AppError> {
    let plan = planned(db, policy).await?;
    tell(&report(&plan, policy));
    let mut deleted = 0;
    for batch in plan.batches() {
        if stop.load(Ordering::Relaxed) {
            return Ok(Outcome::Interrupted(deleted));
        }
        let (policy, holder, made_at) = (policy.clone(), holder.to_owned(), plan.made_at);
        deleted += db
            .write(move |connection| {
                clean_go_on(connection, &holder, clock::now())?;
                batch_delete(connection, &policy, &batch, made_at)
            })
            .await?;
    }
    Ok(Outcome::Done(deleted))
}
