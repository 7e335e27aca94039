//! What requests of a webhook are signed with: made here, told once, and changed while both old and new are good.

use chrono::Duration;

use super::super::{Answer, AnyConnection, AppError, Moment, Vault};
use super::show::webhook_find;
use crate::domain::webhook::SigningSecret;
use crate::sealing::{Place, SealError};
use crate::store::signing_secrets::{
    SigningRow, signing_delete, signing_delete_expired, signing_expire, signing_insert, signing_of,
};

/// How long requests are signed with the former secret, too: a day to tell all receivers the new one.
const OVERLAP: Duration = Duration::hours(24);

/// Where the value of a row is sealed for.
pub(in crate::app) fn place(uuid: &str) -> Place {
    Place::new("signing_secrets", uuid, "value")
}

/// The signing of a webhook, without its secrets.
#[derive(Debug)]
pub struct SigningView {
    pub webhook: String,
    /// When the secret in use was made.
    pub created_at: Moment,
    /// Until when requests are signed with a former one, too.
    pub former_until: Option<Moment>,
}

/// A secret that was just made.
#[derive(Debug)]
pub struct NewSigningSecret {
    pub secret: SigningSecret,
    pub view: SigningView,
}

/// Makes a secret that the requests of a webhook are signed with from now on.
pub fn signing_new(
    connection: &mut AnyConnection,
    vault: &Vault,
    webhook: &str,
    now: Moment,
) -> Answer<NewSigningSecret> {
    let id = webhook_find(connection, webhook)?.id;
    let secret = SigningSecret::new(rand::random());
    let uuid = uuid::Uuid::new_v4().to_string();
    let sealed = vault.seal(&place(&uuid), &secret.to_text())?;
    signing_delete_expired(connection, id, now)?;
    signing_expire(connection, id, now + OVERLAP)?;
    signing_insert(connection, id, &uuid, &sealed, now)?;
    let view = signing_show(connection, webhook, now)?;
    Ok(NewSigningSecret { secret, view })
}

/// Shows since when the requests of a webhook are signed.
pub fn signing_show(connection: &mut AnyConnection, webhook: &str, now: Moment) -> Answer<SigningView> {
    let id = webhook_find(connection, webhook)?.id;
    let rows = signing_of(connection, id, now)?;
    let newest = rows.first().ok_or_else(|| unsigned(webhook))?;
    Ok(SigningView {
        webhook: webhook.to_owned(),
        created_at: newest.created_at,
        former_until: rows.iter().filter_map(|row| row.expires_at).max(),
    })
}

/// Signs requests of a webhook no more.
pub fn signing_end(connection: &mut AnyConnection, webhook: &str) -> Answer<()> {
    let id = webhook_find(connection, webhook)?.id;
    match signing_delete(connection, id)? {
        true => Ok(()),
        false => Err(unsigned(webhook)),
    }
}

fn unsigned(webhook: &str) -> AppError {
    AppError::NotFound(format!("The webhook `{webhook}` has no signing secret."))
}

/// What a request of a webhook is signed with, newest first, and why it cannot be signed, if so.
pub(super) fn signing_secrets(
    connection: &mut AnyConnection,
    vault: &Vault,
    webhook: i64,
    now: Moment,
) -> Answer<(Vec<SigningSecret>, Option<String>)> {
    let rows = signing_of(connection, webhook, now)?;
    let opened: Result<Vec<SigningSecret>, SealError> = rows.iter().map(|row| open(vault, row)).collect();
    Ok(match opened {
        Ok(secrets) => (secrets, None),
        Err(error) => (Vec::new(), Some(format!("its signing secret cannot be used: {error}"))),
    })
}

fn open(vault: &Vault, row: &SigningRow) -> Result<SigningSecret, SealError> {
    let text = vault.open(&place(&row.uuid), &row.value)?;
    SigningSecret::parse(&text).ok_or(SealError::Damaged)
}
