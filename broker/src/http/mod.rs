//! The HTTP API.

mod access;
mod body;
mod context;
mod documentation;
mod endpoint;
mod error;
mod etag;
mod front;
mod hal;
mod handlers;
mod html;
mod idempotency;
mod links;
mod media;
mod nested_query;
mod openapi;
mod part;
mod path;
mod question;
mod render;
mod routes;
mod state;
mod trace;

use actix_web::http::Method;
use actix_web::web::{Data, ServiceConfig};

pub use access::Right;
pub(crate) use front::Front;
pub(crate) use idempotency::idempotency;
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

/// Every route, in order.
pub fn routes() -> Vec<RouteInfo> {
    let info = |one: endpoint::Endpoint| RouteInfo {
        method: one.method,
        path: one.path,
        right: one.right,
    };
    routes::endpoints().into_iter().map(info).collect()
}

/// Mounts every route.
pub(crate) fn configure(config: &mut ServiceConfig, state: Data<State>) {
    let mut endpoints = routes::endpoints();
    endpoints.retain(|one| state.diagnostics || !one.path.starts_with("/diagnostic/"));
    config.app_data(state);
    for resource in endpoint::resources(endpoints) {
        config.service(resource);
    }
}

/// What answers when no route does.
pub(crate) async fn nothing_here() -> Result<actix_web::HttpResponse, impl actix_web::ResponseError> {
    Err(error::ApiError::NoRoute)
}
