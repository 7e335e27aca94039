//! Routes of the description of the API.

use super::super::endpoint::{Endpoint, get};
use super::super::handlers::openapi;
use super::super::media::FILE;

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    let routes = vec![
        get("/openapi.yaml", openapi::yaml),
        get("/openapi.json", openapi::json),
        get("/docs", openapi::page),
        get("/docs/{file}", openapi::file),
    ];
    routes.into_iter().map(|route| route.offering(FILE)).collect()
}
