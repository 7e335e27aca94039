//! From what is asked to versions.

use std::collections::HashMap;

use super::super::{Answer, AnyConnection};
use super::Known;
use crate::domain::matrix::{Criteria, IgnoreSelector, Ignored, PartyVersion, Resolution, Resolved, Selector};
use crate::store::environments::environment_by_name;
use crate::store::heads::{
    VersionCriteria, VersionRef, heads_of_branch, heads_of_main_branch, heads_of_pacticipants, heads_of_tag,
    versions_matching,
};
use crate::store::pacticipants::PacticipantRef;
use crate::store::versions::{version_by_number, versions_by_ids};

/// The versions that the selectors of the question mean.
pub(super) fn specified(
    connection: &mut AnyConnection,
    selectors: &[Selector],
    known: &Known,
) -> Answer<Vec<Resolved>> {
    let mut resolved = Vec::with_capacity(selectors.len());
    for selector in selectors {
        // `check` has refused names that are not known.
        let Some(pacticipant) = known.get(&selector.pacticipant) else {
            continue;
        };
        let asked = criteria_of(selector);
        if asked.is_empty() {
            resolved.push(one(pacticipant, asked, Resolution::Any, true));
            continue;
        }
        let mut found = matching(connection, &[pacticipant], &asked)?;
        let versions = found.remove(&pacticipant.id).unwrap_or_default();
        resolved.extend(spread(pacticipant, &asked, versions, true));
    }
    Ok(resolved)
}

/// The versions that the target means, of pacticipants that the question does not name.
pub(super) fn inferred(
    connection: &mut AnyConnection,
    pacticipants: &[&PacticipantRef],
    asked: &Criteria,
) -> Answer<Vec<Resolved>> {
    let mut found = matching(connection, pacticipants, asked)?;
    let spread_one = |pacticipant: &&PacticipantRef| {
        let versions = found.remove(&pacticipant.id).unwrap_or_default();
        spread(pacticipant, asked, versions, false)
    };
    Ok(pacticipants.iter().flat_map(spread_one).collect())
}

/// The versions that are to be ignored.
pub(super) fn ignores(
    connection: &mut AnyConnection,
    ignores: &[IgnoreSelector],
    known: &Known,
) -> Answer<Vec<Ignored>> {
    let mut resolved = Vec::with_capacity(ignores.len());
    for ignore in ignores {
        let pacticipant_id = known.get(&ignore.pacticipant).map(|pacticipant| pacticipant.id);
        let version = match (pacticipant_id, &ignore.version) {
            (Some(id), Some(number)) => version_by_number(connection, id, number)?,
            _ => None,
        };
        resolved.push(Ignored {
            pacticipant: ignore.pacticipant.clone(),
            version: ignore.version.clone(),
            pacticipant_id,
            version_id: version.map(|version| version.id),
        });
    }
    Ok(resolved)
}

fn criteria_of(selector: &Selector) -> Criteria {
    Criteria {
        version: selector.version.clone(),
        tag: selector.tag.clone(),
        branch: selector.branch.clone(),
        main_branch: selector.main_branch,
        environment: selector.environment.clone(),
        latest: selector.latest,
    }
}

/// The versions of each pacticipant that meet the criteria.
fn matching(
    connection: &mut AnyConnection,
    pacticipants: &[&PacticipantRef],
    criteria: &Criteria,
) -> Answer<HashMap<i64, Vec<VersionRef>>> {
    let ids: Vec<i64> = pacticipants.iter().map(|pacticipant| pacticipant.id).collect();
    let found = match criteria {
        Criteria {
            latest: true,
            version: None,
            tag: None,
            branch: None,
            main_branch: false,
            environment: None,
        } => heads_of_pacticipants(connection, &ids)?,
        Criteria {
            latest: true,
            version: None,
            tag: Some(tag),
            branch: None,
            main_branch: false,
            environment: None,
        } => {
            let heads = heads_of_tag(connection, &ids, tag)?;
            of_ids(connection, heads.into_iter())?
        }
        Criteria {
            latest: true,
            version: None,
            tag: None,
            branch: None,
            main_branch: true,
            environment: None,
        } => {
            let heads = heads_of_main_branch(connection, &ids)?;
            of_ids(connection, heads.iter().map(|head| head.version_id))?
        }
        Criteria {
            latest: true,
            version: None,
            tag: None,
            branch: Some(branch),
            main_branch: false,
            environment: None,
        } => {
            let heads = heads_of_branch(connection, &ids, branch)?;
            of_ids(connection, heads.iter().map(|head| head.version_id))?
        }
        _ => by_all_criteria(connection, &ids, criteria)?,
    };
    let mut of: HashMap<i64, Vec<VersionRef>> = HashMap::new();
    for version in found {
        of.entry(version.pacticipant_id).or_default().push(version);
    }
    Ok(of)
}

fn of_ids(connection: &mut AnyConnection, ids: impl Iterator<Item = i64>) -> Answer<Vec<VersionRef>> {
    let versions = versions_by_ids(connection, &ids.collect::<Vec<_>>())?;
    let to_ref = |version: crate::store::versions::Version| VersionRef {
        pacticipant_id: version.pacticipant_id,
        id: version.id,
        number: version.number,
    };
    Ok(versions.into_iter().map(to_ref).collect())
}

fn by_all_criteria(connection: &mut AnyConnection, ids: &[i64], criteria: &Criteria) -> Answer<Vec<VersionRef>> {
    let environment = match &criteria.environment {
        // `check` has refused names that are not known.
        Some(name) => Some(environment_by_name(connection, name)?.map_or(0, |environment| environment.id)),
        None => None,
    };
    let wanted = VersionCriteria {
        number: criteria.version.as_deref(),
        tag: criteria.tag.as_deref(),
        branch: criteria.branch.as_deref(),
        on_main_branch: criteria.main_branch,
        environment,
        newest: criteria.latest,
    };
    Ok(versions_matching(connection, ids, wanted)?)
}

/// Every version becomes a selector of its own; none becomes one that matches nothing.
fn spread(pacticipant: &PacticipantRef, asked: &Criteria, versions: Vec<VersionRef>, specified: bool) -> Vec<Resolved> {
    let mut criteria = asked.clone();
    if criteria.main_branch && criteria.branch.is_none() {
        criteria.branch.clone_from(&pacticipant.main_branch);
    }
    if versions.is_empty() {
        return vec![one(pacticipant, criteria, Resolution::Missing, specified)];
    }
    let one_of_many = versions.len() > 1;
    let resolution = |version: VersionRef| Resolution::Version {
        version: PartyVersion {
            id: version.id,
            number: version.number,
        },
        one_of_many,
    };
    versions
        .into_iter()
        .map(|version| one(pacticipant, criteria.clone(), resolution(version), specified))
        .collect()
}

fn one(pacticipant: &PacticipantRef, criteria: Criteria, resolution: Resolution, specified: bool) -> Resolved {
    Resolved {
        pacticipant_id: pacticipant.id,
        pacticipant: pacticipant.name.clone(),
        criteria,
        resolution,
        specified,
        ignored: false,
    }
}
