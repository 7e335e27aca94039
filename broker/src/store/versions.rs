//! Versions, branches and tags, with the heads that follow from them.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::connection::{AnyConnection, MultiBackend, first_row, on_each};
use super::list::InList;
use super::schema::{branch_versions, branches, publications, tag_heads, tags, versions};
use super::{Moment, StoreError, pacticipants, successes};

/// A version of an application.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = versions)]
pub struct Version {
    /// Also the order of creation.
    pub id: i64,
    pub pacticipant_id: i64,
    pub number: String,
    pub build_url: Option<String>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// A branch with its head.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = branches)]
pub struct Branch {
    pub id: i64,
    pub name: String,
    pub head_version_id: Option<i64>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// That a version is on a branch.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = branch_versions)]
pub struct BranchVersion {
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// A tag on a version.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tags)]
pub struct Tag {
    pub name: String,
    pub created_at: Moment,
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
        .select(Version::as_select());
    Ok(found.get_result(connection).optional()?)
}

/// Finds a version by id.
pub fn version_by_id(connection: &mut AnyConnection, id: i64) -> Result<Option<Version>, StoreError> {
    Ok(versions::table
        .find(id)
        .select(Version::as_select())
        .get_result(connection)
        .optional()?)
}

/// Finds versions by id, in no order.
pub fn versions_by_ids(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<Version>, StoreError> {
    super::unless_empty(ids, |ids| {
        Ok(versions::table
            .filter(versions::id.in_list(connection.ids(ids)))
            .select(Version::as_select())
            .load(connection)?)
    })
}

/// The numbers of versions, with their ids.
pub fn version_numbers(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    super::unless_empty(ids, |ids| {
        Ok(versions::table
            .filter(versions::id.in_list(connection.ids(ids)))
            .select((versions::id, versions::number))
            .load(connection)?)
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
    }
}

/// Lists versions of a pacticipant, newest first.
pub fn version_list(
    connection: &mut AnyConnection,
    pacticipant: i64,
    which: Listed<'_>,
    page: Option<super::Page>,
) -> Result<Vec<Version>, StoreError> {
    let mut query = listed(pacticipant, which)
        .select(Version::as_select())
        .order(versions::id.desc());
    if let Some(page) = page {
        query = query.limit(page.limit()).offset(page.offset());
    }
    Ok(query.load(connection)?)
}

/// Counts what [`version_list`] would list without a page.
pub fn version_count(connection: &mut AnyConnection, pacticipant: i64, which: Listed<'_>) -> Result<i64, StoreError> {
    Ok(listed(pacticipant, which).count().get_result(connection)?)
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
        .execute(connection)?;
    Ok(())
}

/// Records that a version changed, if only in what it belongs to.
pub fn version_touch(connection: &mut AnyConnection, id: i64, now: Moment) -> Result<(), StoreError> {
    diesel::update(versions::table.find(id))
        .set(versions::updated_at.eq(super::just_after(now)))
        .execute(connection)?;
    Ok(())
}

/// Finds a branch by name.
pub fn branch_by_name(
    connection: &mut AnyConnection,
    pacticipant: i64,
    name: &str,
) -> Result<Option<Branch>, StoreError> {
    let found = branches::table
        .filter(branches::pacticipant_id.eq(pacticipant).and(branches::name.eq(name)))
        .select(Branch::as_select());
    Ok(found.get_result(connection).optional()?)
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
        .select(BranchVersion::as_select());
    Ok(found.get_result(connection).optional()?)
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
    diesel::update(branches::table.find(branch.id))
        .set((
            branches::head_version_id.eq(version),
            branches::updated_at.eq(updated_at),
        ))
        .execute(connection)?;
    successes::branch_absorb_version(connection, branch.id, version)?;
    Ok(true)
}

/// The id of the first version that is on a branch.
pub fn branch_first_version(connection: &mut AnyConnection, branch: i64) -> Result<Option<Version>, StoreError> {
    let found = branch_versions::table
        .inner_join(versions::table.on(versions::id.eq(branch_versions::version_id)))
        .filter(branch_versions::branch_id.eq(branch))
        .order(branch_versions::version_id.asc())
        .select(Version::as_select());
    Ok(first_row!(found, Version, connection)?)
}

/// How many branches and tags a version has: a version with neither may take its first tag for a branch.
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

/// The tags of a version, oldest first.
pub fn tag_names(connection: &mut AnyConnection, version: i64) -> Result<Vec<String>, StoreError> {
    Ok(tags::table
        .filter(tags::version_id.eq(version))
        .order(tags::id)
        .select(tags::name)
        .load(connection)?)
}

/// Finds a tag on a version.
pub fn tag_by_name(connection: &mut AnyConnection, version: i64, name: &str) -> Result<Option<Tag>, StoreError> {
    let found = tags::table
        .filter(tags::version_id.eq(version).and(tags::name.eq(name)))
        .select(Tag::as_select());
    Ok(found.get_result(connection).optional()?)
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
        .execute(connection)?;
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
        .execute(connection)?;
    }
    Ok(())
}

/// Takes a tag off a version, and makes the newest that still has it the head.
pub fn tag_remove(connection: &mut AnyConnection, version: &Version, name: &str) -> Result<(), StoreError> {
    diesel::delete(tags::table.filter(tags::version_id.eq(version.id).and(tags::name.eq(name)))).execute(connection)?;
    let head = tag_heads::table.find((version.pacticipant_id, name));
    let with_tag = tags::table
        .filter(tags::pacticipant_id.eq(version.pacticipant_id).and(tags::name.eq(name)))
        .order(tags::version_id.desc())
        .select(tags::version_id);
    let newest = first_row!(with_tag, i64, connection)?;
    match newest {
        Some(newest) => diesel::update(head)
            .set(tag_heads::version_id.eq(newest))
            .execute(connection)?,
        None => diesel::delete(head).execute(connection)?,
    };
    let left: i64 = tags::table
        .filter(tags::version_id.eq(version.id))
        .count()
        .get_result(connection)?;
    if left == 0 {
        diesel::update(publications::table.filter(publications::consumer_version_id.eq(version.id)))
            .set(publications::is_tagged.eq(false))
            .execute(connection)?;
    }
    successes::tag_forget_version(connection, name, version.id)?;
    Ok(())
}

/// The newest version with a tag.
pub fn tag_head(connection: &mut AnyConnection, pacticipant: i64, name: &str) -> Result<Option<Version>, StoreError> {
    let found = tag_heads::table
        .inner_join(versions::table.on(versions::id.eq(tag_heads::version_id)))
        .filter(tag_heads::pacticipant_id.eq(pacticipant).and(tag_heads::name.eq(name)))
        .select(Version::as_select());
    Ok(found.get_result(connection).optional()?)
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
