//! Two contracts of a pair, to be compared.

use super::super::{Answer, AnyConnection};
use super::{PactView, pact_by_content, pact_of_version, pact_previous_distinct};

/// Two contracts of a pair, in the order in which their consumer versions were created, whichever was asked for first.
#[derive(Debug)]
pub struct Comparison {
    /// The earlier one, unless there is none.
    pub before: Option<PactView>,
    /// The later one.
    pub after: PactView,
}

impl Comparison {
    fn in_order(one: PactView, other: PactView) -> Self {
        let (before, after) = if one.consumer_version_id <= other.consumer_version_id {
            (one, other)
        } else {
            (other, one)
        };
        Self {
            before: Some(before),
            after,
        }
    }
}

/// The pact of a consumer version beside the newest earlier one with other content.
pub fn compare_with_previous(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    number: &str,
) -> Answer<Comparison> {
    Ok(Comparison {
        before: pact_previous_distinct(connection, consumer, provider, number)?,
        after: pact_of_version(connection, consumer, provider, number)?,
    })
}

/// The pacts of two consumer versions.
pub fn compare_versions(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    numbers: [&str; 2],
) -> Answer<Comparison> {
    let [one, other] = numbers.map(|number| pact_of_version(connection, consumer, provider, number));
    Ok(Comparison::in_order(one?, other?))
}

/// Two contents, each for the newest consumer version that has it.
pub fn compare_contents(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    shas: [&str; 2],
) -> Answer<Comparison> {
    let [one, other] = shas.map(|sha| pact_by_content(connection, consumer, provider, sha, None));
    Ok(Comparison::in_order(one?, other?))
}
