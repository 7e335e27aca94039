//! Deleted pacticipants whose rows are still being removed: no question finds them.
//!
//! A pacticipant with a long history cannot be deleted in one short transaction. It is hidden instead, at once and with
//! a few statements, and its rows go later in small batches (`drain.rs`). Hidden means: its name is free, nothing leads
//! to it by name, label, integration or webhook, and the statements that begin at something else leave out what belongs
//! to it, by [`hidden()`].

use diesel::dsl::{auto_type, exists, select};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::AnyConnection;
use super::list::{InList, Value, handwritten};
use super::query::{Ask, Change};
use super::schema::{integrations, labels, pacticipants, removals};
use super::{Moment, StoreError};

/// What the names of hidden pacticipants begin with: nothing that anybody can name holds a control character.
const MARK: char = '\u{7f}';

/// The ids of hidden pacticipants, for `ne_all`.
#[auto_type]
pub(super) fn hidden() -> _ {
    removals::table.select(removals::pacticipant_id)
}

/// Is this the name of a hidden pacticipant?
pub(super) fn is_hidden(name: &str) -> bool {
    name.starts_with(MARK)
}

/// Are there any hidden pacticipants?
pub(super) fn any_hidden(connection: &mut AnyConnection) -> Result<bool, StoreError> {
    Ok(select(exists(hidden())).row(connection)?)
}

/// Fails, so that the transaction begins again, when one of these pacticipants was deleted since it was looked up.
pub(super) fn refuse_hidden(connection: &mut AnyConnection, ids: &[i64]) -> Result<(), StoreError> {
    let going = removals::table.filter(removals::pacticipant_id.in_list(connection.ids(ids)));
    match select(exists(going)).row(connection)? {
        true => Err(deleted_meanwhile()),
        false => Ok(()),
    }
}

/// A pacticipant was deleted while it was being changed.
pub(super) fn deleted_meanwhile() -> StoreError {
    StoreError::Conflict("a pacticipant was deleted meanwhile".to_owned())
}

/// Hides a pacticipant and writes down that its rows are to be removed.
pub fn pacticipant_hide(connection: &mut AnyConnection, id: i64, now: Moment) -> Result<(), StoreError> {
    // First, because on PostgreSQL it makes those wait who are about to add something to the pacticipant.
    let name = format!("{MARK}{}", uuid::Uuid::new_v4());
    diesel::update(pacticipants::table.find(id))
        .set(pacticipants::name.eq(name))
        .make(connection)?;
    diesel::insert_into(removals::table)
        .values((removals::pacticipant_id.eq(id), removals::created_at.eq(now)))
        .make(connection)?;
    diesel::delete(labels::table.filter(labels::pacticipant_id.eq(id))).make(connection)?;
    let of_either_side = integrations::consumer_id.eq(id).or(integrations::provider_id.eq(id));
    diesel::delete(integrations::table.filter(of_either_side)).make(connection)?;
    webhooks_hide(connection, id)
}

/// Webhooks that name the pacticipant are not deleted, for they may have been triggered as often as it has versions.
fn webhooks_hide(connection: &mut AnyConnection, pacticipant: i64) -> Result<(), StoreError> {
    let mark = Value::Text(MARK.to_string());
    let of_side = |column: &str| {
        format!("UPDATE webhooks SET uuid = ? || uuid, enabled = FALSE WHERE {column} = ? AND substr(uuid, 1, 1) <> ?")
    };
    for column in ["consumer_id", "provider_id"] {
        let values = vec![mark.clone(), Value::Id(pacticipant), mark.clone()];
        handwritten::<()>(of_side(column), values).make(connection)?;
    }
    let unsent = "UPDATE triggered_webhooks SET next_attempt_at = NULL \
         WHERE next_attempt_at IS NOT NULL AND (consumer_id = ? OR provider_id = ?)";
    handwritten::<()>(unsent, vec![Value::Id(pacticipant), Value::Id(pacticipant)]).make(connection)?;
    Ok(())
}

/// The pacticipant that was hidden first; none when there is none, or when another replica is at it just now.
pub fn hidden_next(connection: &mut AnyConnection) -> Result<Option<i64>, StoreError> {
    let lock = match connection {
        AnyConnection::Sqlite(_) => "",
        AnyConnection::Postgresql(_) => " FOR UPDATE SKIP LOCKED",
    };
    let text = format!("SELECT pacticipant_id FROM removals ORDER BY created_at, pacticipant_id LIMIT 1{lock}");
    Ok(handwritten::<BigInt>(text, Vec::new()).row(connection).optional()?)
}
