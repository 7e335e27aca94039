//! Pages for people. Each is useful without scripts; the scripts of `web/static/` only spare reloading.
//!
//! A page is one file: a handler that asks a use-case, and what the template of the same name shows of the answer.

mod application;
mod applications;
mod integrations;
mod version;
mod visit;
mod words;

use crate::http::RouteInfo;
use crate::http::assets;
use crate::http::endpoint::{Endpoint, page};

/// Every page.
pub(crate) fn pages() -> Vec<Endpoint> {
    vec![
        page("/", integrations::list),
        page("/ui/relationships", integrations::list),
        page("/pacticipants", applications::list),
        page("/pacticipants/{pacticipant}", application::show),
        page("/pacticipants/{pacticipant}/versions/{version}", version::show),
        page("/static/{file}", assets::file),
    ]
}

/// Every page, in order.
pub fn routes() -> Vec<RouteInfo> {
    crate::http::table(pages())
}
