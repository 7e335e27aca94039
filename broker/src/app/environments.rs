//! Environments: create, change, and record what is deployed and released there.

use super::pacticipants::pacticipant_find;
use super::placed::placed;
use super::versions::version_find;
use super::{Answer, AnyConnection, AppError, Moment};
use crate::domain::environment::EnvironmentToSave;
use crate::domain::invalid::Invalid;
use crate::store::environments as rows;
use crate::store::environments::{
    DeployedVersion, Environment, InEnvironment, ReleasedVersion, environment_by_name, environment_by_uuid,
};
use crate::store::pacticipants::{pacticipant_by_name, pacticipants_lock};
use crate::store::versions::{Version, version_by_number};

pub use super::placed::Placed;
pub use crate::store::environments::{
    DeployedVersion as DeployedRecord, Environment as EnvironmentRecord, ReleasedVersion as ReleasedRecord,
};

/// Lists environments by display name, or the one of a name.
pub fn environment_list(connection: &mut AnyConnection, name: Option<&str>) -> Answer<Vec<Environment>> {
    Ok(match name {
        Some(name) => environment_by_name(connection, name)?.into_iter().collect(),
        None => rows::environment_list(connection)?,
    })
}

/// Shows an environment.
pub fn environment_show(connection: &mut AnyConnection, uuid: &str) -> Answer<Environment> {
    environment_by_uuid(connection, uuid)?
        .ok_or_else(|| AppError::NotFound(format!("There is no environment with the uuid `{uuid}`.")))
}

/// Creates an environment.
pub fn environment_create(
    connection: &mut AnyConnection,
    properties: &EnvironmentToSave,
    uuid: &str,
    now: Moment,
) -> Answer<Environment> {
    refuse_taken_name(connection, &properties.name, None)?;
    let new = described(
        properties,
        Environment {
            id: 0,
            uuid: uuid.to_owned(),
            name: String::new(),
            display_name: String::new(),
            production: false,
            contacts: None,
            created_at: now,
            updated_at: now,
        },
    );
    Ok(rows::environment_insert(connection, &new)?)
}

/// Replaces an environment's properties.
pub fn environment_replace(
    connection: &mut AnyConnection,
    uuid: &str,
    properties: &EnvironmentToSave,
    now: Moment,
) -> Answer<Environment> {
    let existing = environment_show(connection, uuid)?;
    refuse_taken_name(connection, &properties.name, Some(uuid))?;
    let changed = described(
        properties,
        Environment {
            updated_at: now,
            ..existing
        },
    );
    rows::environment_update(connection, &changed)?;
    Ok(changed)
}

/// Deletes an environment with its deployments and releases.
pub fn environment_delete(connection: &mut AnyConnection, uuid: &str) -> Answer<()> {
    let environment = environment_show(connection, uuid)?;
    Ok(rows::environment_delete(connection, environment.id)?)
}

fn described(properties: &EnvironmentToSave, environment: Environment) -> Environment {
    Environment {
        name: properties.name.to_string(),
        display_name: properties.display_name.clone(),
        production: properties.production,
        contacts: properties
            .contacts
            .as_ref()
            .map(|contacts| serde_json::json!(contacts).to_string()),
        ..environment
    }
}

fn refuse_taken_name(connection: &mut AnyConnection, name: &str, own_uuid: Option<&str>) -> Answer<()> {
    match environment_by_name(connection, name)? {
        Some(other) if Some(other.uuid.as_str()) != own_uuid => {
            Err(Invalid::single("name", format!("'{name}' is already used by another environment")).into())
        }
        _ => Ok(()),
    }
}

struct Place {
    version: Version,
    pacticipant: String,
    environment: Environment,
}

fn place(connection: &mut AnyConnection, name: &str, number: &str, environment: &str) -> Answer<Place> {
    let pacticipant = pacticipant_find(connection, name)?;
    let version = version_find(connection, &pacticipant, number)?;
    let environment = environment_show(connection, environment)?;
    Ok(Place {
        version,
        pacticipant: pacticipant.name,
        environment,
    })
}

