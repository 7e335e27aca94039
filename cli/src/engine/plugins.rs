//! Contracts that need Pact plugins: a plugin may own content, matching and transport.
//!
//! Only the engine's whole-pact function speaks to plugin transports, so a pact of a single interaction goes through
//! it; provider states have been set up before, and their values are handed on.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use pact_models::pact::Pact;
use pact_models::provider_states::ProviderState;
use pact_plugin_driver::plugin_manager::load_plugin;
use pact_plugin_driver::plugin_models::{PluginDependency, PluginDependencyType};
use pact_verifier::callback_executors::ProviderStateExecutor;
use pact_verifier::{
    FilterInfo, MismatchResult, NullRequestFilterExecutor, ProviderInfo, VerificationOptions, verify_pact_internal,
};
use serde_json::Value;

use super::difference::Difference;
use super::provider::{Provider, transport};
use super::{AnyInteraction, AnyPact, Exchange, Verdict};
use crate::error::{CliError, Result};

/// Starts the plugins that a contract needs; those that run already are left alone.
pub(super) async fn load(source: &str, pact: &AnyPact) -> Result<()> {
    for plugin in pact.plugin_data() {
        let dependency = PluginDependency {
            name: plugin.name.clone(),
            version: Some(plugin.version.clone()),
            dependency_type: PluginDependencyType::Plugin,
        };
        load_plugin(&dependency).await.map_err(|error| {
            let needs = format!(
                "'{source}' needs the Pact plugin {} {}: {error}",
                plugin.name, plugin.version
            );
            CliError::new(needs).hint("Install it with the Pact plugin command line, into ~/.pact/plugins.")
        })?;
    }
    Ok(())
}

/// Verifies one interaction through its plugin.
pub(super) async fn ask(
    provider: &Provider,
    pact: &AnyPact,
    interaction: &AnyInteraction,
    values: &HashMap<String, Value>,
    exchange: &mut Exchange,
) -> std::result::Result<Verdict, String> {
    let mut alone = pact.as_v4_pact().map_err(|error| error.to_string())?;
    alone.interactions = interaction.as_v4().into_iter().collect();
    exchange.asked = provider.address_of("/");
    // Plugins do not tell whether they could connect, and what they asked must not pass for unasked.
    provider.contact().reached();
    let states = Arc::new(StatesAreSetUp(values.clone()));
    let (info, options) = (info(provider), options(provider));
    let everything = FilterInfo::None;
    let verifying = verify_pact_internal(
        &info,
        &everything,
        alone.boxed(),
        &options,
        &states,
        false,
        Duration::ZERO,
    );
    let verified = verifying.await.map_err(|error| error.to_string())?;
    let result = verified.results.into_iter().next().map(|result| result.result);
    match result.ok_or_else(|| "the plugin verified nothing".to_owned())? {
        Ok(()) => Ok(Verdict::Holds),
        Err(MismatchResult::Error(reason, _)) => Err(reason),
        Err(MismatchResult::Mismatches { mismatches, .. }) if mismatches.is_empty() => {
            Err("the plugin says that the answer differs, and not in what".to_owned())
        }
        Err(MismatchResult::Mismatches { mismatches, .. }) => Ok(Difference::sorted(&mismatches).into()),
    }
}

fn info(provider: &Provider) -> ProviderInfo {
    let settings = provider.settings();
    let transports = settings
        .plugin_transports
        .iter()
        .map(|(name, url)| transport(name, url));
    let http = transport("http", &settings.base_url);
    let message = transport("message", &settings.message_url);
    let host = settings.base_url.host_str().unwrap_or("localhost").to_owned();
    ProviderInfo {
        host,
        transports: transports.chain([http, message]).collect(),
        ..ProviderInfo::default()
    }
}

fn options(provider: &Provider) -> VerificationOptions<NullRequestFilterExecutor> {
    let settings = provider.settings();
    VerificationOptions {
        disable_ssl_verification: settings.accept_any_certificate,
        request_timeout: u64::try_from(settings.timeout.as_millis()).unwrap_or(u64::MAX),
        custom_headers: settings.headers.iter().cloned().collect(),
        coloured_output: false,
        ..VerificationOptions::default()
    }
}

/// Tells the engine the values of states that are set up already.
#[derive(Debug)]
struct StatesAreSetUp(HashMap<String, Value>);

#[async_trait]
impl ProviderStateExecutor for StatesAreSetUp {
    // The error type is the engine's; this one has none.
    async fn call(
        self: Arc<Self>,
        _interaction_id: Option<String>,
        _state: &ProviderState,
        _setup: bool,
        _client: Option<&reqwest::Client>,
    ) -> anyhow::Result<HashMap<String, Value>> {
        Ok(self.0.clone())
    }

    fn teardown(&self) -> bool {
        false
    }
}
