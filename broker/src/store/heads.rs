//! Which versions a criterion means: heads of branches and tags, and versions that match several criteria at once.

use diesel::prelude::*;

use super::StoreError;
use super::connection::AnyConnection;
use super::list::InList;
use super::query::Ask;
use super::schema::{
    branch_versions, branches, deployed_versions, pacticipants, released_versions, tag_heads, tags, versions,
};

/// A version that a criterion found.
#[derive(Debug, Clone, Queryable, PartialEq, Eq)]
pub struct VersionRef {
    pub pacticipant_id: i64,
    pub id: i64,
    pub number: String,
}

/// The head of a branch.
#[derive(Debug, Clone, Queryable)]
pub struct BranchHead {
    pub pacticipant_id: i64,
    pub branch_id: i64,
    pub branch: String,
    pub version_id: i64,
}

/// The heads of the branches called `name`, of these pacticipants.
pub fn heads_of_branch(
    connection: &mut AnyConnection,
    pacticipants: &[i64],
    name: &str,
) -> Result<Vec<BranchHead>, StoreError> {
    Ok(branches::table
        .filter(
            branches::pacticipant_id
                .in_list(connection.ids(pacticipants))
                .and(branches::name.eq(name)),
        )
        .filter(branches::head_version_id.is_not_null())
        .select((
            branches::pacticipant_id,
            branches::id,
            branches::name,
            branches::head_version_id.assume_not_null(),
        ))
        .rows(connection)?)
}

/// The heads of all branches of these pacticipants.
pub fn heads_of_all_branches(
    connection: &mut AnyConnection,
    pacticipants: &[i64],
) -> Result<Vec<BranchHead>, StoreError> {
    Ok(branches::table
        .filter(branches::pacticipant_id.in_list(connection.ids(pacticipants)))
        .filter(branches::head_version_id.is_not_null())
        .select((
            branches::pacticipant_id,
            branches::id,
            branches::name,
            branches::head_version_id.assume_not_null(),
        ))
        .rows(connection)?)
}

