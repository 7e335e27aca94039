//! Labels: put them on pacticipants, take them off, list them.

use super::pacticipants::{pacticipant_ensure, pacticipant_part};
use super::{Answer, AnyConnection, AppError, Cut, ListQuery, Moment};
use crate::store::labels as rows;
pub use crate::store::labels::Label as LabelRecord;

/// A label on a pacticipant.
#[derive(Debug)]
pub struct LabelView {
    pub pacticipant: String,
    pub record: LabelRecord,
}

/// Puts a label on a pacticipant, creating that when it is missing; tells whether it was not there before.
pub fn label_put(connection: &mut AnyConnection, name: &str, label: &str, now: Moment) -> Answer<(LabelView, bool)> {
    let pacticipant = pacticipant_ensure(connection, name, now)?;
    let added = rows::label_add(connection, pacticipant.id, label, now)?;
    Ok((label_show(connection, name, label)?, added))
}

/// Shows a label on a pacticipant.
pub fn label_show(connection: &mut AnyConnection, name: &str, label: &str) -> Answer<LabelView> {
    let pacticipant = pacticipant_part(connection, name)?;
    let record = rows::label_by_name(connection, pacticipant.id, label)?.ok_or_else(|| no_such_label(name, label))?;
    Ok(LabelView {
        pacticipant: pacticipant.name,
        record,
    })
}

/// Takes a label off a pacticipant.
pub fn label_delete(connection: &mut AnyConnection, name: &str, label: &str) -> Answer<()> {
    let pacticipant = pacticipant_part(connection, name)?;
    match rows::label_remove(connection, pacticipant.id, label)? {
        true => Ok(()),
        false => Err(no_such_label(name, label)),
    }
}

fn no_such_label(name: &str, label: &str) -> AppError {
    AppError::NotFound(format!("`{name}` has no label `{label}`."))
}

/// Lists every label in use.
pub fn label_list(connection: &mut AnyConnection, asked: &ListQuery) -> Answer<Cut<String>> {
    Ok(rows::label_names(connection, asked)?)
}
