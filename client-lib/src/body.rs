//! Reads bodies up to a limit, whatever their sender says about their length.

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderMap};

/// A body, or the beginning of one that is longer than the limit.
pub(crate) enum Body {
    Whole(Vec<u8>),
    Cut(Vec<u8>),
}

impl Body {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Whole(bytes) | Self::Cut(bytes) => bytes,
        }
    }
}

pub(crate) async fn read(response: &mut Response, limit: usize) -> reqwest::Result<Body> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = limit - bytes.len();
        if chunk.len() > room {
            bytes.extend_from_slice(chunk.get(..room).unwrap_or_default());
            return Ok(Body::Cut(bytes));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Body::Whole(bytes))
}

pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| media_type.to_ascii_lowercase().contains("json"))
}
