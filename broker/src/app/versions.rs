//! Versions, branches and tags: create and show, with what follows from them.

use std::collections::{BTreeMap, HashMap};

use super::branches::branch_find;
use super::environments::{deploy_automatically, environment_show};
use super::pacticipants::{pacticipant_ensure_locked, pacticipant_find, pacticipant_part};
use super::{Answer, AnyConnection, AppError, Moment, Page};
use crate::domain::names::TagName;
use crate::domain::rules::Rules;
pub use crate::domain::version::VersionChange;
use crate::store::contracts::publications_of_versions;
pub use crate::store::details::VersionDetails;
use crate::store::details::version_details;
use crate::store::environments::{
    DeployedVersion, Environment, ReleasedVersion, deployments_of, environment_by_name, environment_list, releases_of,
    versions_ever_in,
};
use crate::store::pacticipants::{Pacticipant, pacticipant_set_main_branch, pacticipants_by_ids};
use crate::store::versions::{self as rows, Listed, Version, branch_by_name, tag_by_name, version_by_number};

pub use crate::store::versions::{BranchVersion as BranchVersionRecord, Tag as TagRecord};

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

/// A list of versions, with the number of all that it was cut from when a page was asked for.
#[derive(Debug)]
pub struct VersionList {
    pub versions: Vec<VersionView>,
    pub total: Option<i64>,
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
        LatestVersion::Tagged(tag) => rows::tag_head(connection, pacticipant.id, tag)?,
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
}

/// Lists versions of a pacticipant, newest first.
pub fn version_list(
    connection: &mut AnyConnection,
    name: &str,
    which: &ListedVersions,
    page: Option<Page>,
) -> Answer<VersionList> {
    let pacticipant = pacticipant_find(connection, name)?;
    let listed = match which {
        ListedVersions::All => Listed::All,
        ListedVersions::OnBranch(branch) => Listed::OnBranch(branch_find(connection, &pacticipant, branch)?.id),
        ListedVersions::Tagged(tag) => Listed::Tagged(tag),
    };
    let found = rows::version_list(connection, pacticipant.id, listed, page)?;
    if found.is_empty()
        && let ListedVersions::Tagged(tag) = which
        && rows::tag_head(connection, pacticipant.id, tag)?.is_none()
    {
        return Err(AppError::NotFound(format!(
            "No version of `{name}` has the tag `{tag}`."
        )));
    }
    let total = match page {
        Some(_) => Some(rows::version_count(connection, pacticipant.id, listed)?),
        None => None,
    };
    Ok(VersionList {
        versions: views(connection, &pacticipant, found)?,
        total,
    })
}

