//! Message interactions over HTTP: the provider's message endpoint is asked for the message, as other verifiers do.
//!
//! The endpoint receives `POST {"description": …, "providerStates": […]}` (synchronous messages add `"request"`) and
//! answers with the message as body and its metadata, as base64 of JSON, in `Pact-Message-Metadata`.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pact_models::http_parts::HttpPart;
use pact_models::interaction::Interaction;
use pact_models::provider_states::ProviderState;
use pact_models::v4::async_message::AsynchronousMessage;
use pact_models::v4::http_parts::HttpResponse;
use pact_models::v4::message_parts::MessageContents;
use pact_models::v4::sync_message::SynchronousMessage;
use serde_json::{Value, json};

use super::difference::Difference;
use super::provider::{Provider, excerpt};
use super::{AnyInteraction, AnyPact, Exchange};

/// Asks for an asynchronous message and compares it.
pub(super) async fn ask(
    provider: &Provider,
    pact: &AnyPact,
    interaction: &AnyInteraction,
    exchange: &mut Exchange,
) -> Result<Vec<Difference>, String> {
    let question = question(&interaction.description(), &interaction.provider_states());
    let contents = fetch(provider, &question, exchange).await?;
    let actual = AsynchronousMessage {
        contents,
        ..AsynchronousMessage::default()
    };
    let mismatches = pact_matching::match_message(interaction, &actual.boxed(), pact).await;
    Ok(Difference::sorted(&mismatches))
}

/// Sends the request of a synchronous message and compares the reply.
pub(super) async fn ask_for_reply(
    provider: &Provider,
    pact: &AnyPact,
    message: &SynchronousMessage,
    exchange: &mut Exchange,
) -> Result<Vec<Difference>, String> {
    if message.response.len() > 1 {
        // One question has one answer over HTTP: the others would count as verified without being seen.
        return Err(format!(
            "the contract expects {} replies to one message, and only one can be had",
            message.response.len()
        ));
    }
    let mut question = question(&message.description, &message.provider_states);
    question["request"] = message.request.to_json();
    let contents = fetch(provider, &question, exchange).await?;
    let mismatches = pact_matching::match_sync_message_response(message, &message.response, &[contents], pact).await;
    Ok(Difference::sorted(&mismatches))
}

fn question(description: &str, states: &[ProviderState]) -> Value {
    let mut question = json!({ "description": description });
    if !states.is_empty() {
        question["providerStates"] = states.iter().map(ProviderState::to_json).collect();
    }
    question
}

async fn fetch(provider: &Provider, question: &Value, exchange: &mut Exchange) -> Result<MessageContents, String> {
    exchange.asked = format!("POST {}", provider.message_address());
    let answer = provider.send_for_message(question).await?;
    exchange.answer = excerpt(&answer);
    if !answer.is_success() {
        return Err(refused(&answer));
    }
    Ok(MessageContents {
        metadata: metadata(&answer)?,
        contents: answer.body,
        ..MessageContents::default()
    })
}

fn refused(answer: &HttpResponse) -> String {
    let said = excerpt(answer).unwrap_or_default();
    format!(
        "the message endpoint answered status {} instead of a message: {said}",
        answer.status
    )
}

fn metadata(answer: &HttpResponse) -> Result<HashMap<String, Value>, String> {
    let content_type = answer.lookup_content_type().unwrap_or_default();
    let mut metadata = HashMap::from([("contentType".to_owned(), Value::String(content_type))]);
    if let Some(header) = answer.lookup_header_value("pact-message-metadata") {
        metadata.extend(decode(&header)?);
    }
    Ok(metadata)
}

fn decode(header: &str) -> Result<HashMap<String, Value>, String> {
    let bytes = STANDARD
        .decode(header)
        .map_err(|error| unreadable(header, &error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| unreadable(header, &error.to_string()))
}

fn unreadable(header: &str, reason: &str) -> String {
    format!("the header Pact-Message-Metadata '{header}' is no base64 of a JSON object: {reason}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_base64_of_json_and_anything_else_is_said_to_be_none() {
        let good = decode(&STANDARD.encode(r#"{"topic":"orders"}"#)).unwrap();
        assert_eq!(good["topic"], "orders");
        assert!(decode("{\"topic\"").unwrap_err().contains("no base64"));
        assert!(
            decode(&STANDARD.encode("[1]"))
                .unwrap_err()
                .contains("no base64 of a JSON object")
        );
    }

    #[test]
    fn a_question_without_states_does_not_mention_them() {
        assert_eq!(question("an event", &[]), json!({ "description": "an event" }));
        let states = [ProviderState::default("an order")];
        assert_eq!(question("an event", &states)["providerStates"][0]["name"], "an order");
    }
}
