//! Integrations, as a list and as graphs.

use serde_json::Value;

use super::super::context::Context;
use super::super::hal::{Document, Link};
use super::super::links::Links;
use super::super::part::Asked;
use super::paged;
use crate::app::integrations::{IntegrationList, IntegrationView, Relationship};

/// A list of integrations.
pub(crate) fn integrations(context: &Context, list: &IntegrationList, asked: &Asked) -> Value {
    let embedded: Vec<Value> = list
        .integrations
        .iter()
        .map(|one| integration(&context.links, one))
        .collect();
    let own = Link::to(context.self_url_without_query()).title("Integrations");
    let document = Document::new().embed("integrations", embedded).link("self", own);
    paged(document, context, asked, &list.extent).build()
}

fn integration(links: &Links, one: &IntegrationView) -> Value {
    let (consumer, provider) = (one.consumer.as_str(), one.provider.as_str());
    let party = |name: &str| Document::new().property("name", name).build();
    Document::new()
        .property("consumer", party(consumer))
        .property("provider", party(provider))
        .link(
            "pb:dashboard",
            Link::to(links.of_pair("/dashboard", consumer, provider)).title("Dashboard of this integration"),
        )
        .link(
            "pb:matrix",
            Link::to(links.of_pair("/matrix", consumer, provider)).title("Matrix of this integration"),
        )
        .link("pb:group", Link::to(links.group(consumer)))
        .link(
            "pb:delete_integration",
            Link::to(links.of_pair("/integrations", consumer, provider)).title("DELETE deletes this integration"),
        )
        .build()
}

/// The integrations as a graph in the DOT language.
pub(crate) fn dot(list: &IntegrationList) -> String {
    let edges = list
        .integrations
        .iter()
        .map(|one| format!("  {} -> {}\n", dot_id(&one.consumer), dot_id(&one.provider)));
    format!(
        "digraph {{ ranksep=3; ratio=auto; overlap=false; node [  shape = plaintext, fontname = Helvetica ];\n{}}}\n",
        edges.collect::<String>()
    )
}

/// A name as it may stand in DOT: quoted, unless it is a plain word.
fn dot_id(name: &str) -> String {
    let plain = name
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '_');
    if plain && !name.starts_with(|first: char| first.is_ascii_digit()) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// Relationships as rows of equal width: id, name, 1, 1, 0, place, and the ids of the providers, filled up with zeros.
pub(crate) fn csv(relationships: &[Relationship]) -> Result<Vec<u8>, csv::Error> {
    let width = relationships.iter().map(|one| one.providers.len()).max().unwrap_or(0);
    let mut table = csv::Writer::from_writer(Vec::new());
    for (place, one) in relationships.iter().enumerate() {
        let mut row = vec![one.id.to_string(), one.name.clone()];
        row.extend(["1", "1", "0"].map(str::to_owned));
        row.push(place.to_string());
        row.extend(one.providers.iter().map(i64::to_string));
        row.resize(6 + width, "0".to_owned());
        table.write_record(&row)?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_dot_would_misread_them() {
        assert_eq!(dot_id("Foo_1"), "Foo_1");
        assert_eq!(dot_id("1Foo"), "\"1Foo\"");
        assert_eq!(dot_id("a b"), "\"a b\"");
        assert_eq!(dot_id("a\"] evil"), "\"a\\\"] evil\"");
    }
}
