//! Seals what is stored anew: what is still plain, or sealed with a key that is to go.

use std::collections::BTreeSet;

use super::super::webhooks::{resealed, signing_place};
use super::super::{Answer, AnyConnection, Vault};
use super::place;
use crate::sealing::{Place, SealError, key_of};
use crate::store::secrets::{secret_reseal, secrets_after};
use crate::store::signing_secrets::{signing_after, signing_reseal};
use crate::store::webhooks::{webhook_reseal, webhooks_after};

/// Rows of a step: few enough to hold nobody up.
const ROWS: i64 = 50;

/// Which secrets are sealed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// Those that are not sealed at all.
    Plain,
    /// Those that are not sealed with the key in use.
    OldKeys,
}

impl Stale {
    fn covers(self, vault: &Vault, text: &str) -> bool {
        match self {
            Self::Plain => key_of(text).is_none(),
            Self::OldKeys => !vault.is_up_to_date(text),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    Webhooks,
    Secrets,
    SigningSecrets,
}

/// How far the work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(Table, i64);

impl Cursor {
    /// Nothing is done yet.
    pub const START: Self = Self(Table::Webhooks, 0);

    fn after(self, last: Option<i64>) -> Option<Self> {
        match (last, self.0) {
            (Some(id), table) => Some(Self(table, id)),
            (None, Table::Webhooks) => Some(Self(Table::Secrets, 0)),
            (None, Table::Secrets) => Some(Self(Table::SigningSecrets, 0)),
            (None, Table::SigningSecrets) => None,
        }
    }
}

/// What came of a step.
#[derive(Debug, Default)]
pub struct Step {
    /// Rows that were written.
    pub sealed: usize,
    /// Why others could not be, each reason once.
    pub unopened: BTreeSet<String>,
    /// Where the next step begins, unless all is done.
    pub next: Option<Cursor>,
}

impl Step {
    /// What is to be written, if it can be; only that there is no key to seal with ends the work.
    fn take<T>(&mut self, what: &str, sealed: Result<T, SealError>) -> Answer<Option<T>> {
        match sealed {
            Ok(value) => Ok(Some(value)),
            Err(error @ (SealError::UnknownKey(_) | SealError::Damaged)) => {
                self.unopened.insert(format!("{what}: {error}"));
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Does the next rows.
pub fn reseal_step(connection: &mut AnyConnection, vault: &Vault, stale: Stale, cursor: Cursor) -> Answer<Step> {
    let mut step = Step::default();
    let last = match cursor.0 {
        Table::Webhooks => of_webhooks(connection, vault, stale, cursor.1, &mut step)?,
        Table::Secrets => of_secrets(connection, vault, stale, cursor.1, &mut step)?,
        Table::SigningSecrets => of_signing(connection, vault, stale, cursor.1, &mut step)?,
    };
    step.next = cursor.after(last);
    Ok(step)
}

fn of_webhooks(
    connection: &mut AnyConnection,
    vault: &Vault,
    stale: Stale,
    after: i64,
    step: &mut Step,
) -> Answer<Option<i64>> {
    let rows = webhooks_after(connection, after, ROWS)?;
    for row in &rows {
        let sealed = resealed(vault, row, |text| stale.covers(vault, text))?;
        let Some(request) = step.take(&format!("webhook {}", row.uuid), sealed)? else {
            continue;
        };
        let headers = serde_json::json!(request.headers).to_string();
        if headers != row.headers || request.password != row.password {
            webhook_reseal(connection, row, &headers, request.password.as_deref())?;
            step.sealed += 1;
        }
    }
    Ok(rows.last().map(|row| row.id))
}

fn of_secrets(
    connection: &mut AnyConnection,
    vault: &Vault,
    stale: Stale,
    after: i64,
    step: &mut Step,
) -> Answer<Option<i64>> {
    let rows = secrets_after(connection, after, ROWS)?;
    for row in &rows {
        let sealed = anew(vault, stale, &place(&row.name), &row.value);
        if let Some(sealed) = step.take(&format!("secret {}", row.name), sealed)?.flatten() {
            secret_reseal(connection, row, &sealed)?;
            step.sealed += 1;
        }
    }
    Ok(rows.last().map(|row| row.id))
}

fn of_signing(
    connection: &mut AnyConnection,
    vault: &Vault,
    stale: Stale,
    after: i64,
    step: &mut Step,
) -> Answer<Option<i64>> {
    let rows = signing_after(connection, after, ROWS)?;
    for row in &rows {
        let sealed = anew(vault, stale, &signing_place(&row.uuid), &row.value);
        if let Some(sealed) = step.take(&format!("signing secret {}", row.uuid), sealed)?.flatten() {
            signing_reseal(connection, row.id, &sealed)?;
            step.sealed += 1;
        }
    }
    Ok(rows.last().map(|row| row.id))
}

/// A value sealed anew, if it is stale. It must open in any case.
fn anew(vault: &Vault, stale: Stale, place: &Place, sealed: &str) -> Result<Option<String>, SealError> {
    let plain = vault.open(place, sealed)?;
    let stale = stale.covers(vault, sealed);
    stale.then(|| vault.seal(place, &plain)).transpose()
}
