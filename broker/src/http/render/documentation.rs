//! What a link relation means, as a page.

use askama::Template;

use super::super::documentation::Relation;

#[derive(Template)]
#[template(path = "relation.html")]
struct Page<'a> {
    name: &'a str,
    relation: Option<&'a Relation>,
    nonce: &'a str,
}

/// The page about a relation, or that there is none of this name.
pub(crate) fn page(name: &str, relation: Option<&Relation>, nonce: &str) -> Result<String, askama::Error> {
    Page { name, relation, nonce }.render()
}
