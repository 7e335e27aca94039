//! One request before it is sent: what it asks, and whether asking twice does harm.

use reqwest::Method;
use reqwest::header::HeaderValue;
use serde::Serialize;
use url::Url;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const MERGE_PATCH: HeaderValue = HeaderValue::from_static("application/merge-patch+json");

/// A request to a broker.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<(HeaderValue, Vec<u8>)>,
    pub(crate) repeatable: bool,
}

impl Call {
    pub(crate) fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            body: None,
            repeatable: true,
        }
    }

    pub(crate) fn put(url: Url, body: &impl Serialize) -> Result<Self, serde_json::Error> {
        Self::with_body(Method::PUT, url, JSON, body).map(Self::repeatable)
    }

    /// A POST that may create something anew each time it arrives.
    pub(crate) fn post(url: Url, body: &impl Serialize) -> Result<Self, serde_json::Error> {
        Self::with_body(Method::POST, url, JSON, body)
    }

    /// A merge patch (RFC 7396): sets fields to values, so a second one changes nothing.
    pub(crate) fn patch(url: Url, body: &impl Serialize) -> Result<Self, serde_json::Error> {
        Self::with_body(Method::PATCH, url, MERGE_PATCH, body).map(Self::repeatable)
    }

    /// Says that the protocol makes this request safe to repeat.
    pub(crate) fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    fn with_body(
        method: Method,
        url: Url,
        content_type: HeaderValue,
        body: &impl Serialize,
    ) -> Result<Self, serde_json::Error> {
        let body = Some((content_type, serde_json::to_vec(body)?));
        Ok(Self {
            method,
            url,
            body,
            repeatable: false,
        })
    }
}
