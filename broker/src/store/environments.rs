//! Environments, and what is deployed or released to them.

use diesel::prelude::*;

use super::connection::AnyConnection;
use super::hidden::hidden;
use super::list::InList;
use super::query::{Ask, Change, columns};
use super::schema::{deployed_versions, environments, released_versions};
use super::stamp::Stamp;
use super::{Moment, StoreError};

/// A place that versions are deployed or released to.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = environments)]
pub struct Environment {
    #[diesel(skip_insertion)]
    pub id: i64,
    pub uuid: String,
    pub name: String,
    pub display_name: String,
    pub production: bool,
    /// JSON array, as received.
    pub contacts: Option<String>,
    #[diesel(deserialize_as = Stamp)]
    pub created_at: Moment,
    #[diesel(deserialize_as = Stamp)]
    pub updated_at: Moment,
}

/// That a version is, or was, deployed.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deployed_versions)]
pub struct DeployedVersion {
    #[diesel(skip_insertion)]
    pub id: i64,
    pub uuid: String,
    pub environment_id: i64,
    pub pacticipant_id: i64,
    pub version_id: i64,
    /// The application instance; empty when none was named.
    pub target: String,
    pub auto_created: bool,
    pub undeployed_at: Option<Moment>,
    #[diesel(deserialize_as = Stamp)]
    pub created_at: Moment,
    #[diesel(deserialize_as = Stamp)]
    pub updated_at: Moment,
}

/// That a version is, or was, released and supported.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = released_versions)]
pub struct ReleasedVersion {
    #[diesel(skip_insertion)]
    pub id: i64,
    pub uuid: String,
    pub environment_id: i64,
    pub pacticipant_id: i64,
    pub version_id: i64,
    pub support_ended_at: Option<Moment>,
    #[diesel(deserialize_as = Stamp)]
    pub created_at: Moment,
    #[diesel(deserialize_as = Stamp)]
    pub updated_at: Moment,
}

/// Lists environments by display name, case folded.
pub fn environment_list(connection: &mut AnyConnection) -> Result<Vec<Environment>, StoreError> {
    let all = environments::table
        .order((super::lower(environments::display_name), environments::id))
        .select(columns::<Environment>());
    Ok(all.rows(connection)?)
}

/// Finds an environment by name.
pub fn environment_by_name(connection: &mut AnyConnection, name: &str) -> Result<Option<Environment>, StoreError> {
    let found = environments::table
        .filter(environments::name.eq(name))
        .select(columns::<Environment>());
    Ok(found.row(connection).optional()?)
}

/// Finds an environment by uuid.
pub fn environment_by_uuid(connection: &mut AnyConnection, uuid: &str) -> Result<Option<Environment>, StoreError> {
    let found = environments::table
        .filter(environments::uuid.eq(uuid))
        .select(columns::<Environment>());
    Ok(found.row(connection).optional()?)
}

/// Finds environments by id, in no order.
pub fn environments_by_ids(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<Environment>, StoreError> {
    let found = environments::table
        .filter(environments::id.in_list(connection.ids(ids)))
        .select(columns::<Environment>());
    Ok(found.rows(connection)?)
}

/// Stores a new environment.
pub fn environment_insert(connection: &mut AnyConnection, new: &Environment) -> Result<Environment, StoreError> {
    let stored = diesel::insert_into(environments::table)
        .values(new)
        .returning(environments::all_columns);
    Ok(stored.row(connection)?)
}

/// Replaces an environment's properties.
pub fn environment_update(connection: &mut AnyConnection, changed: &Environment) -> Result<(), StoreError> {
    diesel::update(environments::table.find(changed.id))
        .set((
            environments::name.eq(&changed.name),
            environments::display_name.eq(&changed.display_name),
            environments::production.eq(changed.production),
            environments::contacts.eq(&changed.contacts),
            environments::updated_at.eq(changed.updated_at),
        ))
        .make(connection)?;
    Ok(())
}

/// Deletes an environment with its deployments and releases.
pub fn environment_delete(connection: &mut AnyConnection, id: i64) -> Result<(), StoreError> {
    diesel::delete(environments::table.find(id)).make(connection)?;
    Ok(())
}

/// What a list of deployments or releases is narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub struct InEnvironment<'a> {
    pub environment: Option<i64>,
    pub pacticipants: Option<&'a [i64]>,
    pub version: Option<i64>,
    pub target: Option<&'a str>,
}

/// What is deployed now, newest first.
pub fn deployed_now(
    connection: &mut AnyConnection,
    narrowed: InEnvironment<'_>,
) -> Result<Vec<DeployedVersion>, StoreError> {
    let mut query = deployed_versions::table
        .filter(deployed_versions::undeployed_at.is_null())
        .filter(deployed_versions::pacticipant_id.ne_all(hidden()))
        .order(deployed_versions::id.desc())
        .select(columns::<DeployedVersion>())
        .into_boxed();
    if let Some(environment) = narrowed.environment {
        query = query.filter(deployed_versions::environment_id.eq(environment));
    }
    if let Some(pacticipants) = narrowed.pacticipants {
        query = query.filter(deployed_versions::pacticipant_id.in_list(connection.ids(pacticipants)));
    }
    if let Some(version) = narrowed.version {
        query = query.filter(deployed_versions::version_id.eq(version));
    }
    if let Some(target) = narrowed.target {
        query = query.filter(deployed_versions::target.eq(target));
    }
    Ok(query.load(connection)?)
}

