//! Secrets at start, and the change of their key.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::Context;

use crate::app::secrets::{Cursor, Stale, reseal_step};
use crate::app::{AppError, Db, Vault};
use crate::config::Settings;

/// What came of all steps.
#[derive(Debug, Default)]
struct Outcome {
    sealed: usize,
    unopened: BTreeSet<String>,
}

async fn reseal(db: &Db, vault: &Arc<Vault>, stale: Stale) -> Result<Outcome, AppError> {
    let mut outcome = Outcome::default();
    let mut next = Some(Cursor::START);
    while let Some(cursor) = next {
        let vault = Arc::clone(vault);
        let step = db
            .write(move |connection| reseal_step(connection, &vault, stale, cursor))
            .await?;
        outcome.sealed += step.sealed;
        outcome.unopened.extend(step.unopened);
        next = step.next;
    }
    Ok(outcome)
}

/// Seals the secrets that a version before has left as they are, so that none is in the files of the database any more.
///
/// Fails when there are some and there is no key for them. Those that do not open are told in the log: what does not
/// need them works.
pub(super) async fn seal_what_is_plain(db: &Db, vault: &Arc<Vault>) -> anyhow::Result<()> {
    let outcome = reseal(db, vault, Stale::Plain).await;
    let outcome = outcome.context("the secrets of webhooks cannot be sealed")?;
    for reason in &outcome.unopened {
        tracing::error!("a secret cannot be used: {reason}");
    }
    if outcome.sealed == 0 {
        return Ok(());
    }
    tracing::info!(
        sealed = outcome.sealed,
        "sealed the secrets of webhooks that were stored as they are"
    );
    if let Err(error) = db.rewrite().await {
        tracing::error!(%error, "what they were is still in the files of the database, until they are vacuumed");
    }
    Ok(())
}

/// Seals all secrets with the key in use; prints what came of it, and tells whether all could be opened.
///
/// Fails when there is no key, the database cannot be reached, or migrations are pending.
pub async fn rotate_keys(settings: &Settings) -> anyhow::Result<bool> {
    let database = settings.database()?;
    let db = Db::new(&database)?;
    super::refuse_pending(&db.pending_migrations().await?)?;
    let vault = Arc::new(settings.vault(&database.location)?);
    let outcome = reseal(&db, &vault, Stale::OldKeys).await?;
    println!("sealed anew: {}", outcome.sealed);
    for reason in &outcome.unopened {
        println!("left as it is: {reason}");
    }
    Ok(outcome.unopened.is_empty())
}
