//! Pacticipants and integrations between them.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::connection::{AnyConnection, MultiBackend, on_each};
use super::hidden::{deleted_meanwhile, hidden, is_hidden, refuse_hidden};
use super::list::{InList, Value, change, handwritten};
use super::part::{Direction, in_order};
use super::query::{Ask, Change, columns};
use super::schema::{integrations, labels, pacticipants};
use super::stamp::Stamp;
use super::{Cut, ListQuery, Moment, Order, Place, StoreError};

/// An application that consumes or provides.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = pacticipants)]
pub struct Pacticipant {
    pub id: i64,
    pub name: String,
    pub display_name: Option<String>,
    pub repository_url: Option<String>,
    pub repository_name: Option<String>,
    pub repository_namespace: Option<String>,
    pub main_branch: Option<String>,
    pub latest_version_id: Option<i64>,
    #[diesel(deserialize_as = Stamp)]
    pub created_at: Moment,
    #[diesel(deserialize_as = Stamp)]
    pub updated_at: Moment,
}

/// A pacticipant's changeable properties; `None` clears one.
#[derive(Debug, Clone, Default, AsChangeset, Insertable)]
#[diesel(table_name = pacticipants, treat_none_as_null = true)]
pub struct PacticipantProperties<'a> {
    pub display_name: Option<&'a str>,
    pub repository_url: Option<&'a str>,
    pub repository_name: Option<&'a str>,
    pub repository_namespace: Option<&'a str>,
    pub main_branch: Option<&'a str>,
}

/// What a question about many pacticipants needs of each.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = pacticipants)]
pub struct PacticipantRef {
    pub id: i64,
    pub name: String,
    pub main_branch: Option<String>,
}

/// Finds pacticipants by their exact names, in no order.
pub fn pacticipant_refs_by_names(
    connection: &mut AnyConnection,
    names: &[&str],
) -> Result<Vec<PacticipantRef>, StoreError> {
    let found = pacticipants::table
        .filter(pacticipants::name.in_list(connection.texts(names)))
        .select(columns::<PacticipantRef>());
    Ok(found.rows(connection)?)
}

/// Finds pacticipants by id, in no order.
pub fn pacticipant_refs(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<PacticipantRef>, StoreError> {
    super::unless_empty(ids, |ids| {
        let found = pacticipants::table
            .filter(pacticipants::id.in_list(connection.ids(ids)))
            .select(columns::<PacticipantRef>());
        Ok(found.rows(connection)?)
    })
}

/// Finds a pacticipant by its exact name.
pub fn pacticipant_by_name(connection: &mut AnyConnection, name: &str) -> Result<Option<Pacticipant>, StoreError> {
    let found = pacticipants::table
        .filter(pacticipants::name.eq(name))
        .select(columns::<Pacticipant>());
    Ok(found.row(connection).optional()?)
}

/// Finds pacticipants by their exact names, in no order.
pub fn pacticipants_by_names(connection: &mut AnyConnection, names: &[&str]) -> Result<Vec<Pacticipant>, StoreError> {
    let found = pacticipants::table
        .filter(pacticipants::name.in_list(connection.texts(names)))
        .select(columns::<Pacticipant>());
    Ok(found.rows(connection)?)
}

/// Finds pacticipants by id, in no order.
pub fn pacticipants_by_ids(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<Pacticipant>, StoreError> {
    let found = pacticipants::table
        .filter(pacticipants::id.in_list(connection.ids(ids)))
        .select(columns::<Pacticipant>());
    Ok(found.rows(connection)?)
}

/// Every name there is.
pub fn pacticipant_names(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    Ok(pacticipants::table
        .filter(pacticipants::id.ne_all(hidden()))
        .select(pacticipants::name)
        .rows(connection)?)
}

/// What a list of pacticipants is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct PacticipantFilter {
    /// Names that contain this, case folded.
    pub search: Option<String>,
    /// Those with this label.
    pub label: Option<String>,
}

impl PacticipantFilter {
    fn narrow(&self) -> IntoBoxed<'_, pacticipants::table, MultiBackend> {
        let mut query = pacticipants::table
            .into_boxed()
            .filter(pacticipants::id.ne_all(hidden()));
        if let Some(text) = &self.search {
            query = query.filter(
                super::lower(pacticipants::name)
                    .like(super::containing(text))
                    .escape('\\'),
            );
        }
        if let Some(label) = &self.label {
            let labelled = labels::table
                .filter(labels::name.eq(label))
                .select(labels::pacticipant_id);
            query = query.filter(pacticipants::id.eq_any(labelled));
        }
        query
    }
}

