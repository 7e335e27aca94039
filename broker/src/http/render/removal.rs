//! What is left after something was deleted.

use serde_json::Value;

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
