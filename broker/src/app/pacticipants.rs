//! Pacticipants: create, change, show.

use super::{Answer, AnyConnection, AppError, Cut, Extent, ListQuery, Moment};
use crate::domain::names::{Name, display_name_of};
use crate::domain::pacticipant::{PacticipantDetails, PacticipantPatch};
use crate::store::environments::{DeployedVersion, Environment, InEnvironment, deployed_now, environments_by_ids};
use crate::store::labels::labels_of;
pub use crate::store::pacticipants::PacticipantFilter;
use crate::store::pacticipants::{self as rows, Pacticipant, PacticipantProperties, pacticipant_by_name};
use crate::store::versions::{version_by_id, versions_by_ids};

/// A pacticipant with what its page shows.
#[derive(Debug, Clone)]
pub struct PacticipantView {
    pub pacticipant: Pacticipant,
    pub latest_version: Option<String>,
    /// In order.
    pub labels: Vec<String>,
    /// What is deployed now, where; oldest first.
    pub deployed: Vec<(DeployedVersion, Environment)>,
}

/// Finds a pacticipant, or says that there is none.
pub(super) fn pacticipant_find(connection: &mut AnyConnection, name: &str) -> Answer<Pacticipant> {
    pacticipant_by_name(connection, name)?.ok_or_else(|| AppError::NoSuchPacticipant(name.to_owned()))
}

/// Finds the pacticipant that something asked for belongs to; without it, that something is what is not there.
pub(super) fn pacticipant_part(connection: &mut AnyConnection, name: &str) -> Answer<Pacticipant> {
    pacticipant_by_name(connection, name)?.ok_or_else(|| AppError::no_such("pacticipant", name))
}

/// Makes sure that a pacticipant exists, with the display name that follows from its name.
pub(super) fn pacticipant_ensure(connection: &mut AnyConnection, name: &str, now: Moment) -> Answer<Pacticipant> {
    Ok(rows::pacticipant_ensure(connection, name, &display_name_of(name), now)?.0)
}

/// The same for one whose versions are about to change.
pub(super) fn pacticipant_ensure_locked(
    connection: &mut AnyConnection,
    name: &str,
    now: Moment,
) -> Answer<Pacticipant> {
    let pacticipant = pacticipant_ensure(connection, name, now)?;
    rows::pacticipants_lock(connection, &[pacticipant.id])?;
    Ok(pacticipant)
}

/// The pacticipants that a request names, looked up at once.
pub(super) struct Named(Vec<Pacticipant>);

