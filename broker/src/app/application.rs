//! All about one application: whom it talks to, its branches and versions, and what runs where.

use std::collections::{BTreeSet, HashMap};

use super::branches::branch_list;
use super::environments::environment_list;
use super::landscape::{IntegrationSeen, LandscapeFilter, VersionSeen, integrations_seen, versions_seen};
use super::pacticipants::{PacticipantView, pacticipant_find, pacticipant_show};
use super::versions::{ListedVersions, SingleVersion, VersionList, version_find, version_list, version_show};
use super::{Answer, AnyConnection, Direction, ListQuery, Moment, Order, Part};
use crate::store::branches::Branch;
use crate::store::environments::Environment;
use crate::store::pacticipants::pacticipant_refs;
use crate::store::said::said_by;
use crate::store::versions::versions_by_ids;

/// How many integrations and branches the page of an application begins with.
const BEGINNING: i64 = 25;

/// How many results the page of a version shows.
const RESULTS: i64 = 100;

/// An application as its page shows it.
#[derive(Debug)]
pub struct ApplicationSeen {
    pub view: PacticipantView,
    /// The numbers of the versions that are deployed, by id.
    pub deployed_numbers: HashMap<i64, String>,
    /// Changed last, first.
    pub integrations: Vec<IntegrationSeen>,
    pub has_more_integrations: bool,
    /// Changed last, first, each with its head.
    pub branches: Vec<(Branch, Option<VersionSeen>)>,
    pub has_more_branches: bool,
    pub versions: VersionList,
    pub environments: Vec<Environment>,
}

/// Shows an application with a part of its versions.
pub fn application_show(connection: &mut AnyConnection, name: &str, versions: &ListQuery) -> Answer<ApplicationSeen> {
    let view = pacticipant_show(connection, name)?;
    let id = view.pacticipant.id;
    let of_it = LandscapeFilter {
        pacticipant: Some(id),
        ..LandscapeFilter::default()
    };
    let beginning = ListQuery {
        order: Order::LastChange,
        direction: Direction::Descending,
        part: Part::After {
            last: None,
            size: BEGINNING,
        },
    };
    let integrations = integrations_seen(connection, &of_it, &beginning)?;
    let branches = branch_list(connection, name, None, &beginning)?;
    let heads: Vec<i64> = branches
        .rows
        .iter()
        .filter_map(|branch| branch.head_version_id)
        .collect();
    let mut heads = versions_seen(connection, &heads, &[id])?;
    let with_head = |branch: Branch| {
        let head = branch.head_version_id.and_then(|head| heads.remove(&head));
        (branch, head)
    };
    let deployed: BTreeSet<i64> = view.deployed.iter().map(|(row, _)| row.version_id).collect();
    let deployed = versions_by_ids(connection, &deployed.into_iter().collect::<Vec<_>>())?;
    Ok(ApplicationSeen {
        deployed_numbers: deployed
            .into_iter()
            .map(|version| (version.id, version.number))
            .collect(),
        has_more_integrations: integrations.extent.next.is_some(),
        integrations: integrations.rows,
        has_more_branches: branches.extent.next.is_some(),
        branches: branches.rows.into_iter().map(with_head).collect(),
        versions: version_list(connection, name, &ListedVersions::All, versions)?,
        environments: environment_list(connection, None)?,
        view,
    })
}

/// What a version says about a consumer's contract.
#[derive(Debug, Clone)]
pub struct ResultSeen {
    pub consumer: String,
    /// Of the contract's content.
    pub sha: String,
    pub number: i64,
    pub success: bool,
    pub executed_at: Moment,
}

/// A version as its page shows it.
#[derive(Debug)]
pub struct VersionPage {
    pub version: SingleVersion,
    /// The newest result for each contract, newest first.
    pub results: Vec<ResultSeen>,
}

/// Shows a version with what it has verified.
pub fn version_page(connection: &mut AnyConnection, name: &str, number: &str) -> Answer<VersionPage> {
    let pacticipant = pacticipant_find(connection, name)?;
    let id = version_find(connection, &pacticipant, number)?.id;
    let said = said_by(connection, id, RESULTS)?;
    let consumers: BTreeSet<i64> = said.iter().map(|one| one.consumer_id).collect();
    let names: HashMap<i64, String> = pacticipant_refs(connection, &consumers.into_iter().collect::<Vec<_>>())?
        .into_iter()
        .map(|consumer| (consumer.id, consumer.name))
        .collect();
    let results = said.into_iter().map(|one| ResultSeen {
        consumer: names.get(&one.consumer_id).cloned().unwrap_or_default(),
        sha: one.sha,
        number: one.verification_id,
        success: one.success,
        executed_at: one.executed_at,
    });
    Ok(VersionPage {
        results: results.collect(),
        version: version_show(connection, name, number)?,
    })
}
