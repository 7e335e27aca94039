//! What a link relation means, as a page.

use askama::Template;

use super::super::documentation::Relation;
use super::super::html::Frame;

/// The page about a relation, or that there is none of this name.
#[derive(Debug, Template)]
#[template(path = "relation.html")]
pub(crate) struct RelationPage<'a> {
    pub(crate) frame: Frame,
    pub(crate) name: &'a str,
    pub(crate) relation: Option<&'a Relation>,
}
