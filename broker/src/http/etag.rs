//! Answers to clients that may have them already.

use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse};

/// A copy may be kept, but is to be confirmed every time.
pub(crate) const CONFIRMED: &str = "no-cache";

/// The answer with its tag (without quotes), or 304 to a client that has it.
pub(crate) fn tagged(
    request: &HttpRequest,
    tag: &str,
    cache: &'static str,
    answer: impl FnOnce() -> HttpResponse,
) -> HttpResponse {
    let tag = format!("\"{tag}\"");
    let mut response = if has(request, &tag) {
        HttpResponse::NotModified().finish()
    } else {
        answer()
    };
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, value);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// A proxy that packs bodies marks the tag as weak, and means the same.
fn has(request: &HttpRequest, tag: &str) -> bool {
    let known = request.headers().get_all(IF_NONE_MATCH);
    known.filter_map(|value| value.to_str().ok()).any(|known| {
        let mut tags = known.split(',').map(str::trim);
        tags.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
    })
}
