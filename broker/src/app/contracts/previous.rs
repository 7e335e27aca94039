//! What a pact was before it last changed.

use super::super::{Answer, AnyConnection, AppError};
use super::fetch::{PactView, published_by_version, view};
use super::pair_of_pact;
use crate::store::previous::publication_previous_distinct;

/// The newest earlier pact of the pair whose content differs from that of a consumer version, if there is one.
///
/// The pact of the version itself must exist.
pub fn pact_previous_distinct(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    number: &str,
) -> Answer<Option<PactView>> {
    let pair = pair_of_pact(connection, consumer, provider)?;
    let base = published_by_version(connection, &pair, number)?.publication;
    let previous = publication_previous_distinct(
        connection,
        pair.consumer.id,
        pair.provider.id,
        base.consumer_version_id,
        base.content_id,
    )?;
    previous.map(|published| view(connection, pair, published)).transpose()
}

/// That the pact of a consumer version never was another one.
pub fn never_another(consumer: &str, provider: &str, number: &str) -> AppError {
    let pact = format!("The pact of {consumer} version {number} with {provider}");
    AppError::NotFound(format!("{pact} has never been another one before."))
}
