//! Examples must keep the rules that stand beside them: the mock would refuse its own request, and a verifier would expect
//! what no provider can answer.

use std::panic::RefUnwindSafe;

use pact_matching::{Mismatch, match_message, match_request, match_response};
use pact_matching::{match_sync_message_request, match_sync_message_response};
use pact_models::pact::Pact;
use pact_models::v4::interaction::V4Interaction;
use pact_models::v4::pact::V4Pact;

use super::compare;
use crate::consumer::error::ConsumerError;

type SomePact = Box<dyn Pact + Send + Sync + RefUnwindSafe>;

/// One part of an interaction, with what its example does against its rules.
type Findings = Vec<(&'static str, Vec<Mismatch>)>;

/// Compares every example with its own rules.
pub(super) fn check(pact: &V4Pact) -> Result<(), ConsumerError> {
    let whole = pact.boxed();
    for interaction in &pact.interactions {
        for (part, mismatches) in compare::completed(|| findings(interaction.as_ref(), &whole))?? {
            refuse_first(interaction.as_ref(), part, &mismatches)?;
        }
    }
    Ok(())
}

async fn findings(interaction: &(dyn V4Interaction + Send + Sync), pact: &SomePact) -> Result<Findings, ConsumerError> {
    let boxed = interaction.boxed();
    if let Some(http) = interaction.as_v4_http() {
        let request = match_request(http.request.clone(), http.request.clone(), pact, &boxed).await;
        let request = request.map_err(|error| ConsumerError::Mock(error.to_string()))?;
        let response = match_response(http.response.clone(), http.response.clone(), pact, &boxed).await;
        let response = response.map_err(|error| ConsumerError::Mock(error.to_string()))?;
        return Ok(vec![("request", request.mismatches()), ("response", response)]);
    }
    if let Some(exchange) = interaction.as_v4_sync_message() {
        let request = match_sync_message_request(&exchange, &exchange, pact).await;
        let response = match_sync_message_response(&exchange, &exchange.response, &exchange.response, pact).await;
        return Ok(vec![("request", request), ("response", response)]);
    }
    Ok(vec![("message", match_message(&boxed, &boxed, pact).await)])
}

fn refuse_first(interaction: &dyn V4Interaction, part: &str, mismatches: &[Mismatch]) -> Result<(), ConsumerError> {
    let Some((place, difference)) = compare::located(mismatches).into_iter().next() else {
        return Ok(());
    };
    Err(ConsumerError::Declaration {
        interaction: format!("{:?}", interaction.description()),
        place: format!("{part} {place}"),
        reason: format!("the example does not keep what is declared for it: {difference}"),
    })
}
