//! The API, link by link.

use askama::Template;

use super::visit::Visit;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};

#[derive(Template)]
#[template(path = "hal_browser.html")]
struct Page {
    frame: Frame,
}

/// `GET /hal-browser`. What is looked at stands behind `#`, as in the addresses of the reference's browser.
pub(crate) async fn show(_: Caller<Read>, visit: Visit) -> Reply {
    visit.show(&Page {
        frame: visit.frame(Section::Elsewhere),
    })
}
