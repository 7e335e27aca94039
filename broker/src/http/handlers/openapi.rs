//! The description of the API: as YAML, as JSON, and as a page that needs no other host.
//!
//! Nobody is asked who they are: it tells nothing but what is documented.

use std::sync::Arc;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa_swagger_ui::Config;

use super::super::access::{Caller, Nothing};
use super::super::context::Reply;
use super::super::error::ApiError;
use super::super::links::Links;
use super::super::path::Path;
use super::super::state::State;
use super::super::{etag, openapi};
use crate::app::AppError;

const PAGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/docs/index.html"));
const START: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/docs/start.js"));
const SCRIPT: &str = "text/javascript;charset=utf-8";

/// What the page takes of the viewer; the rest of it has other uses.
const VIEWER: [&str; 3] = ["favicon-32x32.png", "swagger-ui-bundle.js", "swagger-ui.css"];

/// Nothing from other hosts. The viewer sets styles and draws its icons inline.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// `GET /openapi.yaml`
pub(crate) async fn yaml(_: Caller<Nothing>, state: web::Data<State>, request: HttpRequest) -> Reply {
    let document = openapi::yaml(Links::of(&request, &state).base());
    Ok(etag::content(&request, "application/yaml;charset=utf-8", document))
}

/// `GET /openapi.json`
pub(crate) async fn json(_: Caller<Nothing>, state: web::Data<State>, request: HttpRequest) -> Reply {
    let document = openapi::json(Links::of(&request, &state).base());
    Ok(etag::content(&request, "application/json;charset=utf-8", document))
}

/// `GET /docs`
pub(crate) async fn page(_: Caller<Nothing>, request: HttpRequest) -> Reply {
    let mut response = etag::content(&request, "text/html;charset=utf-8", PAGE);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}

/// `GET /docs/{file}`
pub(crate) async fn file(_: Caller<Nothing>, request: HttpRequest, name: Path<String>) -> Reply {
    match name.as_str() {
        "start.js" => Ok(etag::content(&request, SCRIPT, START)),
        name if VIEWER.contains(&name) => of_viewer(&request, name),
        name => Err(no_such_file(name)),
    }
}

/// A file of the viewer as its crate holds it, compressed; every browser takes that.
fn of_viewer(request: &HttpRequest, name: &str) -> Result<HttpResponse, ApiError> {
    let file = utoipa_swagger_ui::serve(name, Arc::new(Config::default()))
        .map_err(|error| ApiError::internal(error.to_string()))?
        .ok_or_else(|| no_such_file(name))?;
    let mut response = etag::content(request, &file.content_type, file.bytes.into_owned());
    if file.gzpipped {
        let gzip = HeaderValue::from_static("gzip");
        response.headers_mut().insert(CONTENT_ENCODING, gzip);
    }
    Ok(response)
}

fn no_such_file(name: &str) -> ApiError {
    AppError::no_such("file", name).into()
}
