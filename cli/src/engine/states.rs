//! Provider states: an HTTP handler brings the provider into the state that an interaction asks for.
//!
//! The handler receives `POST {"state": …, "params": {…}, "action": "setup"|"teardown"}`, or the same as query
//! parameters, as from other verifiers; a JSON object in its answer gives values to generators of the contract.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use pact_models::interaction::Interaction;
use pact_models::provider_states::ProviderState;
use serde_json::{Value, json};
use url::Url;

use super::Contact;
use super::provider::no_answer;
use super::told::shown;

/// Where the parts of a state go in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StateTransport {
    /// A JSON body.
    Body,
    /// Query parameters.
    Query,
}

/// Calls the state handler of a provider, if there is one.
#[derive(Debug, Clone)]
pub(crate) struct StateHandler {
    /// The handler's address; without, states are taken for given.
    pub(crate) url: Option<Url>,
    /// The form of the request.
    pub(crate) transport: StateTransport,
    /// Whether states are also torn down.
    pub(crate) tears_down: bool,
    /// The time that one call may take.
    pub(crate) timeout: Duration,
    /// The client that calls it.
    pub(crate) client: reqwest::Client,
    /// Learns that nobody is there; that the handler is there says nothing of the provider.
    pub(crate) contact: Arc<Contact>,
}

impl StateHandler {
    /// Sets up every state of an interaction, in order; the values that states and handler give are returned.
    pub(super) async fn set_up(
        &self,
        interaction: &(dyn Interaction + Send + Sync),
    ) -> Result<HashMap<String, Value>, String> {
        let states = interaction.provider_states();
        let mut values: HashMap<String, Value> = states.iter().flat_map(|state| state.params.clone()).collect();
        for state in &states {
            values.extend(self.call(state, "setup").await?);
        }
        Ok(values)
    }

    /// Tears down every state, the last one first, if that is wanted.
    pub(super) async fn tear_down(&self, interaction: &(dyn Interaction + Send + Sync)) -> Result<(), String> {
        if !self.tears_down {
            return Ok(());
        }
        for state in interaction.provider_states().iter().rev() {
            self.call(state, "teardown").await?;
        }
        Ok(())
    }

    async fn call(&self, state: &ProviderState, action: &str) -> Result<HashMap<String, Value>, String> {
        let Some(url) = &self.url else {
            return Ok(HashMap::new());
        };
        let address = shown(url);
        tracing::debug!(url = address, state = state.name, params = %json!(state.params), action, "calling the state handler");
        let failed = |reason: String| {
            tracing::debug!(reason, "the state handler failed");
            format!("provider state \"{}\": {action} failed: {reason}", state.name)
        };
        let answer = self.request(url, state, action).send().await;
        let answer = answer.map_err(|error| failed(self.no_answer(&error)))?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(|error| failed(self.no_answer(&error)))?;
        if !status.is_success() {
            let said = String::from_utf8_lossy(&body);
            return Err(failed(format!("{address} answered {status}: {}", said.trim())));
        }
        tracing::debug!(%status, body = %String::from_utf8_lossy(&body), "the state handler answered");
        // Handlers answer anything they like; only an object has values to give.
        Ok(serde_json::from_slice(&body).unwrap_or_default())
    }

    fn no_answer(&self, error: &reqwest::Error) -> String {
        let reason = no_answer(error, self.timeout);
        if error.is_connect() {
            self.contact.failed(&reason);
        }
        reason
    }

    fn request(&self, url: &Url, state: &ProviderState, action: &str) -> reqwest::RequestBuilder {
        let post = self.client.post(url.clone());
        match self.transport {
            StateTransport::Body => {
                post.json(&json!({ "state": state.name, "params": state.params, "action": action }))
            }
            StateTransport::Query => {
                let mut query = vec![("state", state.name.clone()), ("action", action.to_owned())];
                query.extend(state.params.iter().map(|(name, value)| (name.as_str(), plain(value))));
                query.sort();
                post.query(&query)
            }
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
