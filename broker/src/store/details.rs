//! What stands beside a version wherever one is shown: branches, tags, environments. Loaded in bulk.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::connection::AnyConnection;
use super::environments::{Environment, environments_by_ids};
use super::list::InList;
use super::query::Ask;
use super::schema::{branch_versions, branches, deployed_versions, released_versions, tag_heads, tags};
use super::{Moment, StoreError};

/// A branch that a version is on.
#[derive(Debug, Clone)]
pub struct OnBranch {
    pub branch_id: i64,
    pub name: String,
    pub is_head: bool,
    /// It was made of a tag, and nobody has said that the version is on it.
    pub of_tag: bool,
}

/// A tag that a version has.
#[derive(Debug, Clone)]
pub struct Tagged {
    pub name: String,
    pub is_latest: bool,
}

/// What stands beside one version.
#[derive(Debug, Clone, Default)]
pub struct VersionDetails {
    /// In the order in which the version joined them.
    pub branches: Vec<OnBranch>,
    pub tags: Vec<Tagged>,
    /// Where it is deployed or supported now, each environment once, in the order in which it came there.
    pub environments: Vec<Environment>,
}

impl VersionDetails {
    /// The branches that the version is the head of, oldest branch first.
    pub fn head_branches(&self) -> Vec<&str> {
        let mut heads: Vec<&OnBranch> = self.branches.iter().filter(|branch| branch.is_head).collect();
        heads.sort_by_key(|branch| branch.branch_id);
        heads.into_iter().map(|branch| branch.name.as_str()).collect()
    }

    /// The one branch to name where only one has room: the one joined last.
    pub fn last_branch(&self) -> Option<&str> {
        self.branches.last().map(|branch| branch.name.as_str())
    }

    /// The same among those that somebody has put the version on.
    pub fn last_named_branch(&self) -> Option<&str> {
        let named = self.branches.iter().rfind(|branch| !branch.of_tag);
        named.map(|branch| branch.name.as_str())
    }
}

/// Loads branches and tags of versions.
pub fn version_details(
    connection: &mut AnyConnection,
    versions: &[i64],
) -> Result<HashMap<i64, VersionDetails>, StoreError> {
    let mut details: HashMap<i64, VersionDetails> = HashMap::new();
    for (version, branch_id, name, head, of_tag) in branches_of(connection, versions)? {
        let is_head = head == Some(version);
        details.entry(version).or_default().branches.push(OnBranch {
            branch_id,
            name,
            is_head,
            of_tag,
        });
    }
    for (version, name, head) in tags_of(connection, versions)? {
        let is_latest = head == Some(version);
        details
            .entry(version)
            .or_default()
            .tags
            .push(Tagged { name, is_latest });
    }
    Ok(details)
}

/// Loads branches, tags and environments of versions, which belong to these pacticipants.
pub fn version_details_with_environments(
    connection: &mut AnyConnection,
    versions: &[i64],
    pacticipants: &[i64],
) -> Result<HashMap<i64, VersionDetails>, StoreError> {
    let mut details = version_details(connection, versions)?;
    let mut places = places_of(connection, pacticipants)?;
    places.sort_unstable();
    let wanted: HashSet<i64> = versions.iter().copied().collect();
    let mut seen = HashSet::new();
    places.retain(|(_, version, environment)| wanted.contains(version) && seen.insert((*version, *environment)));
    let mut ids: Vec<i64> = places.iter().map(|(_, _, environment)| *environment).collect();
    ids.sort_unstable();
    ids.dedup();
    let environments: HashMap<i64, Environment> = environments_by_ids(connection, &ids)?
        .into_iter()
        .map(|environment| (environment.id, environment))
        .collect();
    for (_, version, environment) in places {
        if let Some(environment) = environments.get(&environment) {
            details
                .entry(version)
                .or_default()
                .environments
                .push(environment.clone());
        }
    }
    Ok(details)
}

/// When a version came to an environment, which version, and which environment.
type Place = (Moment, i64, i64);

fn places_of(connection: &mut AnyConnection, pacticipants: &[i64]) -> Result<Vec<Place>, StoreError> {
    let mut places: Vec<Place> = deployed_versions::table
        .filter(deployed_versions::undeployed_at.is_null())
        .filter(deployed_versions::pacticipant_id.in_list(connection.ids(pacticipants)))
        .select((
            deployed_versions::created_at,
            deployed_versions::version_id,
            deployed_versions::environment_id,
        ))
        .rows(connection)?;
    let supported: Vec<Place> = released_versions::table
        .filter(released_versions::support_ended_at.is_null())
        .filter(released_versions::pacticipant_id.in_list(connection.ids(pacticipants)))
        .select((
            released_versions::created_at,
            released_versions::version_id,
            released_versions::environment_id,
        ))
        .rows(connection)?;
    places.extend(supported);
    Ok(places)
}

type BranchRow = (i64, i64, String, Option<i64>, bool);

fn branches_of(connection: &mut AnyConnection, versions: &[i64]) -> Result<Vec<BranchRow>, StoreError> {
    super::unless_empty(versions, |versions| {
        Ok(branch_versions::table
            .inner_join(branches::table.on(branches::id.eq(branch_versions::branch_id)))
            .filter(branch_versions::version_id.in_list(connection.ids(versions)))
            .order(branch_versions::id.asc())
            .select((
                branch_versions::version_id,
                branches::id,
                branches::name,
                branches::head_version_id,
                branch_versions::auto_created,
            ))
            .rows(connection)?)
    })
}

type TagRow = (i64, String, Option<i64>);

fn tags_of(connection: &mut AnyConnection, versions: &[i64]) -> Result<Vec<TagRow>, StoreError> {
    let same_tag = tag_heads::pacticipant_id
        .eq(tags::pacticipant_id)
        .and(tag_heads::name.eq(tags::name));
    super::unless_empty(versions, |versions| {
        Ok(tags::table
            .left_join(tag_heads::table.on(same_tag))
            .filter(tags::version_id.in_list(connection.ids(versions)))
            .order(tags::id.asc())
            .select((tags::version_id, tags::name, tag_heads::version_id.nullable()))
            .rows(connection)?)
    })
}
