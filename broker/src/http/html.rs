//! Pages: HTML that may use nothing but what it brings itself.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};

use super::context::{Context, Reply};
use super::error::ApiError;

/// A page, written by `render` with the nonce that its own styles have to carry.
///
/// No scripts, no forms, nothing from elsewhere; another page of this broker may frame it.
pub(crate) fn page(
    context: &Context,
    status: StatusCode,
    render: impl FnOnce(&str) -> Result<String, askama::Error>,
) -> Reply {
    let nonce = uuid::Uuid::new_v4().simple().to_string();
    let body = render(&nonce).map_err(|error| ApiError::internal(format!("a page cannot be written: {error}")))?;
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    );
    let mut response = context.raw(status, body);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}
