//! HTTP interactions: send the request of the contract, compare the response.

use std::collections::HashMap;

use pact_models::generators::GeneratorTestMode;
use pact_models::interaction::Interaction;
use pact_models::v4::http_parts::HttpRequest;
use pact_models::v4::synch_http::SynchronousHttp;
use serde_json::Value;

use super::difference::Difference;
use super::provider::{Provider, excerpt};
use super::{AnyInteraction, AnyPact, Exchange};

/// The differences between the response that was received and the one expected, or why there is no response.
///
/// `values` are those of the provider states; generators put them into the request.
pub(super) async fn ask(
    provider: &Provider,
    pact: &AnyPact,
    interaction: &SynchronousHttp,
    values: &HashMap<String, Value>,
    exchange: &mut Exchange,
) -> Result<Vec<Difference>, String> {
    let values = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    let request = pact_matching::generate_request(&interaction.request, &GeneratorTestMode::Provider, &values).await;
    exchange.asked = describe(provider, &request);
    let response = provider.send(request).await?;
    exchange.answer = excerpt(&response);
    let boxed: AnyInteraction = interaction.boxed();
    let mismatches = pact_matching::match_response(interaction.response.clone(), response, pact, &boxed).await;
    mismatches
        .map(|mismatches| Difference::sorted(&mismatches))
        .map_err(|error| error.to_string())
}

fn describe(provider: &Provider, request: &HttpRequest) -> String {
    let query = request
        .query
        .clone()
        .map(pact_models::query_strings::build_query_string)
        .unwrap_or_default();
    let separator = if query.is_empty() { "" } else { "?" };
    format!(
        "{} {}{separator}{query}",
        request.method.to_uppercase(),
        provider.address_of(&request.path)
    )
}
