//! One renderer for each representation.

pub(crate) mod branches;
pub(crate) mod dashboard;
pub(crate) mod differences;
pub(crate) mod environments;
pub(crate) mod for_verification;
pub(crate) mod index;
pub(crate) mod integrations;
pub(crate) mod labels;
pub(crate) mod matrix;
pub(crate) mod metrics;
pub(crate) mod pact_lists;
pub(crate) mod pacticipants;
pub(crate) mod pacts;
pub(crate) mod publication;
pub(crate) mod removal;
pub(crate) mod results;
pub(crate) mod versions;

use serde_json::{Value, json};

use super::context::Context;
use super::hal::{Document, Link};
use crate::app::Page;
use crate::domain::publication_notices::PublicationNotice;

/// Notices as clients print them.
pub(crate) fn notices(notices: &[PublicationNotice]) -> Value {
    notices
        .iter()
        .map(|notice| json!({"type": notice.kind.as_str(), "text": notice.text}))
        .collect()
}

/// Adds the page and the links to its neighbours; what else the query asks is kept.
pub(crate) fn paged(document: Document, context: &Context, page: Option<Page>, total: Option<i64>) -> Document {
    let (Some(page), Some(total)) = (page, total) else {
        return document;
    };
    let pages = ((total + page.size - 1) / page.size).max(1);
    let mut document = document.property(
        "page",
        json!({"number": page.number, "size": page.size, "totalElements": total, "totalPages": pages}),
    );
    let href = |number: i64| context.page_url(number, page.size);
    if page.number < pages {
        document = document.link("next", Link::to(href(page.number + 1)).title("Next page"));
    }
    if page.number > 1 {
        document = document.link("previous", Link::to(href(page.number - 1)).title("Previous page"));
    }
    document
}