/// Lists pacticipants, by name (case folded) or creation.
pub fn pacticipant_list(
    connection: &mut AnyConnection,
    filter: &PacticipantFilter,
    asked: &ListQuery,
) -> Result<Cut<Pacticipant>, StoreError> {
    let query = filter.narrow().select(columns::<Pacticipant>());
    let folded = || super::lower(pacticipants::name);
    let mut query = match asked.order {
        Order::Creation => {
            let last = asked.last().and_then(Place::id);
            in_order!(query, asked.direction, pacticipants::id, last)
        }
        Order::Name | Order::LastChange => {
            let last = asked
                .last()
                .and_then(Place::name)
                .map(|name| (super::lower(name), name));
            in_order!(query, asked.direction, (folded(), pacticipants::name), last)
        }
    };
    if let Some((limit, offset)) = asked.window() {
        query = query.limit(limit).offset(offset);
    }
    let place = |row: &Pacticipant| match asked.order {
        Order::Creation => Place::Creation(row.id),
        Order::Name | Order::LastChange => Place::Name(row.name.clone()),
    };
    let rows = query.load(connection)?;
    asked.cut(rows, place, || Ok(filter.narrow().count().get_result(connection)?))
}

/// Makes sure that a pacticipant exists; tells whether it was created now.
pub fn pacticipant_ensure(
    connection: &mut AnyConnection,
    name: &str,
    display_name: &str,
    now: Moment,
) -> Result<(Pacticipant, bool), StoreError> {
    if let Some(found) = pacticipant_by_name(connection, name)? {
        return Ok((found, false));
    }
    let values = (
        pacticipants::name.eq(name),
        pacticipants::display_name.eq(display_name),
        pacticipants::created_at.eq(now),
        pacticipants::updated_at.eq(now),
    );
    let inserted = on_each!(connection, inner => {
        diesel::insert_into(pacticipants::table).values(&values).on_conflict_do_nothing().execute(inner)
    })?;
    let found = pacticipant_by_name(connection, name)?;
    let pacticipant = found.ok_or_else(|| StoreError::Conflict(format!("pacticipant {name} vanished")))?;
    Ok((pacticipant, inserted == 1))
}

/// Lets one transaction at a time change what belongs to these pacticipants.
///
/// Taken before the first change, in one order, so that nobody waits for another in a circle, and two deployments of an
/// application follow each other instead of one being refused. Reading is not held up. SQLite has one writer anyway.
/// One that was deleted while this waited has its transaction begin again.
pub fn pacticipants_lock(connection: &mut AnyConnection, ids: &[i64]) -> Result<(), StoreError> {
    let of_ids = pacticipants::table
        .filter(pacticipants::id.in_list(connection.ids(ids)))
        .order(pacticipants::id)
        .select(pacticipants::name);
    let AnyConnection::Postgresql(inner) = connection else {
        return Ok(());
    };
    let names: Vec<String> = of_ids.for_no_key_update().load(inner)?;
    match names.iter().any(|name| is_hidden(name)) {
        true => Err(deleted_meanwhile()),
        false => Ok(()),
    }
}

/// Replaces a pacticipant's properties.
pub fn pacticipant_update(
    connection: &mut AnyConnection,
    id: i64,
    properties: &PacticipantProperties<'_>,
    now: Moment,
) -> Result<(), StoreError> {
    diesel::update(pacticipants::table.find(id))
        .set((properties, pacticipants::updated_at.eq(now)))
        .make(connection)?;
    Ok(())
}

/// Sets the main branch of a pacticipant that has none yet.
pub fn pacticipant_set_main_branch(
    connection: &mut AnyConnection,
    id: i64,
    branch: &str,
    now: Moment,
) -> Result<(), StoreError> {
    diesel::update(pacticipants::table.find(id).filter(pacticipants::main_branch.is_null()))
        .set((
            pacticipants::main_branch.eq(branch),
            pacticipants::updated_at.eq(super::just_after(now)),
        ))
        .make(connection)?;
    Ok(())
}

/// Moves the head to `version` unless a newer one is there already.
pub fn pacticipant_advance(connection: &mut AnyConnection, id: i64, version: i64) -> Result<(), StoreError> {
    change(
        connection,
        "UPDATE pacticipants SET latest_version_id = ? \
         WHERE id = ? AND (latest_version_id IS NULL OR latest_version_id < ?)",
        vec![Value::Id(version), Value::Id(id), Value::Id(version)],
    )?;
    Ok(())
}

