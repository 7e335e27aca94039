//! The landscape: who has a contract with whom, and how each stands.

use std::collections::{BTreeSet, HashMap};

use super::{Answer, AnyConnection, Cut, Extent, ListQuery, Moment};
use crate::domain::pact_status::PactStatus;
pub use crate::store::details::VersionDetails;
use crate::store::details::version_details_with_environments;
pub use crate::store::landscape::LandscapeFilter;
use crate::store::landscape::{LandscapeRow, landscape_counts, landscape_list};
use crate::store::pacticipants::pacticipant_refs;
use crate::store::versions::{Version, versions_by_ids};

/// A version as overviews name it.
#[derive(Debug, Clone, Default)]
pub struct VersionSeen {
    pub number: String,
    pub details: VersionDetails,
}

/// An integration at a glance.
#[derive(Debug, Clone)]
pub struct IntegrationSeen {
    pub consumer: String,
    pub provider: String,
    pub status: PactStatus,
    /// Who published the newest contract, and when.
    pub published: Option<(VersionSeen, Moment)>,
    /// Who verified it last, and when.
    pub verified: Option<(VersionSeen, Moment)>,
}

/// A part of the landscape.
#[derive(Debug)]
pub struct Landscape {
    pub integrations: Vec<IntegrationSeen>,
    pub extent: Extent,
    /// How many integrations there are of each state, whatever state was asked for.
    pub counts: HashMap<PactStatus, i64>,
}

/// Shows a part of the landscape, by last change, newest first.
pub fn landscape(connection: &mut AnyConnection, filter: &LandscapeFilter, asked: &ListQuery) -> Answer<Landscape> {
    let Cut { rows, extent } = integrations_seen(connection, filter, asked)?;
    let of_any_status = LandscapeFilter {
        status: None,
        ..filter.clone()
    };
    let counts = landscape_counts(connection, &of_any_status)?.into_iter().collect();
    Ok(Landscape {
        integrations: rows,
        extent,
        counts,
    })
}

/// A part of the integrations that pass a filter, by last change, newest first.
pub(super) fn integrations_seen(
    connection: &mut AnyConnection,
    filter: &LandscapeFilter,
    asked: &ListQuery,
) -> Answer<Cut<IntegrationSeen>> {
    let Cut { rows, extent } = landscape_list(connection, filter, asked)?;
    let rows = seen(connection, rows)?;
    Ok(Cut { rows, extent })
}

fn seen(connection: &mut AnyConnection, rows: Vec<LandscapeRow>) -> Answer<Vec<IntegrationSeen>> {
    let sides: BTreeSet<i64> = rows.iter().flat_map(|row| [row.consumer_id, row.provider_id]).collect();
    let sides: Vec<i64> = sides.into_iter().collect();
    let names: HashMap<i64, String> = pacticipant_refs(connection, &sides)?
        .into_iter()
        .map(|pacticipant| (pacticipant.id, pacticipant.name))
        .collect();
    let versions: BTreeSet<i64> = rows
        .iter()
        .flat_map(|row| [row.consumer_version_id, row.provider_version_id])
        .flatten()
        .collect();
    let versions = versions_seen(connection, &versions.into_iter().collect::<Vec<_>>(), &sides)?;
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let version = |id: Option<i64>, at: Option<Moment>| Some((versions.get(&id?)?.clone(), at?));
    let integration = |row: LandscapeRow| IntegrationSeen {
        consumer: name(row.consumer_id),
        provider: name(row.provider_id),
        status: row.status,
        published: version(row.consumer_version_id, row.published_at),
        verified: version(row.provider_version_id, row.verified_at),
    };
    Ok(rows.into_iter().map(integration).collect())
}

/// Versions of these pacticipants with what stands beside them, by id.
pub(super) fn versions_seen(
    connection: &mut AnyConnection,
    versions: &[i64],
    pacticipants: &[i64],
) -> Answer<HashMap<i64, VersionSeen>> {
    let mut details = version_details_with_environments(connection, versions, pacticipants)?;
    let version = |one: Version| {
        let details = details.remove(&one.id).unwrap_or_default();
        let number = one.number;
        (one.id, VersionSeen { number, details })
    };
    let found = versions_by_ids(connection, versions)?;
    Ok(found.into_iter().map(version).collect())
}
