//! Lists of branches.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::connection::{AnyConnection, MultiBackend};
use super::schema::branches;
use super::versions::Branch;
use super::{Page, StoreError};

fn listed(pacticipant: i64, search: Option<&str>) -> IntoBoxed<'_, branches::table, MultiBackend> {
    let query = branches::table
        .into_boxed()
        .filter(branches::pacticipant_id.eq(pacticipant));
    match search {
        Some(text) => query.filter(super::lower(branches::name).like(super::containing(text)).escape('\\')),
        None => query,
    }
}

/// Lists a pacticipant's branches, those containing `search` only when it is given, last changed first.
pub fn branch_list(
    connection: &mut AnyConnection,
    pacticipant: i64,
    search: Option<&str>,
    page: Page,
) -> Result<Vec<Branch>, StoreError> {
    Ok(listed(pacticipant, search)
        .select(Branch::as_select())
        .order((branches::updated_at.desc(), branches::id.desc()))
        .limit(page.limit())
        .offset(page.offset())
        .load(connection)?)
}

/// Counts what [`branch_list`] would list on all pages.
pub fn branch_count(connection: &mut AnyConnection, pacticipant: i64, search: Option<&str>) -> Result<i64, StoreError> {
    Ok(listed(pacticipant, search).count().get_result(connection)?)
}