/// A consumer and a provider that have, or had, a contract.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = integrations)]
pub struct Integration {
    pub id: i64,
    pub consumer_id: i64,
    pub provider_id: i64,
    pub latest_publication_id: Option<i64>,
    pub latest_verification_id: Option<i64>,
}

/// The integration of a pair.
pub fn integration_of_pair(
    connection: &mut AnyConnection,
    consumer: i64,
    provider: i64,
) -> Result<Option<Integration>, StoreError> {
    let pair = integrations::table
        .filter(
            integrations::consumer_id
                .eq(consumer)
                .and(integrations::provider_id.eq(provider)),
        )
        .select(columns::<Integration>());
    Ok(pair.row(connection).optional()?)
}

/// The integrations in which a pacticipant takes part on either side.
pub fn integrations_of(connection: &mut AnyConnection, pacticipants: &[i64]) -> Result<Vec<Integration>, StoreError> {
    let as_consumer = integrations::table
        .filter(integrations::consumer_id.in_list(connection.ids(pacticipants)))
        .select(columns::<Integration>())
        .rows(connection)?;
    let as_provider = integrations_of_provider(connection, pacticipants)?;
    Ok(as_consumer.into_iter().chain(as_provider).collect())
}

/// The integrations of providers.
pub fn integrations_of_provider(
    connection: &mut AnyConnection,
    providers: &[i64],
) -> Result<Vec<Integration>, StoreError> {
    Ok(integrations::table
        .filter(integrations::provider_id.in_list(connection.ids(providers)))
        .select(columns::<Integration>())
        .rows(connection)?)
}

/// Records that the contract data of a pair changed, and creates the integration when it is new.
///
/// Also keeps others from changing its heads until the transaction ends.
pub fn integration_touch(
    connection: &mut AnyConnection,
    consumer: i64,
    provider: i64,
    now: Moment,
) -> Result<Integration, StoreError> {
    let touched: Option<Integration> = handwritten::<(BigInt, BigInt, BigInt, Nullable<BigInt>, Nullable<BigInt>)>(
        "UPDATE integrations SET contract_data_updated_at = ? WHERE consumer_id = ? AND provider_id = ? \
         RETURNING id, consumer_id, provider_id, latest_publication_id, latest_verification_id",
        vec![Value::At(now), Value::Id(consumer), Value::Id(provider)],
    )
    .row(connection)
    .optional()?;
    if let Some(integration) = touched {
        return Ok(integration);
    }
    let values = (
        integrations::consumer_id.eq(consumer),
        integrations::provider_id.eq(provider),
        integrations::contract_data_updated_at.eq(now),
        integrations::created_at.eq(now),
    );
    on_each!(connection, inner => {
        diesel::insert_into(integrations::table).values(&values).on_conflict_do_nothing().execute(inner)
    })?;
    refuse_hidden(connection, &[consumer, provider])?;
    // The row is there now, whoever created it.
    integration_touch(connection, consumer, provider, now)
}

/// Makes the publication of the newest consumer version the head of a pair.
pub fn integration_set_latest_publication(
    connection: &mut AnyConnection,
    integration: i64,
    publication: i64,
) -> Result<(), StoreError> {
    change(
        connection,
        "UPDATE integrations SET latest_publication_id = ? WHERE id = ?",
        vec![Value::Id(publication), Value::Id(integration)],
    )?;
    Ok(())
}

/// Makes a result the head of a pair unless a newer one is there already.
pub fn integration_set_latest_verification(
    connection: &mut AnyConnection,
    integration: i64,
    verification: i64,
) -> Result<(), StoreError> {
    change(
        connection,
        "UPDATE integrations SET latest_verification_id = ? \
         WHERE id = ? AND (latest_verification_id IS NULL OR latest_verification_id < ?)",
        vec![Value::Id(verification), Value::Id(integration), Value::Id(verification)],
    )?;
    Ok(())
}

/// The ids of all pacticipants.
pub fn pacticipant_ids(connection: &mut AnyConnection) -> Result<Vec<i64>, StoreError> {
    Ok(pacticipants::table
        .filter(pacticipants::id.ne_all(hidden()))
        .order(pacticipants::id)
        .select(pacticipants::id)
        .rows(connection)?)
}
