//! Deployments and releases with the names of what they are about.

use std::collections::HashMap;

use super::{Answer, AnyConnection};
use crate::store::environments::{DeployedVersion, Environment, ReleasedVersion, environments_by_ids};
use crate::store::pacticipants::pacticipants_by_ids;
use crate::store::versions::version_numbers;

/// A deployment or release with the names of what it is about.
#[derive(Debug, Clone)]
pub struct Placed<R> {
    pub record: R,
    pub pacticipant: String,
    pub number: String,
    pub environment: Environment,
}

/// That a version is, or was, in an environment.
pub(super) trait InPlace {
    /// The ids of pacticipant, version and environment.
    fn ids(&self) -> Ids;
}

/// Of a pacticipant, one of its versions, and an environment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    pacticipant: i64,
    version: i64,
    environment: i64,
}

impl InPlace for DeployedVersion {
    fn ids(&self) -> Ids {
        Ids {
            pacticipant: self.pacticipant_id,
            version: self.version_id,
            environment: self.environment_id,
        }
    }
}

impl InPlace for ReleasedVersion {
    fn ids(&self) -> Ids {
        Ids {
            pacticipant: self.pacticipant_id,
            version: self.version_id,
            environment: self.environment_id,
        }
    }
}

/// Gives names to the ids of records, in bulk.
pub(super) fn placed<R: InPlace>(connection: &mut AnyConnection, records: Vec<R>) -> Answer<Vec<Placed<R>>> {
    let distinct = |pick: fn(Ids) -> i64| {
        let mut ids: Vec<i64> = records.iter().map(|record| pick(record.ids())).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let names: HashMap<i64, String> = pacticipants_by_ids(connection, &distinct(|ids| ids.pacticipant))?
        .into_iter()
        .map(|pacticipant| (pacticipant.id, pacticipant.name))
        .collect();
    let numbers: HashMap<i64, String> = version_numbers(connection, &distinct(|ids| ids.version))?
        .into_iter()
        .collect();
    let environments: HashMap<i64, Environment> = environments_by_ids(connection, &distinct(|ids| ids.environment))?
        .into_iter()
        .map(|environment| (environment.id, environment))
        .collect();
    let named = |record: R| {
        let ids = record.ids();
        Some(Placed {
            pacticipant: names.get(&ids.pacticipant)?.clone(),
            number: numbers.get(&ids.version)?.clone(),
            environment: environments.get(&ids.environment)?.clone(),
            record,
        })
    };
    Ok(records.into_iter().filter_map(named).collect())
}
