//! What a verifier tells about single interactions, in whichever form it tells it (`semantics.md` section 8).
//!
//! Most send a list of `{interactionId, interactionDescription, success, mismatches, exceptions}`, older ones an object
//! `{tests: [{interactionDescription, interactionProviderState, status, mismatches, exception}]}`. Nothing here fails:
//! what is in no known form is left out.

#[cfg(test)]
mod tests;

use super::json::Json;

/// The result of one interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestResult {
    /// The broker's id of the interaction.
    pub interaction_id: Option<String>,
    /// The description of the interaction.
    pub description: Option<String>,
    /// The provider state.
    pub state: Option<String>,
    /// Whether the provider did as it says, if that is told.
    pub success: Option<bool>,
    /// What was not as expected.
    pub mismatches: Vec<Mismatch>,
    /// What kept it from being verified.
    pub exceptions: Vec<String>,
}

/// Something that was not as expected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mismatch {
    /// Of what: `body`, `status`, `header`, …
    pub attribute: Option<String>,
    /// Where in there: an expression for bodies, the name of a header.
    pub place: Option<String>,
    /// In the verifier's words.
    pub description: Option<String>,
    /// What the contract says.
    pub expected: Option<String>,
    /// What the provider did.
    pub received: Option<String>,
}

/// Reads the results of the single interactions; none when they are in no known form.
pub fn read(results: &Json) -> Option<Vec<TestResult>> {
    let tests = results.as_array().or_else(|| results.get("tests")?.as_array())?;
    Some(
        tests
            .iter()
            .filter(|test| test.as_object().is_some())
            .map(TestResult::of)
            .collect(),
    )
}

impl TestResult {
    fn of(test: &Json) -> Self {
        let mismatches = list(test, &["mismatches", "differences"]);
        let exceptions = list(test, &["exceptions", "exception"]);
        let (mismatches, exceptions) = (
            mismatches.into_iter().map(Mismatch::of).collect::<Vec<_>>(),
            exceptions.into_iter().map(exception).collect::<Vec<_>>(),
        );
        let told = success(test);
        Self {
            interaction_id: text(test, &["interactionId", "interaction_id"]),
            description: text(
                test,
                &[
                    "interactionDescription",
                    "testFullDescription",
                    "testDescription",
                    "description",
                ],
            ),
            state: text(test, &["interactionProviderState", "providerState"]),
            // Who tells what went wrong, and not that it did, means that it did.
            success: told.or_else(|| (!mismatches.is_empty() || !exceptions.is_empty()).then_some(false)),
            mismatches,
            exceptions,
        }
    }
}

fn success(test: &Json) -> Option<bool> {
    if let Some(Json::Bool(success)) = test.get("success") {
        return Some(*success);
    }
    match test.get("status")?.as_str()? {
        "passed" | "success" => Some(true),
        "failed" | "error" => Some(false),
        _ => None,
    }
}

impl Mismatch {
    fn of(source: &Json) -> Self {
        let description = match source {
            Json::Object(_) => text(source, &["description", "mismatch", "message", "diff"]),
            other => Some(plain(other)),
        };
        let told = description.as_deref().and_then(expected_and_received);
        let (expected, received) = told.map_or((None, None), |(expected, received)| (Some(expected), Some(received)));
        Self {
            attribute: text(source, &["attribute", "type"]),
            place: text(source, &["identifier", "path", "key", "parameter"]),
            expected: text(source, &["expected"]).or(expected),
            received: text(source, &["actual", "received"]).or(received),
            description,
        }
    }
}

/// "Expected status of 200 but was 404": most verifiers tell both in one sentence.
fn expected_and_received(sentence: &str) -> Option<(String, String)> {
    let rest = sentence
        .strip_prefix("Expected ")
        .or_else(|| sentence.strip_prefix("expected "))?;
    let splits = [" but was ", " but got ", " but received ", " but actual was "];
    let (expected, received) = splits.iter().find_map(|between| rest.split_once(between))?;
    Some((expected.trim_end_matches(',').to_owned(), received.to_owned()))
}

fn exception(source: &Json) -> String {
    let message = text(source, &["message"]);
    let class = text(source, &["exceptionClass", "class"]);
    match (class, message) {
        (Some(class), Some(message)) => format!("{class}: {message}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => plain(source),
    }
}

/// The elements of a list, or the one thing that stands in its place.
fn list<'a>(source: &'a Json, keys: &[&str]) -> Vec<&'a Json> {
    match keys.iter().find_map(|key| source.get(key)) {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::Array(elements)) => elements.iter().collect(),
        Some(one) => vec![one],
    }
}

fn text(source: &Json, keys: &[&str]) -> Option<String> {
    let value = keys.iter().find_map(|key| source.get(key))?;
    Some(value).filter(|value| !matches!(value, Json::Null)).map(plain)
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_text(), str::to_owned)
}