impl Place {
    fn with<R>(self, record: R) -> Placed<R> {
        Placed {
            record,
            pacticipant: self.pacticipant,
            number: self.version.number,
            environment: self.environment,
        }
    }
}

/// Records that a version is deployed to an instance of an application in an environment, instead of what was there.
pub fn deployment_record(
    connection: &mut AnyConnection,
    (name, number, environment): (&str, &str, &str),
    target: Option<&str>,
    uuid: &str,
    now: Moment,
) -> Answer<Placed<DeployedVersion>> {
    let place = place(connection, name, number, environment)?;
    pacticipants_lock(connection, &[place.version.pacticipant_id])?;
    let record = deploy(
        connection,
        &place.version,
        &place.environment,
        target.unwrap_or_default(),
        (uuid, false),
        now,
    )?;
    Ok(place.with(record))
}

/// Records the deployment that a tag named like an environment stands for.
pub(super) fn deploy_automatically(
    connection: &mut AnyConnection,
    version: &Version,
    environment: &Environment,
    now: Moment,
) -> Answer<()> {
    let uuid = uuid::Uuid::new_v4().to_string();
    deploy(connection, version, environment, "", (&uuid, true), now)?;
    Ok(())
}

fn deploy(
    connection: &mut AnyConnection,
    version: &Version,
    environment: &Environment,
    target: &str,
    (uuid, auto_created): (&str, bool),
    now: Moment,
) -> Answer<DeployedVersion> {
    let pacticipants = [version.pacticipant_id];
    let there = InEnvironment {
        environment: Some(environment.id),
        pacticipants: Some(&pacticipants),
        version: Some(version.id),
        target: Some(target),
    };
    if let Some(current) = rows::deployed_now(connection, there)?.into_iter().next() {
        return Ok(current);
    }
    let new = DeployedVersion {
        id: 0,
        uuid: uuid.to_owned(),
        environment_id: environment.id,
        pacticipant_id: version.pacticipant_id,
        version_id: version.id,
        target: target.to_owned(),
        auto_created,
        undeployed_at: None,
        created_at: now,
        updated_at: now,
    };
    Ok(rows::deployed_replace(connection, &new, now)?)
}

/// Shows a deployment.
pub fn deployment_show(connection: &mut AnyConnection, uuid: &str) -> Answer<Placed<DeployedVersion>> {
    let record = rows::deployed_by_uuid(connection, uuid)?
        .ok_or_else(|| AppError::NotFound(format!("There is no deployment with the uuid `{uuid}`.")))?;
    placed(connection, vec![record])?
        .pop()
        .ok_or_else(|| AppError::no_such("deployment", uuid))
}

/// Records that a deployment ended; a second time changes nothing.
pub fn deployment_end(connection: &mut AnyConnection, uuid: &str, now: Moment) -> Answer<Placed<DeployedVersion>> {
    let deployment = deployment_show(connection, uuid)?;
    rows::deployed_end(connection, deployment.record.id, now)?;
    deployment_show(connection, uuid)
}

/// The deployments of a version to an environment, past ones too, newest first.
pub fn deployments_of_version(
    connection: &mut AnyConnection,
    (name, number, environment): (&str, &str, &str),
) -> Answer<Vec<Placed<DeployedVersion>>> {
    let place = place(connection, name, number, environment)?;
    let found = rows::deployments_of(connection, &[place.version.id])?;
    let here = found
        .into_iter()
        .filter(|row| row.environment_id == place.environment.id);
    placed(connection, here.collect())
}

/// What a list of what is in an environment is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    pub pacticipant: Option<String>,
    pub version: Option<String>,
    /// `Some("")`: only what is deployed without naming an instance.
    pub target: Option<String>,
}

/// What is deployed to an environment now, newest first.
pub fn deployed_in(
    connection: &mut AnyConnection,
    environment: &str,
    narrowed: &Narrowed,
) -> Answer<Vec<Placed<DeployedVersion>>> {
    let environment = environment_show(connection, environment)?;
    let Some((pacticipants, _)) = narrowed_ids(connection, narrowed)? else {
        return Ok(Vec::new());
    };
    let there = InEnvironment {
        environment: Some(environment.id),
        pacticipants: pacticipants.as_deref(),
        version: None,
        target: narrowed.target.as_deref(),
    };
    let found = rows::deployed_now(connection, there)?.into_iter();
    placed(connection, found.collect())
}

