//! The difference as lines that a person reads.

use std::time::Duration;

use serde_json::Value;
use similar::TextDiff;

use super::super::super::hal::timestamp;
use super::super::super::links::Links;
use crate::app::contracts::{Comparison, PactView};
use crate::domain::difference::Comparable;
use crate::domain::json::JsonError;

/// How long to look for the smallest difference, at most; what is left then is shown as replaced in one piece.
const PATIENCE: Duration = Duration::from_secs(3);

/// Lines around each difference, so that one sees where it is.
const CONTEXT: usize = 5;

/// Heading, lines that begin with `+` and `-`, and links to both contracts.
///
/// The limit of the whole answer also ends the search, which would otherwise go on for nobody.
pub(crate) fn text(links: &Links, comparison: &Comparison, limit: Duration) -> Result<String, JsonError> {
    let after = &comparison.after;
    let Some(before) = &comparison.before else {
        return Ok(format!(
            "No version of {} before {} has a pact with {} of other content.\n",
            after.consumer, after.number, after.provider
        ));
    };
    Ok(format!(
        "# Pacts between {} and {}\n\n- {}\n+ {}\n\n{}\n## Links\n\n{}{}",
        after.consumer,
        after.provider,
        published(before),
        published(after),
        lines(before, after, limit)?,
        link("pact-version", links, after),
        link("comparison-pact-version", links, before),
    ))
}

fn published(pact: &PactView) -> String {
    format!("version {}, published at {}", pact.number, timestamp(pact.created_at))
}

fn lines(before: &PactView, after: &PactView, limit: Duration) -> Result<String, JsonError> {
    let before = Comparable::from_stored(&before.body)?.lines();
    let after = Comparable::from_stored(&after.body)?.lines();
    let lines = TextDiff::configure()
        .timeout(PATIENCE.min(limit))
        .diff_lines(&before, &after)
        .unified_diff()
        .context_radius(CONTEXT)
        .to_string();
    Ok(if lines.is_empty() {
        "Nothing differs but the order, or how something is written.\n".to_owned()
    } else {
        lines
    })
}

/// An entry of YAML, in which texts may be quoted as in JSON.
fn link(relation: &str, links: &Links, pact: &PactView) -> String {
    let PactView {
        consumer,
        provider,
        number,
        ..
    } = pact;
    let name = Value::from(format!("Pact between {consumer} ({number}) and {provider}"));
    let href = links.pact(consumer, provider, number);
    format!("{relation}:\n  title: Pact\n  name: {name}\n  href: {href}\n")
}