/// Lists the versions of a pacticipant that were ever deployed or released to an environment, newest first.
pub fn versions_in_environment(
    connection: &mut AnyConnection,
    name: &str,
    environment: &str,
    page: Option<Page>,
) -> Answer<VersionList> {
    let pacticipant = pacticipant_find(connection, name)?;
    let environment = environment_show(connection, environment)?;
    let ids = versions_ever_in(connection, environment.id, pacticipant.id)?;
    let total = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let shown: Vec<i64> = match page {
        None => ids,
        Some(page) => ids
            .into_iter()
            .skip(usize::try_from(page.offset()).unwrap_or(usize::MAX))
            .take(usize::try_from(page.limit()).unwrap_or(usize::MAX))
            .collect(),
    };
    let mut found = rows::versions_by_ids(connection, &shown)?;
    found.sort_by_key(|version| std::cmp::Reverse(version.id));
    Ok(VersionList {
        versions: views(connection, &pacticipant, found)?,
        total: page.map(|_| total),
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

/// Leaves a version with these tags and no others; none of them becomes a branch.
fn tags_replace(connection: &mut AnyConnection, version: &Version, tags: &[TagName], now: Moment) -> Answer<()> {
    let details = version_details(connection, &[version.id])?;
    let present = details
        .get(&version.id)
        .map(|details| details.tags.as_slice())
        .unwrap_or_default();
    for gone in present
        .iter()
        .filter(|tag| !tags.iter().any(|kept| kept.as_str() == tag.name))
    {
        rows::tag_remove(connection, version, &gone.name)?;
    }
    for tag in tags {
        rows::tag_add(connection, version, tag, now)?;
    }
    Ok(())
}

/// A version's membership in a branch.
#[derive(Debug)]
pub struct BranchVersionView {
    pub pacticipant: String,
    pub branch: String,
    pub number: String,
    pub record: BranchVersionRecord,
}

/// Puts a version on a branch, creating what is missing; tells whether it was not there before.
pub fn branch_version_put(
    connection: &mut AnyConnection,
    name: &str,
    branch: &str,
    number: &str,
    rules: &Rules,
    now: Moment,
) -> Answer<(BranchVersionView, bool)> {
    let pacticipant = pacticipant_ensure_locked(connection, name, now)?;
    let (version, _) = rows::version_ensure(connection, pacticipant.id, number, now)?;
    let added = branch_apply(connection, &pacticipant, &version, branch, false, rules, now)?;
    rows::version_touch(connection, version.id, now)?;
    Ok((branch_version_show(connection, name, branch, number)?, added))
}

/// Shows a version's membership in a branch.
pub fn branch_version_show(
    connection: &mut AnyConnection,
    name: &str,
    branch: &str,
    number: &str,
) -> Answer<BranchVersionView> {
    let pacticipant = pacticipant_part(connection, name)?;
    let version = version_find(connection, &pacticipant, number)?;
    let found = match branch_by_name(connection, pacticipant.id, branch)? {
        Some(branch) => rows::branch_version(connection, branch.id, version.id)?,
        None => None,
    };
    let record = found
        .ok_or_else(|| AppError::NotFound(format!("Version `{number}` of `{name}` is not on a branch `{branch}`.")))?;
    Ok(BranchVersionView {
        pacticipant: pacticipant.name,
        branch: branch.to_owned(),
        number: version.number,
        record,
    })
}

/// A version's tag.
#[derive(Debug)]
pub struct TagView {
    pub pacticipant: String,
    pub number: String,
    pub record: TagRecord,
}

/// Puts a tag on a version, creating what is missing; tells whether it was not there before.
///
/// A tag with the name of an environment also records a deployment (`semantics.md` section 10).
pub fn tag_put(
    connection: &mut AnyConnection,
    name: &str,
    number: &str,
    tag: &str,
    rules: &Rules,
    now: Moment,
) -> Answer<(TagView, bool)> {
    let pacticipant = pacticipant_ensure_locked(connection, name, now)?;
    let (version, _) = rows::version_ensure(connection, pacticipant.id, number, now)?;
    let added = tag_apply(connection, &pacticipant, &version, tag, rules, now)?;
    rows::version_touch(connection, version.id, now)?;
    if rules.deploy_on_tag
        && let Some(environment) = environment_by_name(connection, tag)?
    {
        deploy_automatically(connection, &version, &environment, now)?;
    }
    Ok((tag_show(connection, name, number, tag)?, added))
}

/// Shows a version's tag.
pub fn tag_show(connection: &mut AnyConnection, name: &str, number: &str, tag: &str) -> Answer<TagView> {
    let pacticipant = pacticipant_part(connection, name)?;
    let version = version_find(connection, &pacticipant, number)?;
    let record = tag_by_name(connection, version.id, tag)?
        .ok_or_else(|| AppError::NotFound(format!("Version `{number}` of `{name}` has no tag `{tag}`.")))?;
    Ok(TagView {
        pacticipant: pacticipant.name,
        number: version.number,
        record,
    })
}

/// Puts a version on a branch, with the main branch that may follow from it.
pub(super) fn branch_apply(
    connection: &mut AnyConnection,
    pacticipant: &Pacticipant,
    version: &Version,
    branch: &str,
    auto_created: bool,
    rules: &Rules,
    now: Moment,
) -> Answer<bool> {
    let branch_row = rows::branch_ensure(connection, pacticipant.id, branch, now)?;
    let added = rows::branch_add_version(connection, &branch_row, version.id, auto_created, now)?;
    detect_main_branch(connection, pacticipant, branch, rules, now)?;
    Ok(added)
}

/// Puts a tag on a version, with the branch and the main branch that may follow from it (`semantics.md` section 1).
pub(super) fn tag_apply(
    connection: &mut AnyConnection,
    pacticipant: &Pacticipant,
    version: &Version,
    tag: &str,
    rules: &Rules,
    now: Moment,
) -> Answer<bool> {
    let becomes_branch = match rules.first_tag_as_branch_within_seconds {
        Some(seconds) if now - version.created_at <= chrono::Duration::seconds(seconds) => {
            !rows::version_has_branch_or_tag(connection, version.id)?
        }
        _ => false,
    };
    let added = rows::tag_add(connection, version, tag, now)?;
    if becomes_branch {
        branch_apply(connection, pacticipant, version, tag, true, rules, now)?;
    }
    detect_main_branch(connection, pacticipant, tag, rules, now)?;
    Ok(added)
}

fn detect_main_branch(
    connection: &mut AnyConnection,
    pacticipant: &Pacticipant,
    branch: &str,
    rules: &Rules,
    now: Moment,
) -> Answer<()> {
    if pacticipant.main_branch.is_none() && rules.main_branch_candidates.iter().any(|candidate| candidate == branch) {
        pacticipant_set_main_branch(connection, pacticipant.id, branch, now)?;
    }
    Ok(())
}
