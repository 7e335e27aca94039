//! Where in a declaration something is, and what its specification has room for.

use std::collections::HashMap;

use pact_models::provider_states::ProviderState as StateModel;
use serde_json::{Value, json};

use crate::consumer::error::ConsumerError;
use crate::consumer::specification::Specification;
use crate::consumer::state::ProviderState;

/// The interaction that is being built.
pub(super) struct Context<'a> {
    pub(super) description: &'a str,
    pub(super) specification: Specification,
}

impl Context<'_> {
    pub(super) fn refused(&self, place: &str, reason: impl Into<String>) -> ConsumerError {
        ConsumerError::Declaration {
            interaction: format!("{:?}", self.description),
            place: place.to_owned(),
            reason: reason.into(),
        }
    }

    /// Refuses what the chosen specification cannot express; the file would silently say less.
    pub(super) fn needs(
        &self,
        needed: Specification,
        place: &str,
        what: impl Into<String>,
        advice: &str,
    ) -> Result<(), ConsumerError> {
        if self.specification >= needed {
            return Ok(());
        }
        Err(ConsumerError::Specification {
            interaction: format!("{:?}", self.description),
            place: place.to_owned(),
            what: what.into(),
            needed,
            chosen: self.specification,
            advice: advice.to_owned(),
        })
    }

    /// Whether the provider may fall short of the interaction for now, and remarks for readers.
    pub(super) fn annotations(&self, pending: bool, texts: &[String]) -> Result<HashMap<String, Value>, ConsumerError> {
        const ADVICE: &str = "leave it out";
        if pending {
            self.needs(Specification::V4, "interaction", "pending", ADVICE)?;
        }
        if texts.is_empty() {
            return Ok(HashMap::new());
        }
        self.needs(Specification::V4, "interaction", "a comment", ADVICE)?;
        Ok(HashMap::from([("text".to_owned(), json!(texts))]))
    }

    pub(super) fn states(&self, states: &[ProviderState]) -> Result<Vec<StateModel>, ConsumerError> {
        const ADVICE: &str = "put it into one state, or choose a newer specification";
        if states.len() > 1 {
            self.needs(Specification::V3, "states", "more than one provider state", ADVICE)?;
        }
        if states.iter().any(|state| !state.parameters.is_empty()) {
            self.needs(Specification::V3, "states", "a provider state with parameters", ADVICE)?;
        }
        Ok(states.iter().map(model_of).collect())
    }
}

fn model_of(state: &ProviderState) -> StateModel {
    StateModel {
        name: state.name.clone(),
        params: state.parameters.iter().cloned().collect(),
    }
}
