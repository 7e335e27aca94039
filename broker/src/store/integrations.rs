//! Lists of integrations.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::connection::{AnyConnection, MultiBackend};
use super::pacticipants::Integration;
use super::schema::{integrations, pacticipants};
use super::{Page, StoreError};

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

/// Lists integrations, those with `search` in the name of either side only when it is given, last changed first.
pub fn integration_list(
    connection: &mut AnyConnection,
    search: Option<&str>,
    page: Option<Page>,
) -> Result<Vec<Integration>, StoreError> {
    let mut query = listed(search)
        .select(Integration::as_select())
        .order((integrations::contract_data_updated_at.desc(), integrations::id.desc()));
    if let Some(page) = page {
        query = query.limit(page.limit()).offset(page.offset());
    }
    Ok(query.load(connection)?)
}

/// Counts what [`integration_list`] would list without a page.
pub fn integration_count(connection: &mut AnyConnection, search: Option<&str>) -> Result<i64, StoreError> {
    Ok(listed(search).count().get_result(connection)?)
}

/// The pairs that have a pact: (consumer, provider).
pub fn pairs_with_pact(connection: &mut AnyConnection) -> Result<Vec<(i64, i64)>, StoreError> {
    Ok(integrations::table
        .filter(integrations::latest_publication_id.is_not_null())
        .order(integrations::id)
        .select((integrations::consumer_id, integrations::provider_id))
        .load(connection)?)
}
