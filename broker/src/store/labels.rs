//! Labels of pacticipants.

use std::collections::HashMap;

use diesel::dsl::count;
use diesel::prelude::*;

use super::connection::{AnyConnection, on_each};
use super::list::InList;
use super::schema::labels;
use super::{Moment, Page, StoreError, unless_empty};

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

/// Every label in use, once, in order.
pub fn label_names(connection: &mut AnyConnection, page: Option<Page>) -> Result<Vec<String>, StoreError> {
    let mut query = labels::table
        .select(labels::name)
        .distinct()
        .order(labels::name)
        .into_boxed();
    if let Some(page) = page {
        query = query.limit(page.limit()).offset(page.offset());
    }
    Ok(query.load(connection)?)
}

/// Counts what [`label_names`] would list without a page.
pub fn label_count(connection: &mut AnyConnection) -> Result<i64, StoreError> {
    Ok(labels::table
        .select(count(labels::name).aggregate_distinct())
        .get_result(connection)?)
}
