//! What is left after something was deleted.

use serde_json::{Value, json};

use super::super::hal::{Document, Link};
use super::super::links::Links;

/// Where to go on after pacts of a pair were deleted.
pub(crate) fn after_pacts(links: &Links, consumer: &str, provider: &str, one_is_left: bool) -> Value {
    let document = Document::new().link("index", Link::to(links.base()));
    if !one_is_left {
        return document.build();
    }
    let latest = Link::to(links.latest_pact(consumer, provider)).title("Latest pact that is left");
    document.link("pb:latest-pact-version", latest).build()
}

/// How many branches are being deleted, and which stay.
pub(crate) fn branches_going(name: &str, count: usize, kept: &[String]) -> Value {
    let branches = if count == 1 { "branch" } else { "branches" };
    let kept = match kept {
        [] => "None stays.".to_owned(),
        kept => format!("What stays: {}.", kept.join(", ")),
    };
    let text = format!("{count} {branches} of {name} will be deleted in the background. {kept}");
    json!({"notices": [{"type": "success", "text": text}]})
}
