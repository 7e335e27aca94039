//! Branches, the versions on them, and their heads.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::connection::{AnyConnection, MultiBackend, first_row, on_each};
use super::list::{Value, change};
use super::part::{Direction, in_order};
use super::query::{Ask, columns};
use super::schema::{branch_versions, branches, versions};
use super::stamp::Stamp;
use super::versions::Version;
use super::{Cut, ListQuery, Moment, Order, Place, StoreError, successes};

/// A branch with its head.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = branches)]
pub struct Branch {
    pub id: i64,
    pub name: String,
    pub head_version_id: Option<i64>,
    #[diesel(deserialize_as = Stamp)]
    pub created_at: Moment,
    #[diesel(deserialize_as = Stamp)]
    pub updated_at: Moment,
}

/// That a version is on a branch.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = branch_versions)]
pub struct BranchVersion {
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// Finds a branch by name.
pub fn branch_by_name(
    connection: &mut AnyConnection,
    pacticipant: i64,
    name: &str,
) -> Result<Option<Branch>, StoreError> {
    let found = branches::table
        .filter(branches::pacticipant_id.eq(pacticipant).and(branches::name.eq(name)))
        .select(columns::<Branch>());
    Ok(found.row(connection).optional()?)
}

/// Makes sure that a branch exists.
pub fn branch_ensure(
    connection: &mut AnyConnection,
    pacticipant: i64,
    name: &str,
    now: Moment,
) -> Result<Branch, StoreError> {
    if let Some(found) = branch_by_name(connection, pacticipant, name)? {
        return Ok(found);
    }
    let values = (
        branches::pacticipant_id.eq(pacticipant),
        branches::name.eq(name),
        branches::created_at.eq(now),
        branches::updated_at.eq(now),
    );
    on_each!(connection, inner => {
        diesel::insert_into(branches::table).values(&values).on_conflict_do_nothing().execute(inner)
    })?;
    let found = branch_by_name(connection, pacticipant, name)?;
    found.ok_or_else(|| StoreError::Conflict(format!("branch {name} vanished")))
}

/// Finds the membership of a version in a branch.
pub fn branch_version(
    connection: &mut AnyConnection,
    branch: i64,
    version: i64,
) -> Result<Option<BranchVersion>, StoreError> {
    let found = branch_versions::table
        .filter(
            branch_versions::branch_id
                .eq(branch)
                .and(branch_versions::version_id.eq(version)),
        )
        .select(columns::<BranchVersion>());
    Ok(found.row(connection).optional()?)
}

/// Puts a version on a branch and makes it the head; tells whether it was not there before.
///
/// A repeated call moves nothing (`semantics.md` section 1).
pub fn branch_add_version(
    connection: &mut AnyConnection,
    branch: &Branch,
    version: i64,
    auto_created: bool,
    now: Moment,
) -> Result<bool, StoreError> {
    let values = (
        branch_versions::branch_id.eq(branch.id),
        branch_versions::version_id.eq(version),
        branch_versions::auto_created.eq(auto_created),
        branch_versions::created_at.eq(now),
        branch_versions::updated_at.eq(now),
    );
    let inserted = on_each!(connection, inner => {
        diesel::insert_into(branch_versions::table).values(&values).on_conflict_do_nothing().execute(inner)
    })?;
    if inserted == 0 {
        return Ok(false);
    }
    // A busy branch would otherwise be rewritten for a timestamp that nobody reads to the second.
    let updated_at = if now - branch.updated_at > chrono::Duration::seconds(60) {
        now
    } else {
        branch.updated_at
    };
    change(
        connection,
        "UPDATE branches SET head_version_id = ?, updated_at = ? WHERE id = ?",
        vec![Value::Id(version), Value::At(updated_at), Value::Id(branch.id)],
    )?;
    successes::branch_absorb_version(connection, branch.id, version)?;
    Ok(true)
}

/// The first version that is on a branch.
pub fn branch_first_version(connection: &mut AnyConnection, branch: i64) -> Result<Option<Version>, StoreError> {
    let found = branch_versions::table
        .inner_join(versions::table.on(versions::id.eq(branch_versions::version_id)))
        .filter(branch_versions::branch_id.eq(branch))
        .order(branch_versions::version_id.asc())
        .select(columns::<Version>());
    Ok(first_row!(found, Version, connection)?)
}

fn listed(pacticipant: i64, search: Option<&str>) -> IntoBoxed<'_, branches::table, MultiBackend> {
    let query = branches::table
        .into_boxed()
        .filter(branches::pacticipant_id.eq(pacticipant));
    match search {
        Some(text) => query.filter(super::lower(branches::name).like(super::containing(text)).escape('\\')),
        None => query,
    }
}

/// Lists a pacticipant's branches, those containing `search` only when it is given.
pub fn branch_list(
    connection: &mut AnyConnection,
    pacticipant: i64,
    search: Option<&str>,
    asked: &ListQuery,
) -> Result<Cut<Branch>, StoreError> {
    let query = listed(pacticipant, search).select(columns::<Branch>());
    let last = asked.last();
    let mut query = match asked.order {
        Order::Name => in_order!(query, asked.direction, branches::name, last.and_then(Place::name)),
        Order::Creation => in_order!(query, asked.direction, branches::id, last.and_then(Place::id)),
        Order::LastChange => {
            let last = last.and_then(Place::change);
            in_order!(query, asked.direction, (branches::updated_at, branches::id), last)
        }
    };
    if let Some((limit, offset)) = asked.window() {
        query = query.limit(limit).offset(offset);
    }
    let place = |row: &Branch| match asked.order {
        Order::Name => Place::Name(row.name.clone()),
        Order::Creation => Place::Creation(row.id),
        Order::LastChange => Place::LastChange(row.updated_at, row.id),
    };
    let rows = query.load(connection)?;
    asked.cut(rows, place, || {
        Ok(listed(pacticipant, search).count().get_result(connection)?)
    })
}
