//! Versions of pacticipants.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::connection::{AnyConnection, MultiBackend, first_row, on_each};
use super::list::InList;
use super::part::{Direction, in_order};
use super::query::{Ask, Change, columns};
use super::schema::{branch_versions, deployed_versions, released_versions, tags, versions};
use super::stamp::Stamp;
use super::{Cut, ListQuery, Moment, Place, StoreError, pacticipants};

/// A version of an application.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = versions)]
pub struct Version {
    /// Also the order of creation.
    pub id: i64,
    pub pacticipant_id: i64,
    pub number: String,
    pub build_url: Option<String>,
    #[diesel(deserialize_as = Stamp)]
    pub created_at: Moment,
    #[diesel(deserialize_as = Stamp)]
    pub updated_at: Moment,
}

/// Finds a version by its number.
pub fn version_by_number(
    connection: &mut AnyConnection,
    pacticipant: i64,
    number: &str,
) -> Result<Option<Version>, StoreError> {
    let found = versions::table
        .filter(
            versions::pacticipant_id
                .eq(pacticipant)
                .and(versions::number.eq(number)),
        )
        .select(columns::<Version>());
    Ok(found.row(connection).optional()?)
}

/// Finds a version by id.
pub fn version_by_id(connection: &mut AnyConnection, id: i64) -> Result<Option<Version>, StoreError> {
    Ok(versions::table
        .find(id)
        .select(columns::<Version>())
        .row(connection)
        .optional()?)
}

/// Finds versions by id, in no order.
pub fn versions_by_ids(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<Version>, StoreError> {
    super::unless_empty(ids, |ids| {
        Ok(versions::table
            .filter(versions::id.in_list(connection.ids(ids)))
            .select(columns::<Version>())
            .rows(connection)?)
    })
}

/// The numbers of versions, with their ids.
pub fn version_numbers(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    super::unless_empty(ids, |ids| {
        Ok(versions::table
            .filter(versions::id.in_list(connection.ids(ids)))
            .select((versions::id, versions::number))
            .rows(connection)?)
    })
}

/// Which versions of a pacticipant are listed.
#[derive(Debug, Clone, Copy)]
pub enum Listed<'a> {
    /// Every one.
    All,
    /// Those on a branch.
    OnBranch(i64),
    /// Those with a tag.
    Tagged(&'a str),
    /// Those that were ever deployed or released to an environment.
    EverIn(i64),
}

fn listed<'a>(pacticipant: i64, which: Listed<'a>) -> IntoBoxed<'a, versions::table, MultiBackend> {
    let query = versions::table.into_boxed();
    // Branches and tags belong to a pacticipant, so their lists of versions need not be asked whose they are.
    match which {
        Listed::All => query.filter(versions::pacticipant_id.eq(pacticipant)),
        Listed::OnBranch(branch) => {
            let members = branch_versions::table
                .filter(branch_versions::branch_id.eq(branch))
                .select(branch_versions::version_id);
            query.filter(versions::id.eq_any(members))
        }
        Listed::Tagged(name) => {
            let tagged = tags::table
                .filter(tags::pacticipant_id.eq(pacticipant).and(tags::name.eq(name)))
                .select(tags::version_id);
            query.filter(versions::id.eq_any(tagged))
        }
        Listed::EverIn(environment) => {
            let deployed = deployed_versions::table
                .filter(deployed_versions::pacticipant_id.eq(pacticipant))
                .filter(deployed_versions::environment_id.eq(environment))
                .select(deployed_versions::version_id);
            let released = released_versions::table
                .filter(released_versions::pacticipant_id.eq(pacticipant))
                .filter(released_versions::environment_id.eq(environment))
                .select(released_versions::version_id);
            query.filter(versions::id.eq_any(deployed).or(versions::id.eq_any(released)))
        }
    }
}

/// Lists versions of a pacticipant in the order of their creation, whatever order is asked.
pub fn version_list(
    connection: &mut AnyConnection,
    pacticipant: i64,
    which: Listed<'_>,
    asked: &ListQuery,
) -> Result<Cut<Version>, StoreError> {
    let query = listed(pacticipant, which).select(columns::<Version>());
    let last = asked.last().and_then(Place::id);
    let mut query = in_order!(query, asked.direction, versions::id, last);
    if let Some((limit, offset)) = asked.window() {
        query = query.limit(limit).offset(offset);
    }
    let rows = query.load(connection)?;
    asked.cut(
        rows,
        |row: &Version| Place::Creation(row.id),
        || Ok(listed(pacticipant, which).count().get_result(connection)?),
    )
}

/// Makes sure that a version exists; tells whether it was created now.
pub fn version_ensure(
    connection: &mut AnyConnection,
    pacticipant: i64,
    number: &str,
    now: Moment,
) -> Result<(Version, bool), StoreError> {
    if let Some(found) = version_by_number(connection, pacticipant, number)? {
        return Ok((found, false));
    }
    let values = (
        versions::pacticipant_id.eq(pacticipant),
        versions::number.eq(number),
        versions::created_at.eq(now),
        versions::updated_at.eq(now),
    );
    let inserted: Option<Version> = on_each!(connection, inner => {
        diesel::insert_into(versions::table)
            .values(&values)
            .on_conflict_do_nothing()
            .returning(Version::as_returning())
            .get_result(inner)
            .optional()
    })?;
    if let Some(version) = inserted {
        pacticipants::pacticipant_advance(connection, pacticipant, version.id)?;
        return Ok((version, true));
    }
    let found = version_by_number(connection, pacticipant, number)?;
    let version = found.ok_or_else(|| StoreError::Conflict(format!("version {number} vanished")))?;
    Ok((version, false))
}

/// Sets or clears the build URL of a version.
pub fn version_set_build_url(
    connection: &mut AnyConnection,
    id: i64,
    build_url: Option<&str>,
    now: Moment,
) -> Result<(), StoreError> {
    diesel::update(versions::table.find(id))
        .set((versions::build_url.eq(build_url), versions::updated_at.eq(now)))
        .make(connection)?;
    Ok(())
}

/// Records that a version changed, if only in what it belongs to.
pub fn version_touch(connection: &mut AnyConnection, id: i64, now: Moment) -> Result<(), StoreError> {
    diesel::update(versions::table.find(id))
        .set(versions::updated_at.eq(super::just_after(now)))
        .make(connection)?;
    Ok(())
}

/// Whether a version has a branch or a tag: one with neither may take its first tag for a branch.
pub fn version_has_branch_or_tag(connection: &mut AnyConnection, version: i64) -> Result<bool, StoreError> {
    let on_branch = branch_versions::table
        .filter(branch_versions::version_id.eq(version))
        .select(branch_versions::id);
    if first_row!(on_branch, i64, connection)?.is_some() {
        return Ok(true);
    }
    let tagged = tags::table.filter(tags::version_id.eq(version)).select(tags::id);
    Ok(first_row!(tagged, i64, connection)?.is_some())
}
