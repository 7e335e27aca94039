//! Labels.

use serde_json::{Value, json};

use super::super::context::Context;
use super::super::hal::{Document, Link};
use super::super::links::Links;
use super::super::part::Asked;
use super::paged;
use crate::app::Cut;
use crate::app::labels::LabelView;

/// A label on a pacticipant.
pub(crate) fn label(links: &Links, view: &LabelView) -> Value {
    let (name, label) = (view.pacticipant.as_str(), view.record.name.as_str());
    Document::new()
        .property("name", label)
        .stamped(view.record.created_at, view.record.updated_at)
        .link("self", Link::to(links.label(name, label)).title("Label").name(label))
        .link(
            "pacticipant",
            Link::to(links.pacticipant(name)).title("Pacticipant").name(name),
        )
        .build()
}

/// Every label in use.
pub(crate) fn labels(context: &Context, list: &Cut<String>, asked: &Asked) -> Value {
    let labels: Vec<Value> = list.rows.iter().map(|name| json!({"name": name})).collect();
    let own = Link::to(context.self_url_without_query()).title("Labels");
    let document = Document::new().embed("labels", labels).link("self", own);
    paged(document, context, asked, &list.extent).build()
}