/// What is released to an environment and supported now, oldest first.
pub fn supported_in(
    connection: &mut AnyConnection,
    environment: &str,
    narrowed: &Narrowed,
) -> Answer<Vec<Placed<ReleasedVersion>>> {
    let environment = environment_show(connection, environment)?;
    let Some((pacticipants, version)) = narrowed_ids(connection, narrowed)? else {
        return Ok(Vec::new());
    };
    let there = InEnvironment {
        environment: Some(environment.id),
        pacticipants: pacticipants.as_deref(),
        version,
        target: None,
    };
    let found = rows::supported_now(connection, there)?.into_iter().rev();
    placed(connection, found.collect())
}

type NarrowedIds = (Option<Vec<i64>>, Option<i64>);

/// `None`: what is named does not exist, so nothing can be there.
fn narrowed_ids(connection: &mut AnyConnection, narrowed: &Narrowed) -> Answer<Option<NarrowedIds>> {
    let Some(name) = &narrowed.pacticipant else {
        return Ok(Some((None, None)));
    };
    let Some(pacticipant) = pacticipant_by_name(connection, name)? else {
        return Ok(None);
    };
    let Some(number) = &narrowed.version else {
        return Ok(Some((Some(vec![pacticipant.id]), None)));
    };
    let version = version_by_number(connection, pacticipant.id, number)?;
    Ok(version.map(|version| (Some(vec![pacticipant.id]), Some(version.id))))
}

/// Records that a version is released and supported; tells whether it is the first time.
pub fn release_record(
    connection: &mut AnyConnection,
    (name, number, environment): (&str, &str, &str),
    uuid: &str,
    now: Moment,
) -> Answer<(Placed<ReleasedVersion>, bool)> {
    let place = place(connection, name, number, environment)?;
    pacticipants_lock(connection, &[place.version.pacticipant_id])?;
    let known = rows::releases_of(connection, &[place.version.id])?
        .into_iter()
        .find(|release| release.environment_id == place.environment.id);
    if let Some(known) = known {
        if known.support_ended_at.is_some() {
            rows::released_set_support(connection, known.id, None, now)?;
        }
        return Ok((release_show(connection, &known.uuid)?, false));
    }
    let new = ReleasedVersion {
        id: 0,
        uuid: uuid.to_owned(),
        environment_id: place.environment.id,
        pacticipant_id: place.version.pacticipant_id,
        version_id: place.version.id,
        support_ended_at: None,
        created_at: now,
        updated_at: now,
    };
    let record = rows::released_insert(connection, &new)?;
    Ok((place.with(record), true))
}

/// Shows a release.
pub fn release_show(connection: &mut AnyConnection, uuid: &str) -> Answer<Placed<ReleasedVersion>> {
    let record = rows::released_by_uuid(connection, uuid)?
        .ok_or_else(|| AppError::NotFound(format!("There is no release with the uuid `{uuid}`.")))?;
    placed(connection, vec![record])?
        .pop()
        .ok_or_else(|| AppError::no_such("release", uuid))
}

/// Records that support of a release ended; a second time changes nothing.
pub fn release_end(connection: &mut AnyConnection, uuid: &str, now: Moment) -> Answer<Placed<ReleasedVersion>> {
    let release = release_show(connection, uuid)?;
    if release.record.support_ended_at.is_none() {
        rows::released_set_support(connection, release.record.id, Some(now), now)?;
    }
    release_show(connection, uuid)
}

/// The release of a version to an environment, if there is one.
pub fn releases_of_version(
    connection: &mut AnyConnection,
    (name, number, environment): (&str, &str, &str),
) -> Answer<Vec<Placed<ReleasedVersion>>> {
    let place = place(connection, name, number, environment)?;
    let found = rows::releases_of(connection, &[place.version.id])?;
    let here = found
        .into_iter()
        .filter(|row| row.environment_id == place.environment.id);
    placed(connection, here.collect())
}
