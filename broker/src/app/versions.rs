//! Versions: create, show and list.

use std::collections::{BTreeMap, HashMap};

use super::branches::branch_find;
use super::environments::environment_show;
use super::pacticipants::{pacticipant_ensure_locked, pacticipant_find, pacticipant_part};
use super::tags::tags_replace;
use super::{Answer, AnyConnection, AppError, Cut, Extent, ListQuery, Moment};
pub use crate::domain::version::VersionChange;
use crate::store::branches::branch_by_name;
use crate::store::contracts::publications_of_versions;
pub use crate::store::details::VersionDetails;
use crate::store::details::version_details;
use crate::store::environments::{
    DeployedVersion, Environment, ReleasedVersion, deployments_of, environment_list, releases_of,
};
use crate::store::pacticipants::{Pacticipant, pacticipants_by_ids};
use crate::store::tags::tag_head;
use crate::store::versions::{self as rows, Listed, Version, version_by_number};

/// A version with what its page shows.
#[derive(Debug, Clone)]
pub struct VersionView {
    pub pacticipant: String,
    pub version: Version,
    pub details: VersionDetails,
    /// The providers that it published contracts for, by name.
    pub providers: Vec<String>,
    /// Every deployment, past ones too.
    pub deployments: Vec<(DeployedVersion, Environment)>,
    pub releases: Vec<(ReleasedVersion, Environment)>,
}

/// A version by itself, with the environments that it could go to.
#[derive(Debug)]
pub struct SingleVersion {
    pub view: VersionView,
    pub environments: Vec<Environment>,
}

/// A part of a list of versions.
#[derive(Debug)]
pub struct VersionList {
    pub versions: Vec<VersionView>,
    pub extent: Extent,
}

pub(super) fn version_find(connection: &mut AnyConnection, pacticipant: &Pacticipant, number: &str) -> Answer<Version> {
    let found = version_by_number(connection, pacticipant.id, number)?;
    found.ok_or_else(|| AppError::NotFound(format!("There is no version `{number}` of `{}`.", pacticipant.name)))
}

/// Shows a version.
pub fn version_show(connection: &mut AnyConnection, name: &str, number: &str) -> Answer<SingleVersion> {
    let pacticipant = pacticipant_part(connection, name)?;
    let version = version_find(connection, &pacticipant, number)?;
    single(connection, &pacticipant, version)
}

/// Which of a pacticipant's versions is meant by "latest".
#[derive(Debug, Clone)]
pub enum LatestVersion {
    /// The newest.
    Overall,
    /// The newest with a tag.
    Tagged(String),
    /// The head of a branch.
    OnBranch(String),
}

/// Shows the latest version of a kind.
pub fn version_latest(connection: &mut AnyConnection, name: &str, which: &LatestVersion) -> Answer<SingleVersion> {
    let pacticipant = pacticipant_part(connection, name)?;
    let version = match which {
        LatestVersion::Overall => match pacticipant.latest_version_id {
            Some(id) => rows::version_by_id(connection, id)?,
            None => None,
        },
        LatestVersion::Tagged(tag) => tag_head(connection, pacticipant.id, tag)?,
        LatestVersion::OnBranch(branch) => {
            match branch_by_name(connection, pacticipant.id, branch)?.and_then(|branch| branch.head_version_id) {
                Some(id) => rows::version_by_id(connection, id)?,
                None => None,
            }
        }
    };
    let version = version.ok_or_else(|| {
        AppError::NotFound(match which {
            LatestVersion::Overall => format!("`{name}` has no versions yet."),
            LatestVersion::Tagged(tag) => format!("No version of `{name}` has the tag `{tag}`."),
            LatestVersion::OnBranch(branch) => format!("`{name}` has no branch `{branch}` with a version."),
        })
    })?;
    single(connection, &pacticipant, version)
}

/// Which versions of a pacticipant are listed.
#[derive(Debug, Clone)]
pub enum ListedVersions {
    /// Every one.
    All,
    /// Those on a branch.
    OnBranch(String),
    /// Those with a tag.
    Tagged(String),
    /// Those that were ever deployed or released to an environment, given by its uuid.
    EverIn(String),
}

