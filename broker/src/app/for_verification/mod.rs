//! Which contracts a provider is to verify, and with which remarks (`semantics.md` sections 6 and 7).

mod pending;
mod select;
mod wip;

use std::collections::HashMap;

use super::pacticipants::pacticipant_find;
use super::{Answer, AnyConnection};
use crate::domain::consumer_selector::PactsForVerification;
use crate::domain::names::TagName;
use crate::domain::verification_notices::ResolvedSelector;
use crate::store::contracts::Published;
use crate::store::pacticipants::{Pacticipant, integrations_of_provider, pacticipants_by_ids};

/// A contract to verify.
#[derive(Debug)]
pub struct ChosenPact {
    pub consumer: String,
    pub published: Published,
    /// By which selectors it was chosen, in reading order; never empty.
    pub selectors: Vec<ResolvedSelector>,
    pub wip: bool,
    /// Only when asked.
    pub pending: Option<bool>,
    /// Under which provider tags it has no success, when that decided whether it is pending.
    pub pending_tags: Vec<TagName>,
}

/// The provider and its consumers.
struct Partners {
    provider: Pacticipant,
    /// By id.
    consumers: HashMap<i64, Pacticipant>,
}

impl Partners {
    fn consumer_ids(&self) -> Vec<i64> {
        self.consumers.keys().copied().collect()
    }

    fn of_name(&self, name: &str) -> Vec<i64> {
        self.consumers
            .values()
            .filter(|consumer| consumer.name == name)
            .map(|consumer| consumer.id)
            .collect()
    }
}

/// Names every environment, for the check of selectors.
pub fn environment_names(connection: &mut AnyConnection) -> Answer<Vec<String>> {
    let all = crate::store::environments::environment_list(connection)?;
    Ok(all.into_iter().map(|environment| environment.name).collect())
}

/// Chooses the contracts that a provider is to verify.
pub fn pacts_for_verification(
    connection: &mut AnyConnection,
    provider: &str,
    question: &PactsForVerification,
) -> Answer<Vec<ChosenPact>> {
    let partners = partners(connection, provider)?;
    let mut chosen = select::selected(connection, &partners, question)?;
    if question.include_pending {
        pending::mark(connection, &partners.provider, question, &mut chosen)?;
    }
    in_order(&mut chosen);
    if let Some(since) = question.wip_since {
        let mut wip = wip::in_progress(connection, &partners, question, since.naive_utc(), &chosen)?;
        in_order(&mut wip);
        chosen.append(&mut wip);
    }
    Ok(chosen)
}

fn partners(connection: &mut AnyConnection, provider: &str) -> Answer<Partners> {
    let provider = pacticipant_find(connection, provider)?;
    let integrations = integrations_of_provider(connection, &[provider.id])?;
    let ids: Vec<i64> = integrations.iter().map(|integration| integration.consumer_id).collect();
    let consumers = pacticipants_by_ids(connection, &ids)?;
    Ok(Partners {
        provider,
        consumers: consumers.into_iter().map(|consumer| (consumer.id, consumer)).collect(),
    })
}

fn in_order(pacts: &mut [ChosenPact]) {
    pacts.sort_by_cached_key(|pact| (pact.consumer.to_lowercase(), pact.published.consumer_version.id));
}
