//! Lists of integrations.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::connection::{AnyConnection, MultiBackend};
use super::pacticipants::Integration;
use super::part::{Direction, in_order};
use super::schema::{integrations, labels, pacticipants};
use super::{Cut, ListQuery, Moment, Order, Place, StoreError};
use crate::domain::webhook::{Scope, Side};

fn listed(search: Option<&str>) -> IntoBoxed<'static, integrations::table, MultiBackend> {
    let query = integrations::table.into_boxed();
    let Some(text) = search else {
        return query;
    };
    let named = || {
        pacticipants::table
            .filter(
                super::lower(pacticipants::name)
                    .like(super::containing(text))
                    .escape('\\'),
            )
            .select(pacticipants::id)
    };
    query.filter(
        integrations::consumer_id
            .eq_any(named())
            .or(integrations::provider_id.eq_any(named())),
    )
}

/// Lists integrations, by last change or creation; those with `search` in the name of either side when it is given.
pub fn integration_list(
    connection: &mut AnyConnection,
    search: Option<&str>,
    asked: &ListQuery,
) -> Result<Cut<Integration>, StoreError> {
    let query = listed(search).select((Integration::as_select(), integrations::contract_data_updated_at));
    let last = asked.last();
    let mut query = match asked.order {
        Order::Creation => in_order!(query, asked.direction, integrations::id, last.and_then(Place::id)),
        Order::LastChange | Order::Name => {
            let key = (integrations::contract_data_updated_at, integrations::id);
            in_order!(query, asked.direction, (key.0, key.1), last.and_then(Place::change))
        }
    };
    if let Some((limit, offset)) = asked.window() {
        query = query.limit(limit).offset(offset);
    }
    let place = |(row, changed): &(Integration, Moment)| match asked.order {
        Order::Creation => Place::Creation(row.id),
        Order::LastChange | Order::Name => Place::LastChange(*changed, row.id),
    };
    let rows: Vec<(Integration, Moment)> = query.load(connection)?;
    let cut = asked.cut(rows, place, || Ok(listed(search).count().get_result(connection)?))?;
    Ok(Cut {
        rows: cut.rows.into_iter().map(|(row, _)| row).collect(),
        extent: cut.extent,
    })
}

/// The pairs that have a pact: (consumer, provider).
pub fn pairs_with_pact(connection: &mut AnyConnection) -> Result<Vec<(i64, i64)>, StoreError> {
    Ok(integrations::table
        .filter(integrations::latest_publication_id.is_not_null())
        .order(integrations::id)
        .select((integrations::consumer_id, integrations::provider_id))
        .load(connection)?)
}

/// The newest of the latest pacts of all pairs in a scope.
pub fn integration_newest_publication(
    connection: &mut AnyConnection,
    scope: &Scope,
) -> Result<Option<i64>, StoreError> {
    let labelled = |label: String| {
        labels::table
            .filter(labels::name.eq(label))
            .select(labels::pacticipant_id)
    };
    let mut query = integrations::table
        .select(diesel::dsl::max(integrations::latest_publication_id))
        .into_boxed();
    query = match scope.consumer.clone() {
        Side::Any => query,
        Side::Id(id) => query.filter(integrations::consumer_id.eq(id)),
        Side::Label(label) => query.filter(integrations::consumer_id.eq_any(labelled(label))),
    };
    query = match scope.provider.clone() {
        Side::Any => query,
        Side::Id(id) => query.filter(integrations::provider_id.eq(id)),
        Side::Label(label) => query.filter(integrations::provider_id.eq_any(labelled(label))),
    };
    Ok(query.get_result(connection)?)
}
