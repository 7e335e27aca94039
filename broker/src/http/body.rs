//! Bodies of requests: how large, of which type, and whether they are JSON at all.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use serde_json::Value;

use super::error::ApiError;
use super::state::State;
use crate::domain::json;

/// The bytes of a body within the limit, with what their type claims.
#[derive(Debug)]
pub(crate) struct Body {
    bytes: web::Bytes,
    content_type: String,
}

impl FromRequest for Body {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = request
            .app_data::<web::Data<State>>()
            .map_or(0, |state| state.body_limit);
        let content_type = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
        let announced = request
            .headers()
            .get("content-length")
            .and_then(|value| value.to_str().ok()?.parse().ok());
        let payload = web::Payload::from_request(request, payload);
        Box::pin(async move {
            if announced.is_some_and(|length: usize| length > limit) {
                return Err(ApiError::TooLarge { limit });
            }
            let payload = payload.await.map_err(|error| ApiError::internal(error.to_string()))?;
            match payload.to_bytes_limited(limit).await {
                Ok(Ok(bytes)) => Ok(Self { bytes, content_type }),
                Ok(Err(error)) => Err(ApiError::Malformed(format!(
                    "The request body could not be read: {error}"
                ))),
                Err(_) => Err(ApiError::TooLarge { limit }),
            }
        })
    }
}

impl Body {
    /// The bytes, whatever they are.
    pub(crate) fn into_bytes(self) -> web::Bytes {
        self.bytes
    }

    /// The bytes of a body that is sent as JSON.
    pub(crate) fn json_bytes(&self) -> Result<&web::Bytes, ApiError> {
        self.must_be("application/json", |content_type| content_type.contains("json"))?;
        Ok(&self.bytes)
    }

    /// The value of a body that is sent as JSON; an empty body is `None`.
    pub(crate) fn optional_json(&self) -> Result<Option<Value>, ApiError> {
        let bytes = self.json_bytes()?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        parse(bytes).map(Some)
    }

    /// The value of a body that is sent as JSON and must not be empty.
    pub(crate) fn json(&self) -> Result<Value, ApiError> {
        let value = self.optional_json()?;
        value.ok_or_else(|| ApiError::Malformed("The request body is empty; it must be a JSON object.".to_owned()))
    }

    /// The value of a body that is sent as a merge patch.
    pub(crate) fn merge_patch(&self, plain_json_too: bool) -> Result<Value, ApiError> {
        self.must_be("application/merge-patch+json", |content_type| {
            content_type.starts_with("application/merge-patch+json")
                || (plain_json_too && content_type.starts_with("application/json"))
        })?;
        self.json()
    }

    /// The value of a body that replaces a whole: JSON, and no patch.
    pub(crate) fn replacement(&self) -> Result<Option<Value>, ApiError> {
        self.must_be("application/json", |content_type| {
            content_type.contains("json") && !content_type.contains("merge-patch")
        })?;
        self.optional_json()
    }

    /// Checks a body that does not matter: a wrong type is refused, none is fine.
    pub(crate) fn is_ignored(&self) -> Result<(), ApiError> {
        if self.content_type.is_empty() {
            return Ok(());
        }
        self.optional_json().map(drop)
    }

    fn must_be(&self, expected: &'static str, fits: impl Fn(&str) -> bool) -> Result<(), ApiError> {
        if fits(&self.content_type) {
            Ok(())
        } else {
            Err(ApiError::UnsupportedMedia(expected))
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    json::parse_value(bytes)
        .map_err(|error| ApiError::Malformed(format!("The request body is not valid JSON: {error}")))
}
