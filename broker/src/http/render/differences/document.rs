//! The difference as a document that a program reads.

use super::super::super::hal::{Document, Link, timestamp};
use super::super::super::links::Links;
use crate::app::contracts::{Comparison, PactView};
use crate::domain::content::splice_links;
use crate::domain::difference::{Change, Comparable, Difference, FieldChange, ListDifference};
use crate::domain::json::{Json, JsonError, Members};

/// What tells one interaction from the others.
const IDENTITY: [&str; 6] = [
    "type",
    "key",
    "description",
    "providerState",
    "provider_state",
    "providerStates",
];

/// `{before, after, interactions, messages, document, _links}`: the two contracts, then what was added, removed and
/// changed between them; all lists are empty when there is nothing to compare with.
///
/// Values stand as they were published, with all digits of numbers.
pub(crate) fn document(links: &Links, own: &str, comparison: &Comparison) -> Result<Vec<u8>, JsonError> {
    let later = Comparable::from_stored(&comparison.after.body)?;
    let earlier = match &comparison.before {
        Some(before) => Some(Comparable::from_stored(&before.body)?),
        None => None,
    };
    let difference = match &earlier {
        Some(earlier) => Difference::between(earlier, &later),
        None => Difference::default(),
    };
    let document = object([
        ("before", comparison.before.as_ref().map_or(Json::Null, version)),
        ("after", version(&comparison.after)),
        ("interactions", list(&difference.interactions)),
        ("messages", list(&difference.messages)),
        ("document", fields(&difference.document)),
    ]);
    let members = links_of(links, own, comparison).members();
    Ok(splice_links(document.to_text().as_bytes(), &members))
}

fn version(pact: &PactView) -> Json {
    object([
        ("consumerVersion", text(&pact.number)),
        ("pactVersion", text(&pact.sha)),
        ("createdAt", text(&timestamp(pact.created_at))),
    ])
}

fn list(difference: &ListDifference<'_>) -> Json {
    let whole = |interactions: &[&Json]| interactions.iter().map(|one| (*one).clone()).collect();
    object([
        ("added", Json::Array(whole(&difference.added))),
        ("removed", Json::Array(whole(&difference.removed))),
        ("changed", Json::Array(difference.changed.iter().map(changed).collect())),
    ])
}

fn changed(change: &Change<'_>) -> Json {
    let identity = IDENTITY
        .iter()
        .filter_map(|key| Some((*key, change.after.get(key)?.clone())));
    object(identity.chain([("fields", fields(&change.fields))]))
}

fn fields(changes: &[FieldChange<'_>]) -> Json {
    Json::Array(changes.iter().map(field).collect())
}

/// A value that was not there, or is gone, is left out: `null` is a value.
fn field(change: &FieldChange<'_>) -> Json {
    let path = [("path", text(&change.path))];
    let before = change.before.map(|value| ("before", value.clone()));
    let after = change.after.map(|value| ("after", value.clone()));
    object(path.into_iter().chain(before).chain(after))
}

fn links_of(links: &Links, own: &str, comparison: &Comparison) -> Document {
    let link = |pact: &PactView| {
        Link::to(links.pact(&pact.consumer, &pact.provider, &pact.number))
            .title("Pact")
            .name(format!(
                "Pact between {} ({}) and {}",
                pact.consumer, pact.number, pact.provider
            ))
    };
    let document = Document::new()
        .link("self", Link::to(own))
        .link("pb:pact-version", link(&comparison.after));
    match &comparison.before {
        Some(before) => document.link("pb:comparison-pact-version", link(before)),
        None => document,
    }
}

fn object<'a>(members: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
    let members = members.into_iter().map(|(key, value)| (key.to_owned(), value));
    Json::Object(members.collect::<Members>())
}

fn text(text: &str) -> Json {
    Json::String(text.to_owned())
}
