//! What a body or message holds.

use serde::Serialize;
use serde_json::Value;

use super::matchers::to_json;

/// The content of a body or message, with its media type.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// JSON, in which matchers may stand for values.
    Json(Value),
    /// Anything else, compared as it is.
    Raw {
        /// The bytes.
        bytes: Vec<u8>,
        /// Their media type.
        media_type: String,
    },
}

impl Content {
    /// JSON, in which [matchers](super::matchers) may stand for values.
    ///
    /// # Panics
    /// When the value has no form in JSON, such as a map whose keys are no text.
    pub fn json(template: impl Serialize) -> Self {
        Self::Json(to_json(template))
    }

    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::raw("text/plain", text.into())
    }

    /// Bytes of any media type.
    pub fn raw(media_type: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::Raw {
            bytes: bytes.into(),
            media_type: media_type.into(),
        }
    }

    pub(crate) fn media_type(&self) -> &str {
        match self {
            Self::Json(_) => "application/json",
            Self::Raw { media_type, .. } => media_type,
        }
    }
}

impl From<Value> for Content {
    fn from(template: Value) -> Self {
        Self::Json(template)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}
