//! Named secrets.

use diesel::prelude::*;

use super::connection::AnyConnection;
use super::list::InList;
use super::schema::secrets;
use super::{Moment, StoreError};

/// A named secret.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = secrets)]
pub struct Secret {
    pub id: i64,
    pub name: String,
    pub description: Option<String>,
    /// Sealed.
    pub value: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// Shows no secret, not even a sealed one.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Lists all of them by name.
pub fn secret_list(connection: &mut AnyConnection) -> Result<Vec<Secret>, StoreError> {
    Ok(secrets::table
        .order(secrets::name)
        .select(Secret::as_select())
        .load(connection)?)
}

/// Those with an id greater than another, so many at most.
pub fn secrets_after(connection: &mut AnyConnection, id: i64, most: i64) -> Result<Vec<Secret>, StoreError> {
    Ok(secrets::table
        .filter(secrets::id.gt(id))
        .order(secrets::id)
        .limit(most)
        .select(Secret::as_select())
        .load(connection)?)
}

/// Finds one by its name.
pub fn secret_by_name(connection: &mut AnyConnection, name: &str) -> Result<Option<Secret>, StoreError> {
    let found = secrets::table
        .filter(secrets::name.eq(name))
        .select(Secret::as_select());
    Ok(found.get_result(connection).optional()?)
}

/// Those of these names that there are.
pub fn secrets_by_names(connection: &mut AnyConnection, names: &[String]) -> Result<Vec<Secret>, StoreError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Ok(secrets::table
        .filter(secrets::name.in_list(connection.texts(&names)))
        .select(Secret::as_select())
        .load(connection)?)
}

/// Stores a new one.
pub fn secret_insert(
    connection: &mut AnyConnection,
    name: &str,
    description: Option<&str>,
    value: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let values = (
        secrets::name.eq(name),
        secrets::description.eq(description),
        secrets::value.eq(value),
        secrets::created_at.eq(now),
        secrets::updated_at.eq(now),
    );
    diesel::insert_into(secrets::table).values(values).execute(connection)?;
    Ok(())
}

/// Replaces what is said of one, and its value.
pub fn secret_update(
    connection: &mut AnyConnection,
    id: i64,
    description: Option<&str>,
    value: &str,
    now: Moment,
) -> Result<(), StoreError> {
    diesel::update(secrets::table.find(id))
        .set((
            secrets::description.eq(description),
            secrets::value.eq(value),
            secrets::updated_at.eq(now),
        ))
        .execute(connection)?;
    Ok(())
}

/// Puts the same value, sealed anew, in place of a sealed one that is still there.
pub fn secret_reseal(connection: &mut AnyConnection, old: &Secret, value: &str) -> Result<(), StoreError> {
    diesel::update(secrets::table.find(old.id).filter(secrets::value.eq(&old.value)))
        .set(secrets::value.eq(value))
        .execute(connection)?;
    Ok(())
}

/// Deletes one; tells whether it was there.
pub fn secret_delete(connection: &mut AnyConnection, name: &str) -> Result<bool, StoreError> {
    let deleted = diesel::delete(secrets::table.filter(secrets::name.eq(name))).execute(connection)?;
    Ok(deleted == 1)
}
