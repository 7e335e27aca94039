//! Verification of one contract against a running provider. Everything that touches the Pact crates is in here.
//!
//! Of the two doors into the field's engine, `pact_verifier::verify_pact_internal` and `pact_matching`, this adapter
//! takes the second, together with `pact_verifier::provider_client`, which builds and sends requests exactly as every
//! other Pact verifier does. The whole-pact function turns causes into text on its way: a time-out is no longer told
//! from a refused connection, the reason of a failed provider state goes to a log, a message endpoint that answers 500
//! is compared like a message, states are set up where an interaction has none, and each interaction builds an HTTP
//! client with its own root certificates. Driving the interactions here keeps the causes and leaves all matching, all
//! generators and all request building to the engine. Contracts that need plugins are the exception (`plugins`): a
//! plugin may own the transport, and only the whole-pact function speaks to those.
//!
//! What the engine is guarded against: text that is no pact ([`Contract::parse`]), interactions that it drops
//! ([`Engine::prepare`]), plugins that are not there, mismatches in the order of a hash map
//! ([`Difference::sorted`](difference::Difference::sorted)), regular expressions that panic ([`filter::Filter`]).

mod contact;
mod difference;
mod filter;
mod http;
mod load;
mod message;
#[cfg(feature = "plugins")]
mod plugins;
mod provider;
mod states;
mod told;
mod verified;

use std::collections::HashMap;
use std::panic::RefUnwindSafe;
use std::time::Instant;

use pact_models::interaction::Interaction;
use pact_models::pact::Pact;
use serde_json::Value;

pub(crate) use self::contact::Contact;
pub(crate) use self::difference::{Attribute, Difference};
pub(crate) use self::filter::Filter;
use self::load::load;
pub(crate) use self::provider::{Provider, ProviderSettings};
pub(crate) use self::states::{StateHandler, StateTransport};
pub(crate) use self::verified::{Exchange, Verdict, Verified};
use crate::error::Result;
use crate::pactfile::Contract;

type AnyPact = Box<dyn Pact + Send + Sync + RefUnwindSafe>;
type AnyInteraction = Box<dyn Interaction + Send + Sync + RefUnwindSafe>;

/// Verifies contracts against one provider.
pub(crate) struct Engine {
    /// The provider and how to speak to it.
    pub(crate) provider: Provider,
    /// Brings the provider into the state that an interaction asks for.
    pub(crate) states: StateHandler,
    /// Which interactions are verified.
    pub(crate) filter: Filter,
}

#[cfg(feature = "plugins")]
impl Drop for Engine {
    fn drop(&mut self) {
        // Plugins are processes, and would outlive this one.
        pact_plugin_driver::plugin_manager::shutdown_plugins();
    }
}

/// A contract that the engine understands, ready to be verified interaction by interaction.
pub(crate) struct Prepared {
    pact: AnyPact,
    interactions: Vec<AnyInteraction>,
}

impl Prepared {
    /// Whether the contract has interactions, and none passes the filter.
    pub(crate) fn is_filtered_out(&self) -> bool {
        self.interactions.is_empty() && !self.pact.interactions().is_empty()
    }

    /// What the consumer calls the interactions that are to be verified, in order.
    pub(crate) fn descriptions(&self) -> Vec<String> {
        self.interactions
            .iter()
            .map(|interaction| interaction.description())
            .collect()
    }
}

impl Engine {
    /// Understands a contract, or says why it cannot be verified; loads the plugins that it needs.
    pub(crate) async fn prepare(&self, contract: &Contract) -> Result<Prepared> {
        pact_matching::matchingrules::configure_core_catalogue();
        let pact = load(contract)?;
        #[cfg(feature = "plugins")]
        plugins::load(&contract.source, &pact).await?;
        let admitted = pact
            .interactions()
            .into_iter()
            .filter(|interaction| self.filter.admits(interaction.as_ref()));
        Ok(Prepared {
            interactions: admitted.collect(),
            pact,
        })
    }

    /// Verifies one interaction, by its position among [`Prepared::descriptions`].
    pub(crate) async fn verify(&self, contract: &Prepared, position: usize) -> Verified {
        let (pact, interaction) = (&contract.pact, &contract.interactions[position]);
        let start = Instant::now();
        let mut exchange = Exchange::default();
        let verdict = match self.states.set_up(interaction.as_ref()).await {
            Ok(values) => self.ask(pact, interaction, &values, &mut exchange).await,
            Err(reason) => Verdict::Failed(reason),
        };
        let verdict = match (self.states.tear_down(interaction.as_ref()).await, verdict) {
            // The next interaction would start in a state that nobody knows.
            (Err(reason), Verdict::Holds) => Verdict::Failed(reason),
            (_, verdict) => verdict,
        };
        let v4 = interaction.as_v4();
        Verified {
            id: interaction.id(),
            kind: kind(interaction.as_ref()).to_owned(),
            description: interaction.description(),
            states: interaction
                .provider_states()
                .into_iter()
                .map(|state| state.name)
                .collect(),
            pending: v4.is_some_and(|interaction| interaction.pending()),
            exchange,
            verdict,
            duration: start.elapsed(),
        }
    }

    async fn ask(
        &self,
        pact: &AnyPact,
        interaction: &AnyInteraction,
        values: &HashMap<String, Value>,
        exchange: &mut Exchange,
    ) -> Verdict {
        #[cfg(feature = "plugins")]
        if pact.requires_plugins() {
            return plugins::ask(&self.provider, pact, interaction, values, exchange)
                .await
                .unwrap_or_else(Verdict::Failed);
        }
        let answer = if let Some(http) = interaction.as_v4_http() {
            http::ask(&self.provider, pact, &http, values, exchange).await
        } else if let Some(message) = interaction.as_v4_sync_message() {
            message::ask_for_reply(&self.provider, pact, &message, exchange).await
        } else {
            message::ask(&self.provider, pact, interaction, exchange).await
        };
        answer.map_or_else(Verdict::Failed, Verdict::from)
    }
}

fn kind(interaction: &(dyn Interaction + Send + Sync)) -> &'static str {
    if interaction.as_v4_http().is_some() {
        "Synchronous/HTTP"
    } else if interaction.as_v4_sync_message().is_some() {
        "Synchronous/Messages"
    } else {
        "Asynchronous/Messages"
    }
}