impl Named {
    pub(super) fn find(connection: &mut AnyConnection, names: &[&str]) -> Answer<Self> {
        Ok(Self(rows::pacticipants_by_names(connection, names)?))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Pacticipant> {
        self.0.iter().find(|pacticipant| pacticipant.name == name)
    }

    /// Makes sure that one of them exists.
    pub(super) fn ensure(&self, connection: &mut AnyConnection, name: &str, now: Moment) -> Answer<Pacticipant> {
        match self.get(name) {
            Some(known) => Ok(known.clone()),
            None => pacticipant_ensure(connection, name, now),
        }
    }
}

/// Shows a pacticipant.
pub fn pacticipant_show(connection: &mut AnyConnection, name: &str) -> Answer<PacticipantView> {
    let pacticipant = pacticipant_find(connection, name)?;
    view(connection, pacticipant)
}

fn view(connection: &mut AnyConnection, pacticipant: Pacticipant) -> Answer<PacticipantView> {
    let latest_version = match pacticipant.latest_version_id {
        Some(id) => version_by_id(connection, id)?.map(|version| version.number),
        None => None,
    };
    let ids = [pacticipant.id];
    let narrowed = InEnvironment {
        pacticipants: Some(&ids),
        ..InEnvironment::default()
    };
    let mut deployed = deployed_now(connection, narrowed)?;
    deployed.reverse();
    let places: Vec<i64> = deployed.iter().map(|row| row.environment_id).collect();
    let environments = environments_by_ids(connection, &places)?;
    let deployed = deployed
        .into_iter()
        .filter_map(|row| {
            let environment = environments
                .iter()
                .find(|environment| environment.id == row.environment_id)?
                .clone();
            Some((row, environment))
        })
        .collect();
    let labels = labels_of(connection, &ids)?.remove(&pacticipant.id).unwrap_or_default();
    Ok(PacticipantView {
        pacticipant,
        latest_version,
        labels,
        deployed,
    })
}

/// A part of the list of pacticipants.
#[derive(Debug)]
pub struct PacticipantList {
    pub pacticipants: Vec<PacticipantView>,
    pub extent: Extent,
}

/// Lists pacticipants.
pub fn pacticipant_list(
    connection: &mut AnyConnection,
    filter: &PacticipantFilter,
    asked: &ListQuery,
) -> Answer<PacticipantList> {
    let Cut { rows: found, extent } = rows::pacticipant_list(connection, filter, asked)?;
    let heads: Vec<i64> = found
        .iter()
        .filter_map(|pacticipant| pacticipant.latest_version_id)
        .collect();
    let versions = versions_by_ids(connection, &heads)?;
    let numbers: std::collections::HashMap<i64, String> = versions
        .into_iter()
        .map(|version| (version.id, version.number))
        .collect();
    let ids: Vec<i64> = found.iter().map(|pacticipant| pacticipant.id).collect();
    let mut labels = labels_of(connection, &ids)?;
    let pacticipants = found
        .into_iter()
        .map(|pacticipant| PacticipantView {
            latest_version: pacticipant.latest_version_id.and_then(|id| numbers.get(&id).cloned()),
            labels: labels.remove(&pacticipant.id).unwrap_or_default(),
            pacticipant,
            deployed: Vec::new(),
        })
        .collect();
    Ok(PacticipantList { pacticipants, extent })
}

/// Creates a pacticipant; one that exists is returned as it is.
pub fn pacticipant_create(
    connection: &mut AnyConnection,
    name: &str,
    properties: &PacticipantDetails,
    now: Moment,
) -> Answer<PacticipantView> {
    let (pacticipant, created) = rows::pacticipant_ensure(connection, name, &display_name_of(name), now)?;
    if !created {
        return view(connection, pacticipant);
    }
    store(connection, &pacticipant, properties, now)?;
    pacticipant_show(connection, name)
}

/// Replaces the properties of an existing pacticipant.
pub fn pacticipant_replace(
    connection: &mut AnyConnection,
    name: &str,
    properties: &PacticipantDetails,
    now: Moment,
) -> Answer<PacticipantView> {
    let pacticipant = pacticipant_find(connection, name)?;
    store(connection, &pacticipant, properties, now)?;
    pacticipant_show(connection, name)
}

/// Changes some properties; creates the pacticipant when it is missing, and tells so.
pub fn pacticipant_patch(
    connection: &mut AnyConnection,
    name: &str,
    patch: PacticipantPatch,
    now: Moment,
) -> Answer<(PacticipantView, bool)> {
    let (known, created) = rows::pacticipant_ensure(connection, name, &display_name_of(name), now)?;
    rows::pacticipants_lock(connection, &[known.id])?;
    // Read anew: what was read before the lock may have changed while this waited for it.
    let pacticipant = pacticipant_find(connection, name)?;
    let current = PacticipantDetails {
        display_name: pacticipant.display_name.clone(),
        main_branch: pacticipant.main_branch.clone().map(Name::trusted),
        repository_url: pacticipant.repository_url.clone(),
        repository_name: pacticipant.repository_name.clone(),
        repository_namespace: pacticipant.repository_namespace.clone(),
    };
    let properties = patch.applied_to(current);
    store(connection, &pacticipant, &properties, now)?;
    Ok((pacticipant_show(connection, name)?, created))
}

fn store(
    connection: &mut AnyConnection,
    pacticipant: &Pacticipant,
    properties: &PacticipantDetails,
    now: Moment,
) -> Answer<()> {
    let default_name = display_name_of(&pacticipant.name);
    let values = PacticipantProperties {
        display_name: properties.display_name.as_deref().or(Some(&default_name)),
        repository_url: properties.repository_url.as_deref(),
        repository_name: properties.repository_name.as_deref(),
        repository_namespace: properties.repository_namespace.as_deref(),
        main_branch: properties.main_branch.as_ref().map(|branch| branch.as_str()),
    };
    Ok(rows::pacticipant_update(connection, pacticipant.id, &values, now)?)
}