/// Lists versions of a pacticipant in the order of their creation.
pub fn version_list(
    connection: &mut AnyConnection,
    name: &str,
    which: &ListedVersions,
    asked: &ListQuery,
) -> Answer<VersionList> {
    let pacticipant = pacticipant_find(connection, name)?;
    let listed = match which {
        ListedVersions::All => Listed::All,
        ListedVersions::OnBranch(branch) => Listed::OnBranch(branch_find(connection, &pacticipant, branch)?.id),
        ListedVersions::Tagged(tag) => Listed::Tagged(tag),
        ListedVersions::EverIn(environment) => Listed::EverIn(environment_show(connection, environment)?.id),
    };
    let Cut { rows: found, extent } = rows::version_list(connection, pacticipant.id, listed, asked)?;
    if found.is_empty()
        && let ListedVersions::Tagged(tag) = which
        && tag_head(connection, pacticipant.id, tag)?.is_none()
    {
        return Err(AppError::NotFound(format!(
            "No version of `{name}` has the tag `{tag}`."
        )));
    }
    Ok(VersionList {
        versions: views(connection, &pacticipant, found)?,
        extent,
    })
}

fn single(connection: &mut AnyConnection, pacticipant: &Pacticipant, version: Version) -> Answer<SingleVersion> {
    let number = version.number.clone();
    let view = views(connection, pacticipant, vec![version])?.pop();
    let view = view.ok_or_else(|| AppError::no_such("version", &number))?;
    Ok(SingleVersion {
        view,
        environments: environment_list(connection)?,
    })
}

fn views(
    connection: &mut AnyConnection,
    pacticipant: &Pacticipant,
    versions: Vec<Version>,
) -> Answer<Vec<VersionView>> {
    let ids: Vec<i64> = versions.iter().map(|version| version.id).collect();
    let mut details = version_details(connection, &ids)?;
    let mut providers = providers_of(connection, &ids)?;
    let environments: HashMap<i64, Environment> = environment_list(connection)?
        .into_iter()
        .map(|environment| (environment.id, environment))
        .collect();
    let mut deployments: HashMap<i64, Vec<(DeployedVersion, Environment)>> = HashMap::new();
    for row in deployments_of(connection, &ids)? {
        if let Some(environment) = environments.get(&row.environment_id) {
            deployments
                .entry(row.version_id)
                .or_default()
                .push((row, environment.clone()));
        }
    }
    let mut releases: HashMap<i64, Vec<(ReleasedVersion, Environment)>> = HashMap::new();
    for row in releases_of(connection, &ids)? {
        if let Some(environment) = environments.get(&row.environment_id) {
            releases
                .entry(row.version_id)
                .or_default()
                .push((row, environment.clone()));
        }
    }
    let view = |version: Version| VersionView {
        pacticipant: pacticipant.name.clone(),
        details: details.remove(&version.id).unwrap_or_default(),
        providers: providers.remove(&version.id).unwrap_or_default(),
        deployments: deployments.remove(&version.id).unwrap_or_default(),
        releases: releases.remove(&version.id).unwrap_or_default(),
        version,
    };
    Ok(versions.into_iter().map(view).collect())
}

fn providers_of(connection: &mut AnyConnection, versions: &[i64]) -> Answer<BTreeMap<i64, Vec<String>>> {
    let published = publications_of_versions(connection, versions, None)?;
    let ids: Vec<i64> = published.iter().map(|one| one.publication.provider_id).collect();
    let names: HashMap<i64, String> = pacticipants_by_ids(connection, &ids)?
        .into_iter()
        .map(|pacticipant| (pacticipant.id, pacticipant.name))
        .collect();
    let mut of: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for one in published {
        if let Some(name) = names.get(&one.publication.provider_id) {
            of.entry(one.consumer_version.id).or_default().push(name.clone());
        }
    }
    of.values_mut().for_each(|names| names.sort());
    Ok(of)
}

/// Creates a version, or changes it; tells whether it was created.
pub fn version_put(
    connection: &mut AnyConnection,
    name: &str,
    number: &str,
    change: &VersionChange,
    now: Moment,
) -> Answer<(SingleVersion, bool)> {
    let pacticipant = pacticipant_ensure_locked(connection, name, now)?;
    let (version, created) = rows::version_ensure(connection, pacticipant.id, number, now)?;
    if let Some(build_url) = &change.build_url {
        rows::version_set_build_url(connection, version.id, build_url.as_deref(), now)?;
    }
    if let Some(tags) = &change.tags {
        tags_replace(connection, &version, tags, now)?;
    }
    Ok((version_show(connection, name, number)?, created))
}
