//! Named secrets: store, describe and delete them; nobody is shown their values.

mod reseal;

pub use reseal::{Cursor, Stale, reseal_step};

use super::webhooks::{description_of, opened};
use super::{Answer, AnyConnection, AppError, Moment, Vault};
use crate::domain::invalid::{Invalid, MISSING};
use crate::domain::secret::SecretToSave;
use crate::domain::webhook::NamedSecrets;
use crate::sealing::Place;
use crate::store::secrets::{self as rows, Secret, secret_by_name, secret_insert, secret_update, secrets_by_names};
use crate::store::webhooks::{Listed, webhook_list};

/// A secret as it is shown.
#[derive(Debug)]
pub struct SecretView {
    pub name: String,
    pub description: Option<String>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

impl From<Secret> for SecretView {
    fn from(row: Secret) -> Self {
        Self {
            name: row.name,
            description: row.description,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn place(name: &str) -> Place {
    Place::new("secrets", name, "value")
}

/// Lists all secrets by name.
pub fn secret_list(connection: &mut AnyConnection) -> Answer<Vec<SecretView>> {
    Ok(rows::secret_list(connection)?
        .into_iter()
        .map(SecretView::from)
        .collect())
}

/// Shows a secret.
pub fn secret_show(connection: &mut AnyConnection, name: &str) -> Answer<SecretView> {
    let found = secret_by_name(connection, name)?;
    Ok(found.ok_or_else(|| AppError::no_such("secret", name))?.into())
}

/// Stores a secret under a name, or replaces it; tells whether it was not there before.
pub fn secret_put(
    connection: &mut AnyConnection,
    vault: &Vault,
    name: &str,
    new: &SecretToSave,
    now: Moment,
) -> Answer<(SecretView, bool)> {
    let sealed = new
        .value
        .as_ref()
        .map(|value| vault.seal(&place(name), value))
        .transpose()?;
    let description = new.description.as_deref();
    let created = match secret_by_name(connection, name)? {
        Some(row) => {
            let value = sealed.as_ref().unwrap_or(&row.value);
            secret_update(connection, row.id, description, value, now)?;
            false
        }
        None => {
            let sealed = sealed.ok_or_else(|| Invalid::single("value", MISSING))?;
            secret_insert(connection, name, description, &sealed, now)?;
            true
        }
    };
    Ok((secret_show(connection, name)?, created))
}

/// Deletes a secret that no webhook needs.
pub fn secret_delete(connection: &mut AnyConnection, vault: &Vault, name: &str) -> Answer<()> {
    let users = users_of(connection, vault, name)?;
    if !users.is_empty() {
        let users = users.join(", ");
        return Err(AppError::InUse(format!(
            "The secret `{name}` is used by webhooks: {users}."
        )));
    }
    match rows::secret_delete(connection, name)? {
        true => Ok(()),
        false => Err(AppError::no_such("secret", name)),
    }
}

/// What the webhooks are called that have a parameter for a secret.
fn users_of(connection: &mut AnyConnection, vault: &Vault, name: &str) -> Answer<Vec<String>> {
    let mut users = Vec::new();
    for webhook in webhook_list(connection, Listed::All)? {
        // What cannot be opened cannot be sent either.
        let uses = opened(vault, &webhook)?.is_ok_and(|template| template.secret_names().contains(name));
        if uses {
            users.push(format!("{} ({})", description_of(&webhook), webhook.uuid));
        }
    }
    Ok(users)
}

/// The secrets of these names that there are, and why one of them cannot be used, if so.
pub(super) fn secrets_of(
    connection: &mut AnyConnection,
    vault: &Vault,
    names: &[String],
) -> Answer<(NamedSecrets, Option<String>)> {
    let mut secrets = NamedSecrets::default();
    let mut fault = None;
    for row in secrets_by_names(connection, names)? {
        match vault.open(&place(&row.name), &row.value) {
            Ok(value) => drop(secrets.0.insert(row.name, value)),
            Err(error) => fault = Some(format!("the secret `{}` cannot be used: {error}", row.name)),
        }
    }
    Ok((secrets, fault))
}
