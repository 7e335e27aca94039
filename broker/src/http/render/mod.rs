//! One renderer for each representation.

pub(crate) mod badge;
pub(crate) mod branches;
pub(crate) mod dashboard;
pub(crate) mod deliveries;
pub(crate) mod differences;
pub(crate) mod documentation;
pub(crate) mod environments;
pub(crate) mod failure;
pub(crate) mod for_verification;
mod glyphs;
pub(crate) mod index;
pub(crate) mod integrations;
pub(crate) mod labels;
pub(crate) mod look;
pub(crate) mod matrix;
pub(crate) mod metrics;
pub(crate) mod network;
pub(crate) mod pact_lists;
pub(crate) mod pacticipants;
pub(crate) mod pacts;
pub(crate) mod publication;
pub(crate) mod removal;
pub(crate) mod results;
pub(crate) mod secrets;
mod table;
pub(crate) mod triggered_webhooks;
pub(crate) mod versions;
pub(crate) mod webhook_templates;
pub(crate) mod webhooks;

use serde_json::{Value, json};

use super::context::Context;
use super::hal::{Document, Link};
use super::part::Asked;
use crate::app::{Extent, Page, Part};
use crate::domain::publication_notices::PublicationNotice;

/// Notices as clients print them.
pub(crate) fn notices(notices: &[PublicationNotice]) -> Value {
    notices
        .iter()
        .map(|notice| json!({"type": notice.kind.as_str(), "text": notice.text}))
        .collect()
}

/// What the broker needs: the database, and what is to be said of it.
pub(crate) fn dependencies(base: &str, database: &Value) -> Value {
    json!({
        "database": database,
        "_links": {"self": {"href": format!("{base}/diagnostic/status/dependencies")}},
    })
}

/// Adds what lies around a part of a list; what else the query asks is kept in the links.
pub(crate) fn paged(document: Document, context: &Context, asked: &Asked, extent: &Extent) -> Document {
    match &asked.list.part {
        Part::All => document,
        Part::Page(page) => with_neighbours(document, context, *page, extent.total.unwrap_or_default()),
        Part::After { size, .. } => match &extent.next {
            Some(last) => {
                let rest = context.rest_url(asked, last, *size);
                document.link("next", Link::to(rest).title("What follows"))
            }
            None => document,
        },
    }
}

fn with_neighbours(document: Document, context: &Context, page: Page, total: i64) -> Document {
    let Page { number, size } = page;
    let pages = ((total + size - 1) / size).max(1);
    let mut document = document.property(
        "page",
        json!({"number": number, "size": size, "totalElements": total, "totalPages": pages}),
    );
    let href = |number: i64| context.page_url(Page { number, size });
    if number < pages {
        document = document.link("next", Link::to(href(number + 1)).title("Next page"));
    }
    if number > 1 {
        document = document.link("previous", Link::to(href(number - 1)).title("Previous page"));
    }
    document
}
