//! The contracts of a pair before and after one.

use diesel::prelude::*;

use super::StoreError;
use super::connection::{AnyConnection, first_row};
use super::contracts::{Publication, Published, published};
use super::query::{Ask, columns};
use super::schema::{contents, publications};
use super::versions::Version;

/// How many of the newest contracts of a pair are named beside one.
const NEWEST: i64 = 30;

macro_rules! of_pair {
    ($pair:expr) => {
        published()
            .filter(
                publications::provider_id
                    .eq($pair.1)
                    .and(publications::consumer_id.eq($pair.0)),
            )
            .select((columns::<Publication>(), contents::sha, columns::<Version>()))
    };
}

/// The pact of the newest version before this one; `pair` is consumer and provider.
pub fn publication_before(
    connection: &mut AnyConnection,
    pair: (i64, i64),
    consumer_version: i64,
) -> Result<Option<Published>, StoreError> {
    let earlier = of_pair!(pair)
        .filter(publications::consumer_version_id.lt(consumer_version))
        .order(publications::consumer_version_id.desc());
    Ok(first_row!(earlier, Published, connection)?)
}

/// The pact of the oldest version after this one; `pair` is consumer and provider.
pub fn publication_after(
    connection: &mut AnyConnection,
    pair: (i64, i64),
    consumer_version: i64,
) -> Result<Option<Published>, StoreError> {
    let later = of_pair!(pair)
        .filter(publications::consumer_version_id.gt(consumer_version))
        .order(publications::consumer_version_id.asc());
    Ok(first_row!(later, Published, connection)?)
}

/// The newest pacts of a pair, newest version first; `pair` is consumer and provider.
pub fn publications_newest(connection: &mut AnyConnection, pair: (i64, i64)) -> Result<Vec<Published>, StoreError> {
    let newest = of_pair!(pair)
        .order(publications::consumer_version_id.desc())
        .limit(NEWEST);
    Ok(newest.rows(connection)?)
}
