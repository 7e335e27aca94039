//! Labels of pacticipants.

use std::collections::HashMap;

use diesel::dsl::count;
use diesel::prelude::*;

use super::connection::{AnyConnection, on_each};
use super::list::InList;
use super::part::{Direction, in_order};
use super::schema::labels;
use super::{Cut, ListQuery, Moment, Place, StoreError, unless_empty};

/// A label on a pacticipant.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = labels)]
pub struct Label {
    pub name: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// Finds a label on a pacticipant.
pub fn label_by_name(
    connection: &mut AnyConnection,
    pacticipant: i64,
    name: &str,
) -> Result<Option<Label>, StoreError> {
    let found = labels::table.find((pacticipant, name)).select(Label::as_select());
    Ok(found.get_result(connection).optional()?)
}

/// Puts a label on a pacticipant; tells whether it was not there before.
pub fn label_add(
    connection: &mut AnyConnection,
    pacticipant: i64,
    name: &str,
    now: Moment,
) -> Result<bool, StoreError> {
    let values = (
        labels::pacticipant_id.eq(pacticipant),
        labels::name.eq(name),
        labels::created_at.eq(now),
        labels::updated_at.eq(now),
    );
    let inserted = on_each!(connection, inner => {
        diesel::insert_into(labels::table).values(&values).on_conflict_do_nothing().execute(inner)
    })?;
    Ok(inserted == 1)
}

/// Takes a label off a pacticipant; tells whether it was there.
pub fn label_remove(connection: &mut AnyConnection, pacticipant: i64, name: &str) -> Result<bool, StoreError> {
    let removed = diesel::delete(labels::table.find((pacticipant, name))).execute(connection)?;
    Ok(removed == 1)
}

/// The labels of pacticipants by their ids, each list in order.
pub fn labels_of(
    connection: &mut AnyConnection,
    pacticipants: &[i64],
) -> Result<HashMap<i64, Vec<String>>, StoreError> {
    let rows: Vec<(i64, String)> = unless_empty(pacticipants, |pacticipants| {
        Ok(labels::table
            .filter(labels::pacticipant_id.in_list(connection.ids(pacticipants)))
            .order(labels::name)
            .select((labels::pacticipant_id, labels::name))
            .load(connection)?)
    })?;
    let mut of: HashMap<i64, Vec<String>> = HashMap::new();
    for (pacticipant, name) in rows {
        of.entry(pacticipant).or_default().push(name);
    }
    Ok(of)
}

/// The ids of the pacticipants with a label.
pub fn labelled(connection: &mut AnyConnection, name: &str) -> Result<Vec<i64>, StoreError> {
    let found = labels::table
        .filter(labels::name.eq(name))
        .select(labels::pacticipant_id);
    Ok(found.load(connection)?)
}

/// Every label in use, once, by name.
pub fn label_names(connection: &mut AnyConnection, asked: &ListQuery) -> Result<Cut<String>, StoreError> {
    let query = labels::table.select(labels::name).distinct().into_boxed();
    let last = asked.last().and_then(Place::name);
    let mut query = in_order!(query, asked.direction, labels::name, last);
    if let Some((limit, offset)) = asked.window() {
        query = query.limit(limit).offset(offset);
    }
    let rows: Vec<String> = query.load(connection)?;
    asked.cut(
        rows,
        |name| Place::Name(name.clone()),
        || {
            Ok(labels::table
                .select(count(labels::name).aggregate_distinct())
                .get_result(connection)?)
        },
    )
}
