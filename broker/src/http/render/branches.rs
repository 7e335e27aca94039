//! Branches.

use serde_json::Value;

use super::super::context::Context;
use super::super::hal::{Document, Link};
use super::super::links::Links;
use super::paged;
use crate::app::Page;
use crate::app::branches::{BranchList, BranchRecord};

/// A branch by itself.
pub(crate) fn branch(links: &Links, name: &str, branch: &BranchRecord) -> Value {
    let own = links.branch(name, &branch.name);
    Document::new()
        .property("name", branch.name.as_str())
        .stamped(branch.created_at, branch.updated_at)
        .link("self", Link::to(own.clone()).title("Branch"))
        .link(
            "pb:latest-version",
            Link::to(format!("{own}/latest-version")).title("Latest version of this branch"),
        )
        .build()
}

/// A page of a pacticipant's branches.
pub(crate) fn branches(context: &Context, name: &str, list: &BranchList, page: Page) -> Value {
    let links = &context.links;
    let embedded: Vec<Value> = list.branches.iter().map(|one| branch(links, name, one)).collect();
    let each = list
        .branches
        .iter()
        .map(|one| Link::to(links.branch(name, &one.name)).name(one.name.as_str()));
    let document = Document::new()
        .embed("branches", embedded)
        .link(
            "self",
            Link::to(context.self_url()).title(format!("Branches of {name}")),
        )
        .links("pb:branches", each);
    paged(document, context, Some(page), Some(list.total)).build()
}
