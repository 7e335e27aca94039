//! Tags, and the newest version with each.

use diesel::prelude::*;

use super::connection::{AnyConnection, first_row, on_each};
use super::query::{Ask, Change, columns};
use super::repair::{repair_tag_heads, repair_tag_successes};
use super::schema::{publications, tag_heads, tags, versions};
use super::verifications::contents_verified_by;
use super::versions::Version;
use super::{Moment, StoreError, successes};

/// A tag on a version.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tags)]
pub struct Tag {
    pub name: String,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// The tags of a version, oldest first.
pub fn tag_names(connection: &mut AnyConnection, version: i64) -> Result<Vec<String>, StoreError> {
    Ok(tags::table
        .filter(tags::version_id.eq(version))
        .order(tags::id)
        .select(tags::name)
        .rows(connection)?)
}

/// Finds a tag on a version.
pub fn tag_by_name(connection: &mut AnyConnection, version: i64, name: &str) -> Result<Option<Tag>, StoreError> {
    let found = tags::table
        .filter(tags::version_id.eq(version).and(tags::name.eq(name)))
        .select(columns::<Tag>());
    Ok(found.row(connection).optional()?)
}

/// Puts a tag on a version; tells whether it was not there before.
pub fn tag_add(connection: &mut AnyConnection, version: &Version, name: &str, now: Moment) -> Result<bool, StoreError> {
    let values = (
        tags::pacticipant_id.eq(version.pacticipant_id),
        tags::version_id.eq(version.id),
        tags::name.eq(name),
        tags::created_at.eq(now),
        tags::updated_at.eq(now),
    );
    let inserted = on_each!(connection, inner => {
        diesel::insert_into(tags::table).values(&values).on_conflict_do_nothing().execute(inner)
    })?;
    if inserted == 0 {
        return Ok(false);
    }
    tag_head_advance(connection, version, name)?;
    diesel::update(publications::table.filter(publications::consumer_version_id.eq(version.id)))
        .set(publications::is_tagged.eq(true))
        .make(connection)?;
    successes::tag_absorb_version(connection, name, version.id)?;
    Ok(true)
}

fn tag_head_advance(connection: &mut AnyConnection, version: &Version, name: &str) -> Result<(), StoreError> {
    let head = tag_heads::pacticipant_id
        .eq(version.pacticipant_id)
        .and(tag_heads::name.eq(name));
    let values = (
        tag_heads::pacticipant_id.eq(version.pacticipant_id),
        tag_heads::name.eq(name),
        tag_heads::version_id.eq(version.id),
    );
    let inserted = on_each!(connection, inner => {
        diesel::insert_into(tag_heads::table).values(&values).on_conflict_do_nothing().execute(inner)
    })?;
    if inserted == 0 {
        diesel::update(
            tag_heads::table
                .filter(head)
                .filter(tag_heads::version_id.lt(version.id)),
        )
        .set(tag_heads::version_id.eq(version.id))
        .make(connection)?;
    }
    Ok(())
}

/// Takes a tag off a version, and makes the newest that still has it the head.
pub fn tag_remove(connection: &mut AnyConnection, version: &Version, name: &str) -> Result<(), StoreError> {
    diesel::delete(tags::table.filter(tags::version_id.eq(version.id).and(tags::name.eq(name)))).make(connection)?;
    repair_tag_heads(connection, version.pacticipant_id, &[name])?;
    let left: i64 = tags::table
        .filter(tags::version_id.eq(version.id))
        .count()
        .row(connection)?;
    if left == 0 {
        diesel::update(publications::table.filter(publications::consumer_version_id.eq(version.id)))
            .set(publications::is_tagged.eq(false))
            .make(connection)?;
    }
    let verified = contents_verified_by(connection, &[version.id])?;
    repair_tag_successes(connection, &verified, &[name])
}

/// The newest version with a tag.
pub fn tag_head(connection: &mut AnyConnection, pacticipant: i64, name: &str) -> Result<Option<Version>, StoreError> {
    let found = tag_heads::table
        .inner_join(versions::table.on(versions::id.eq(tag_heads::version_id)))
        .filter(tag_heads::pacticipant_id.eq(pacticipant).and(tag_heads::name.eq(name)))
        .select(columns::<Version>());
    Ok(found.row(connection).optional()?)
}

/// When a pacticipant used a tag for the first time.
pub fn tag_first_use(
    connection: &mut AnyConnection,
    pacticipant: i64,
    name: &str,
) -> Result<Option<Moment>, StoreError> {
    let found = tags::table
        .filter(tags::pacticipant_id.eq(pacticipant).and(tags::name.eq(name)))
        .order(tags::created_at.asc())
        .select(tags::created_at);
    Ok(first_row!(found, Moment, connection)?)
}