/// What is released and supported now, newest first.
pub fn supported_now(
    connection: &mut AnyConnection,
    narrowed: InEnvironment<'_>,
) -> Result<Vec<ReleasedVersion>, StoreError> {
    let mut query = released_versions::table
        .filter(released_versions::support_ended_at.is_null())
        .filter(released_versions::pacticipant_id.ne_all(hidden()))
        .order(released_versions::id.desc())
        .select(columns::<ReleasedVersion>())
        .into_boxed();
    if let Some(environment) = narrowed.environment {
        query = query.filter(released_versions::environment_id.eq(environment));
    }
    if let Some(pacticipants) = narrowed.pacticipants {
        query = query.filter(released_versions::pacticipant_id.in_list(connection.ids(pacticipants)));
    }
    if let Some(version) = narrowed.version {
        query = query.filter(released_versions::version_id.eq(version));
    }
    Ok(query.load(connection)?)
}

/// Every deployment of versions, past ones too, newest first.
pub fn deployments_of(connection: &mut AnyConnection, versions: &[i64]) -> Result<Vec<DeployedVersion>, StoreError> {
    super::unless_empty(versions, |versions| {
        Ok(deployed_versions::table
            .filter(deployed_versions::version_id.in_list(connection.ids(versions)))
            .order(deployed_versions::id.desc())
            .select(columns::<DeployedVersion>())
            .rows(connection)?)
    })
}

/// Every release of versions, ended ones too, newest first.
pub fn releases_of(connection: &mut AnyConnection, versions: &[i64]) -> Result<Vec<ReleasedVersion>, StoreError> {
    super::unless_empty(versions, |versions| {
        Ok(released_versions::table
            .filter(released_versions::version_id.in_list(connection.ids(versions)))
            .order(released_versions::id.desc())
            .select(columns::<ReleasedVersion>())
            .rows(connection)?)
    })
}

/// Finds a deployment by uuid.
pub fn deployed_by_uuid(connection: &mut AnyConnection, uuid: &str) -> Result<Option<DeployedVersion>, StoreError> {
    let found = deployed_versions::table
        .filter(deployed_versions::uuid.eq(uuid))
        .filter(deployed_versions::pacticipant_id.ne_all(hidden()))
        .select(columns::<DeployedVersion>());
    Ok(found.row(connection).optional()?)
}

/// Finds a release by uuid.
pub fn released_by_uuid(connection: &mut AnyConnection, uuid: &str) -> Result<Option<ReleasedVersion>, StoreError> {
    let found = released_versions::table
        .filter(released_versions::uuid.eq(uuid))
        .filter(released_versions::pacticipant_id.ne_all(hidden()))
        .select(columns::<ReleasedVersion>());
    Ok(found.row(connection).optional()?)
}

/// Ends whatever is deployed to the same place, and records `new` there.
///
/// Two at once: the unique index on what is current refuses the second, whose transaction begins again.
pub fn deployed_replace(
    connection: &mut AnyConnection,
    new: &DeployedVersion,
    now: Moment,
) -> Result<DeployedVersion, StoreError> {
    let same_place = deployed_versions::environment_id
        .eq(new.environment_id)
        .and(deployed_versions::pacticipant_id.eq(new.pacticipant_id))
        .and(deployed_versions::target.eq(&new.target));
    let current = deployed_versions::table
        .filter(same_place)
        .filter(deployed_versions::undeployed_at.is_null());
    diesel::update(current)
        .set((
            deployed_versions::undeployed_at.eq(now),
            deployed_versions::updated_at.eq(now),
        ))
        .make(connection)?;
    let stored = diesel::insert_into(deployed_versions::table)
        .values(new)
        .returning(deployed_versions::all_columns);
    Ok(stored.row(connection)?)
}

/// Records that a deployment ended, once.
pub fn deployed_end(connection: &mut AnyConnection, id: i64, now: Moment) -> Result<(), StoreError> {
    diesel::update(
        deployed_versions::table
            .find(id)
            .filter(deployed_versions::undeployed_at.is_null()),
    )
    .set((
        deployed_versions::undeployed_at.eq(now),
        deployed_versions::updated_at.eq(now),
    ))
    .make(connection)?;
    Ok(())
}

/// Records a release; two at once: the unique key refuses the second, whose transaction begins again.
pub fn released_insert(connection: &mut AnyConnection, new: &ReleasedVersion) -> Result<ReleasedVersion, StoreError> {
    let stored = diesel::insert_into(released_versions::table)
        .values(new)
        .returning(released_versions::all_columns);
    Ok(stored.row(connection)?)
}

/// Ends support at a moment, or takes it up again.
pub fn released_set_support(
    connection: &mut AnyConnection,
    id: i64,
    ended_at: Option<Moment>,
    now: Moment,
) -> Result<(), StoreError> {
    diesel::update(released_versions::table.find(id))
        .set((
            released_versions::support_ended_at.eq(ended_at),
            released_versions::updated_at.eq(now),
        ))
        .make(connection)?;
    Ok(())
}