/// The heads of the main branches of these pacticipants.
pub fn heads_of_main_branch(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<BranchHead>, StoreError> {
    Ok(pacticipants::table
        .inner_join(
            branches::table.on(branches::pacticipant_id
                .eq(pacticipants::id)
                .and(pacticipants::main_branch.eq(branches::name.nullable()))),
        )
        .filter(pacticipants::id.in_list(connection.ids(ids)))
        .filter(branches::head_version_id.is_not_null())
        .select((
            branches::pacticipant_id,
            branches::id,
            branches::name,
            branches::head_version_id.assume_not_null(),
        ))
        .rows(connection)?)
}

/// The ids of the newest versions with the tag `name`, of these pacticipants.
pub fn heads_of_tag(connection: &mut AnyConnection, pacticipants: &[i64], name: &str) -> Result<Vec<i64>, StoreError> {
    Ok(tag_heads::table
        .filter(
            tag_heads::pacticipant_id
                .in_list(connection.ids(pacticipants))
                .and(tag_heads::name.eq(name)),
        )
        .select(tag_heads::version_id)
        .rows(connection)?)
}

/// The names of a pacticipant's tags, those of its newest versions first.
pub fn tag_names_of(connection: &mut AnyConnection, pacticipant: i64, limit: i64) -> Result<Vec<String>, StoreError> {
    Ok(tag_heads::table
        .filter(tag_heads::pacticipant_id.eq(pacticipant))
        .order((tag_heads::version_id.desc(), tag_heads::name))
        .limit(limit)
        .select(tag_heads::name)
        .rows(connection)?)
}

/// The newest version of each of these pacticipants that has a tag named like its main branch.
pub fn heads_of_main_tag(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    let named_like_main = tag_heads::pacticipant_id
        .eq(pacticipants::id)
        .and(pacticipants::main_branch.eq(tag_heads::name.nullable()));
    Ok(pacticipants::table
        .inner_join(tag_heads::table.on(named_like_main))
        .filter(pacticipants::id.in_list(connection.ids(ids)))
        .select((tag_heads::version_id, tag_heads::name))
        .rows(connection)?)
}

/// The newest versions of these pacticipants.
pub fn heads_of_pacticipants(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<VersionRef>, StoreError> {
    Ok(pacticipants::table
        .inner_join(versions::table.on(pacticipants::latest_version_id.eq(versions::id.nullable())))
        .filter(pacticipants::id.in_list(connection.ids(ids)))
        .select((versions::pacticipant_id, versions::id, versions::number))
        .rows(connection)?)
}

/// What versions must have, all of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct VersionCriteria<'a> {
    pub number: Option<&'a str>,
    pub tag: Option<&'a str>,
    pub branch: Option<&'a str>,
    pub on_main_branch: bool,
    pub environment: Option<i64>,
    /// Only the newest of each pacticipant.
    pub newest: bool,
}

/// The versions of these pacticipants that meet all criteria, newest first.
///
/// A list of versions already belongs to these pacticipants. To ask for both would have SQLite look for each version
/// in each pacticipant.
pub fn versions_matching(
    connection: &mut AnyConnection,
    ids: &[i64],
    criteria: VersionCriteria<'_>,
) -> Result<Vec<VersionRef>, StoreError> {
    let mut query = versions::table
        .order(versions::id.desc())
        .select((versions::pacticipant_id, versions::id, versions::number))
        .into_boxed();
    let lists_versions = criteria.tag.is_some()
        || criteria.branch.is_some()
        || criteria.on_main_branch
        || criteria.environment.is_some();
    if !lists_versions {
        query = query.filter(versions::pacticipant_id.in_list(connection.ids(ids)));
    }
    if let Some(number) = criteria.number {
        query = query.filter(versions::number.eq(number));
    }
    if let Some(tag) = criteria.tag {
        let tagged = tags::table.filter(
            tags::pacticipant_id
                .in_list(connection.ids(ids))
                .and(tags::name.eq(tag)),
        );
        query = query.filter(versions::id.eq_any(tagged.select(tags::version_id)));
    }
    if let Some(branch) = criteria.branch {
        let members = branch_versions::table
            .inner_join(branches::table.on(branches::id.eq(branch_versions::branch_id)))
            .filter(
                branches::pacticipant_id
                    .in_list(connection.ids(ids))
                    .and(branches::name.eq(branch)),
            );
        query = query.filter(versions::id.eq_any(members.select(branch_versions::version_id)));
    }
    if criteria.on_main_branch {
        let members = branch_versions::table
            .inner_join(branches::table.on(branches::id.eq(branch_versions::branch_id)))
            .inner_join(pacticipants::table.on(pacticipants::id.eq(branches::pacticipant_id)))
            .filter(
                pacticipants::id
                    .in_list(connection.ids(ids))
                    .and(pacticipants::main_branch.eq(branches::name.nullable())),
            );
        query = query.filter(versions::id.eq_any(members.select(branch_versions::version_id)));
    }
    if let Some(environment) = criteria.environment {
        let there = versions_in(connection, environment, ids)?;
        query = query.filter(versions::id.in_list(connection.ids(&there)));
    }
    let mut found: Vec<VersionRef> = query.load(connection)?;
    if criteria.newest {
        let mut seen = std::collections::HashSet::new();
        found.retain(|version| seen.insert(version.pacticipant_id));
    }
    Ok(found)
}

/// The versions of these pacticipants that are deployed or supported in an environment.
fn versions_in(connection: &mut AnyConnection, environment: i64, ids: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut there: Vec<i64> = deployed_versions::table
        .filter(deployed_versions::undeployed_at.is_null())
        .filter(deployed_versions::environment_id.eq(environment))
        .filter(deployed_versions::pacticipant_id.in_list(connection.ids(ids)))
        .select(deployed_versions::version_id)
        .rows(connection)?;
    let supported: Vec<i64> = released_versions::table
        .filter(released_versions::support_ended_at.is_null())
        .filter(released_versions::environment_id.eq(environment))
        .filter(released_versions::pacticipant_id.in_list(connection.ids(ids)))
        .select(released_versions::version_id)
        .rows(connection)?;
    there.extend(supported);
    Ok(there)
}
