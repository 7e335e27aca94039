//! The HTTP API.

pub(crate) mod access;
pub(crate) mod assets;
pub(crate) mod body;
pub(crate) mod context;
mod documentation;
pub(crate) mod endpoint;
pub(crate) mod error;
mod etag;
mod front;
mod hal;
pub(crate) mod handlers;
pub(crate) mod html;
mod idempotency;
pub(crate) mod links;
pub(crate) mod media;
pub(crate) mod nested_query;
pub(crate) mod network;
mod openapi;
pub(crate) mod part;
pub(crate) mod path;
pub(crate) mod question;
pub(crate) mod render;
mod routes;
mod slow;
mod state;
mod trace;

use actix_web::http::Method;
use actix_web::web::{Data, ServiceConfig};

pub use access::Right;
pub(crate) use front::Front;
pub(crate) use idempotency::idempotency;
pub(crate) use slow::SlowWork;
pub(crate) use state::State;
pub(crate) use trace::trace;

/// A line of the route table, for tests and documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// The method.
    pub method: Method,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// What the caller must be allowed to do.
    pub right: Right,
}

/// Every route of the API, in order.
pub fn routes() -> Vec<RouteInfo> {
    table(routes::endpoints())
}

/// What stands in a route table.
pub(crate) fn table(endpoints: Vec<endpoint::Endpoint>) -> Vec<RouteInfo> {
    let info = |one: endpoint::Endpoint| RouteInfo {
        method: one.method,
        path: one.path,
        right: one.right,
    };
    endpoints.into_iter().map(info).collect()
}

/// Mounts every route of the API, and these pages.
pub(crate) fn configure(config: &mut ServiceConfig, state: Data<State>, pages: Vec<endpoint::Endpoint>) {
    let mut endpoints = routes::endpoints();
    endpoints.extend(pages);
    endpoints.retain(|one| state.diagnostics || !one.path.starts_with("/diagnostic/"));
    config.app_data(state);
    endpoint::mount(config, &endpoints);
}

/// What answers when no route does.
pub(crate) async fn nothing_here() -> Result<actix_web::HttpResponse, impl actix_web::ResponseError> {
    Err(error::ApiError::NoRoute)
}
