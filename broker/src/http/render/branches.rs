//! Branches.

use serde_json::Value;

use super::super::context::Context;
use super::super::hal::{Document, Link};
use super::super::links::Links;
use super::super::part::Asked;
use super::paged;
use crate::app::Cut;
use crate::app::branches::BranchRecord;

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

/// A part of the list of a pacticipant's branches.
pub(crate) fn branches(context: &Context, name: &str, list: &Cut<BranchRecord>, asked: &Asked) -> Value {
    let links = &context.links;
    let embedded: Vec<Value> = list.rows.iter().map(|one| branch(links, name, one)).collect();
    let each = list
        .rows
        .iter()
        .map(|one| Link::to(links.branch(name, &one.name)).name(one.name.as_str()));
    let document = Document::new()
        .embed("branches", embedded)
        .link(
            "self",
            Link::to(context.self_url()).title(format!("Branches of {name}")),
        )
        .links("pb:branches", each);
    paged(document, context, asked, &list.extent).build()
}
