//! Turns what the pact crates found into words.

use std::collections::HashMap;
use std::thread;

use pact_matching::{Mismatch, match_sync_message_request};
use pact_mock_server::matching::MatchResult;
use pact_models::bodies::OptionalBody;
use pact_models::pact::Pact as _;
use pact_models::v4::http_parts::HttpRequest;
use pact_models::v4::interaction::V4Interaction;
use pact_models::v4::message_parts::MessageContents;
use pact_models::v4::pact::V4Pact;
use pact_models::v4::sync_message::SynchronousMessage;
use serde_json::Value;

use crate::consumer::error::ConsumerError;
use crate::consumer::report::{Finding, shortened};

/// What came and should not have, what came differently, and what never came.
pub(super) fn findings(pact: &V4Pact, encounters: Vec<MatchResult>) -> Vec<Finding> {
    let declared: Vec<_> = pact
        .interactions
        .iter()
        .filter_map(|interaction| interaction.as_v4_http())
        .collect();
    let description_of = |request: &HttpRequest| {
        let interaction = declared.iter().find(|interaction| interaction.request == *request);
        interaction.map_or_else(String::new, |interaction| format!("{:?}", interaction.description))
    };
    let mut seen = Vec::new();
    let mut findings = Vec::new();
    for encounter in encounters {
        match encounter {
            MatchResult::RequestMatch(expected, ..) => seen.push(expected),
            MatchResult::RequestMismatch(expected, received, mismatches) => {
                findings.push(Finding::Different {
                    interaction: description_of(&expected),
                    expected: request_text(&expected),
                    received: request_text(&received),
                    differences: differences(&mismatches),
                });
                seen.push(expected);
            }
            MatchResult::RequestNotFound(received) => {
                findings.push(Finding::Unexpected {
                    received: request_text(&received),
                });
            }
            // The mock server reports only what it met.
            MatchResult::MissingRequest(_) => {}
        }
    }
    let missing = declared
        .iter()
        .filter(|interaction| !seen.contains(&interaction.request));
    findings.extend(missing.map(|interaction| Finding::Missing {
        interaction: format!("{:?}", interaction.description),
        expected: request_text(&interaction.request),
    }));
    findings
}

/// Compares the request of a synchronous message.
pub(super) fn sync_message_request(
    expected: &SynchronousMessage,
    actual: &SynchronousMessage,
    pact: &V4Pact,
) -> Result<Vec<Mismatch>, ConsumerError> {
    let pact = pact.boxed();
    completed(|| match_sync_message_request(expected, actual, &pact))
}

/// The comparisons of the pact crates are asynchronous but wait for nothing, so a thread with a small runtime serves
/// callers inside and outside of other runtimes.
pub(super) fn completed<F: Future<Output: Send>>(
    comparison: impl FnOnce() -> F + Send,
) -> Result<F::Output, ConsumerError> {
    pact_matching::matchingrules::configure_core_catalogue();
    let compare = || {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        Ok(runtime.block_on(comparison()))
    };
    let outcome: std::io::Result<_> = thread::scope(|scope| match scope.spawn(compare).join() {
        Ok(outcome) => outcome,
        Err(panic) => std::panic::resume_unwind(panic),
    });
    outcome.map_err(|error| ConsumerError::Mock(error.to_string()))
}

pub(super) fn different_message(
    expected: &SynchronousMessage,
    actual: &SynchronousMessage,
    mismatches: &[Mismatch],
) -> Finding {
    Finding::Different {
        interaction: format!("{:?}", expected.description),
        expected: contents_text(&expected.request),
        received: contents_text(&actual.request),
        differences: differences(mismatches),
    }
}

pub(super) fn message_text(interaction: &dyn V4Interaction) -> String {
    let asynchronous = interaction.as_v4_async_message().map(|message| message.contents);
    let contents = asynchronous.or_else(|| interaction.as_v4_sync_message().map(|message| message.request));
    contents.as_ref().map(contents_text).unwrap_or_default()
}

fn contents_text(contents: &MessageContents) -> String {
    let mut lines: Vec<_> = contents
        .metadata
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    lines.sort();
    lines.extend(body_text(&contents.contents));
    lines.join("\n")
}

/// `GET /orders?page=1`, decoded.
pub(super) fn request_line(request: &HttpRequest) -> String {
    let mut parameters: Vec<_> = request.query.iter().flatten().flat_map(query_pairs).collect();
    parameters.sort();
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!("{} {}{mark}{}", request.method, request.path, parameters.join("&"))
}

fn query_pairs((name, values): (&String, &Vec<Option<String>>)) -> Vec<String> {
    let pair = |value: &Option<String>| match value {
        Some(value) => format!("{name}={value}"),
        None => name.clone(),
    };
    values.iter().map(pair).collect()
}

fn request_text(request: &HttpRequest) -> String {
    let mut lines = vec![request_line(request)];
    lines.extend(request.headers.as_ref().map(header_lines).unwrap_or_default());
    lines.extend(body_text(&request.body));
    lines.join("\n")
}

fn header_lines(headers: &HashMap<String, Vec<String>>) -> Vec<String> {
    let mut lines: Vec<_> = headers
        .iter()
        .map(|(name, values)| format!("{name}: {}", values.join(", ")))
        .collect();
    lines.sort_by_key(|line| line.to_lowercase());
    lines
}

fn body_text(body: &OptionalBody) -> Option<String> {
    let bytes = body.value()?;
    let text = match (serde_json::from_slice::<Value>(&bytes), std::str::from_utf8(&bytes)) {
        (Ok(document), _) => format!("{document:#}"),
        (Err(_), Ok(text)) => text.to_owned(),
        (Err(_), Err(_)) => format!("({} bytes)", bytes.len()),
    };
    Some(shortened(&text)).filter(|text| !text.is_empty())
}

/// Sorted, because the order of the pact crates changes from run to run.
fn differences(mismatches: &[Mismatch]) -> Vec<String> {
    let told = located(mismatches).into_iter();
    told.map(|(place, difference)| format!("{place}: {difference}"))
        .collect()
}

/// Each place with what is different there, sorted.
pub(super) fn located(mismatches: &[Mismatch]) -> Vec<(String, String)> {
    let mut located: Vec<_> = mismatches.iter().map(place_and_difference).collect();
    located.sort();
    located.dedup();
    located
}

fn place_and_difference(mismatch: &Mismatch) -> (String, String) {
    match mismatch {
        Mismatch::MethodMismatch { expected, actual, .. } => {
            ("method".to_owned(), format!("expected {expected}, received {actual}"))
        }
        Mismatch::PathMismatch { mismatch, .. } => ("path".to_owned(), mismatch.clone()),
        Mismatch::StatusMismatch { mismatch, .. } => ("status".to_owned(), mismatch.clone()),
        Mismatch::QueryMismatch {
            parameter, mismatch, ..
        } => (format!("query {parameter}"), mismatch.clone()),
        Mismatch::HeaderMismatch { key, mismatch, .. } => {
            let repeated = format!("Mismatch with header '{key}': ");
            let difference = mismatch.strip_prefix(&repeated).unwrap_or(mismatch);
            (format!("header {key}"), difference.to_owned())
        }
        Mismatch::BodyTypeMismatch { expected, actual, .. } => {
            let difference = format!("expected the media type {expected}, received {actual}");
            ("body".to_owned(), difference)
        }
        Mismatch::BodyMismatch { path, mismatch, .. } => (format!("body {path}"), mismatch.clone()),
        Mismatch::MetadataMismatch { key, mismatch, .. } => (format!("metadata {key}"), mismatch.clone()),
    }
}
