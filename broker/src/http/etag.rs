//! Answers to clients that may have them already.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use sha1::{Digest, Sha1};

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

/// The content with a tag of its own, or 304 to a client that has just this.
pub(crate) fn content(request: &HttpRequest, content_type: &str, content: impl Into<web::Bytes>) -> HttpResponse {
    let content = content.into();
    let tag = format!(
        "{:x}",
        Sha1::new_with_prefix(content_type).chain_update(&content).finalize()
    );
    tagged(request, &tag, CONFIRMED, || {
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, content_type))
            .body(content)
    })
}

/// A proxy that packs bodies marks the tag as weak, and means the same.
fn has(request: &HttpRequest, tag: &str) -> bool {
    let known = request.headers().get_all(IF_NONE_MATCH);
    known.filter_map(|value| value.to_str().ok()).any(|known| {
        let mut tags = known.split(',').map(str::trim);
        tags.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
    })
}
