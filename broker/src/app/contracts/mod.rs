//! Contracts: publish, fetch, list.

mod compare;
mod events;
mod fetch;
mod lists;
mod previous;
mod publish;
mod publish_all;
mod seen;

pub use compare::{Comparison, compare_contents, compare_versions, compare_with_previous};
pub(super) use fetch::published_by_version;
pub use fetch::{LatestPact, PactView, pact_by_content, pact_latest, pact_of_version};
pub use lists::{
    HeadOf, PactList, PairList, ProviderPacts, latest_pacts, pacts_of_pair, pacts_of_provider, pacts_on_branch_of_pair,
    pacts_tagged_of_pair,
};
pub use previous::{never_another, pact_previous_distinct};
pub use publish::{PactPut, pact_put};
pub use publish_all::{Outcome, contracts_publish};
pub(super) use seen::pact_find;
pub use seen::{Neighbour, Neighbours, PactSeen, WhichPact, neighbours_of, pact_seen};

use super::pacticipants::{pacticipant_find, pacticipant_part};
use super::{Answer, AnyConnection};
use crate::store::pacticipants::Pacticipant;

/// The pacticipants of a pact's address.
pub(super) struct Pair {
    pub(super) consumer: Pacticipant,
    pub(super) provider: Pacticipant,
}

/// Finds the pair that a list of contracts is asked of.
pub(super) fn pair_find(connection: &mut AnyConnection, consumer: &str, provider: &str) -> Answer<Pair> {
    Ok(Pair {
        consumer: pacticipant_find(connection, consumer)?,
        provider: pacticipant_find(connection, provider)?,
    })
}

/// Finds the pair that one contract belongs to.
pub(super) fn pair_of_pact(connection: &mut AnyConnection, consumer: &str, provider: &str) -> Answer<Pair> {
    Ok(Pair {
        consumer: pacticipant_part(connection, consumer)?,
        provider: pacticipant_part(connection, provider)?,
    })
}
