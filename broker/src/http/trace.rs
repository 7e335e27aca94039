//! Around every request: an id, one log line, headers that all answers share, and the bodies of errors.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, VARY};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError, web};

use tracing::Instrument;

use super::error::{ApiError, Failure};
use super::html::allow_little;
use super::links::Links;
use super::media::{HAL, would_rather_read};
use super::state::State;

/// Clients of the reference look for a version in this header.
const BROKER_VERSION: HeaderName = HeaderName::from_static("x-pact-broker-version");
const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");
const NO_SNIFF: HeaderName = HeaderName::from_static("x-content-type-options");

/// Wraps the handling of a request.
pub(crate) async fn trace(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let trace_id = trace_id(&request);
    request.extensions_mut().insert(TraceId(trace_id.clone()));
    let method = request.method().clone();
    let path = request.path().to_owned();
    let accept = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);

    if let Some(state) = request.app_data::<web::Data<State>>().cloned() {
        state.front.enter(&mut request);
    }
    let mut response = match refused_path(request.path()) {
        Some(error) => request.into_response(error.error_response()),
        // Errors of handlers are responses by now; what is left concerns the connection itself.
        None => next
            .call(request)
            .instrument(tracing::info_span!("request", trace_id))
            .await?
            .map_into_boxed_body(),
    };

    let failure = response.response_mut().extensions_mut().remove::<Failure>();
    if let Some(failure) = &failure {
        response = with_body(response, failure, accept.as_deref(), &trace_id);
    }
    share_headers(&mut response, &trace_id);
    let status = response.status().as_u16();
    let duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let cause = failure.and_then(|failure| failure.cause);
    match cause {
        Some(cause) => tracing::error!(%method, path, status, duration_us, trace_id, cause, "request failed"),
        None => tracing::info!(%method, path, status, duration_us, trace_id, "request"),
    }
    Ok(response)
}

#[derive(Debug)]
struct TraceId(String);

/// The id under which a request stands in the log.
pub(crate) fn trace_id_of(request: &HttpRequest) -> String {
    let id = request.extensions().get::<TraceId>().map(|id| id.0.clone());
    id.unwrap_or_default()
}

/// The id of the W3C trace that the request belongs to, or a new one.
fn trace_id(request: &ServiceRequest) -> String {
    let given = request
        .headers()
        .get("traceparent")
        .and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.split('-').nth(1)).filter(|id| {
        id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) && id.bytes().any(|byte| byte != b'0')
    });
    given.map_or_else(|| uuid::Uuid::new_v4().simple().to_string(), str::to_ascii_lowercase)
}

/// Paths that cannot name anything: nothing that the broker stores has a line break or another control character in
/// its name, and an empty segment is a missing name.
fn refused_path(path: &str) -> Option<ApiError> {
    let decoded = percent_encoding::percent_decode_str(path);
    match decoded.decode_utf8() {
        Err(_) => Some(ApiError::BadPath("The path is not UTF-8.".to_owned())),
        Ok(decoded) if decoded.chars().any(char::is_control) => Some(ApiError::BadPath(
            "The path contains a line break, a tab or another control character.".to_owned(),
        )),
        Ok(_) if path.contains("//") => Some(ApiError::EmptySegment),
        Ok(_) => None,
    }
}

fn with_body(
    response: ServiceResponse<BoxBody>,
    failure: &Failure,
    accept: Option<&str>,
    trace_id: &str,
) -> ServiceResponse<BoxBody> {
    let links = response
        .request()
        .app_data::<web::Data<State>>()
        .map(|state| Links::of(response.request(), state));
    let as_page = |links: &Links| would_rather_read(accept, HAL).then(|| failure.page(links, trace_id))?;
    let base = links.as_ref().map(Links::base).unwrap_or_default();
    let (content_type, body) = links
        .as_ref()
        .and_then(as_page)
        .unwrap_or_else(|| failure.body(accept, base, trace_id));
    let (request, old) = response.into_parts();
    let mut new: HttpResponse<BoxBody> = old.set_body(BoxBody::new(body));
    new.headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    allow_little(new.headers_mut());
    ServiceResponse::new(request, new)
}

fn share_headers(response: &mut ServiceResponse<BoxBody>, trace_id: &str) {
    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(BROKER_VERSION, HeaderValue::from_static(env!("CARGO_PKG_VERSION")));
    headers.insert(NO_SNIFF, HeaderValue::from_static("nosniff"));
    if let Ok(value) = trace_id.parse() {
        headers.insert(TRACE_ID, value);
    }
    if !headers.contains_key(VARY) {
        headers.insert(VARY, HeaderValue::from_static("Accept"));
    }
    if !headers.contains_key(CACHE_CONTROL) || status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
}
