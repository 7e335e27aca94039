//! What a pair had before a change of its contract.

use diesel::prelude::*;

use super::StoreError;
use super::connection::{AnyConnection, first_row};
use super::contracts::{Publication, Published, published};
use super::query::columns;
use super::schema::{contents, publications};
use super::versions::Version;

/// The pact of the newest version before `consumer_version_id` that has another content than `content_id`.
pub fn publication_previous_distinct(
    connection: &mut AnyConnection,
    consumer_id: i64,
    provider_id: i64,
    consumer_version_id: i64,
    content_id: i64,
) -> Result<Option<Published>, StoreError> {
    let distinct = published()
        .filter(
            publications::provider_id
                .eq(provider_id)
                .and(publications::consumer_id.eq(consumer_id)),
        )
        .filter(publications::consumer_version_id.lt(consumer_version_id))
        .filter(publications::content_id.ne(content_id))
        .order(publications::consumer_version_id.desc())
        .select((columns::<Publication>(), contents::sha, columns::<Version>()));
    Ok(first_row!(distinct, Published, connection)?)
}
