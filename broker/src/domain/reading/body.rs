//! The content of a request, response or message.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::json::{self, Json};
use super::{Text, plain};

/// A content, with its type where that is known.
#[derive(Debug, PartialEq)]
pub struct Body<'a> {
    /// What it is.
    pub content: Content<'a>,
    /// Its media type.
    pub content_type: Option<String>,
}

/// What a content is.
#[derive(Debug, PartialEq)]
pub enum Content<'a> {
    /// Nothing is said about it.
    Unspecified,
    /// JSON.
    Json(Cow<'a, Json>),
    /// Text of any other kind.
    Text(Text<'a>),
    /// Bytes, in base64, and how many they are.
    Bytes(Text<'a>, usize),
}

impl<'a> Body<'a> {
    /// Reads a body; `content_type` is what the headers say.
    pub(super) fn of(source: Option<&'a Json>, is_fourth: bool, content_type: Option<String>) -> Self {
        match source {
            Some(source) if is_fourth && source.get("content").is_some() => Self::fourth(source, content_type),
            Some(Json::String(text)) if !is_json(content_type.as_deref()) => Self {
                content: Content::Text(Cow::Borrowed(text)),
                content_type,
            },
            // An object without content is what version 4 has where nothing is said.
            Some(Json::Object(members)) if is_fourth && members.is_empty() => Self {
                content: Content::Unspecified,
                content_type,
            },
            Some(source) => Self {
                content: Content::Json(Cow::Borrowed(source)),
                content_type,
            },
            None => Self {
                content: Content::Unspecified,
                content_type,
            },
        }
    }

    /// `{content, contentType, encoded}`
    fn fourth(source: &'a Json, of_headers: Option<String>) -> Self {
        let own = source.get("contentType").and_then(Json::as_str).map(str::to_owned);
        let content_type = own.or(of_headers);
        let encoding = source
            .get("encoded")
            .map(plain)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let content = match source.get("content") {
            Some(Json::String(text)) => encoded(text, &encoding, content_type.as_deref()),
            Some(value) => Content::Json(Cow::Borrowed(value)),
            None => Content::Unspecified,
        };
        Self { content, content_type }
    }
}

fn encoded<'a>(text: &'a str, encoding: &str, content_type: Option<&str>) -> Content<'a> {
    match encoding {
        "base64" | "true" => bytes(text, content_type),
        _ if is_json(content_type) || encoding == "json" => {
            let document = json::parse(text.as_bytes());
            // A JSON text may stand there as its value, too.
            document.map_or(Content::Text(Cow::Borrowed(text)), |json| {
                Content::Json(Cow::Owned(json))
            })
        }
        _ => Content::Text(Cow::Borrowed(text)),
    }
}

fn bytes<'a>(text: &'a str, content_type: Option<&str>) -> Content<'a> {
    let Ok(bytes) = STANDARD.decode(text) else {
        return Content::Text(Cow::Borrowed(text));
    };
    let count = bytes.len();
    let decoded = String::from_utf8(bytes).ok().filter(|_| is_text(content_type));
    match decoded {
        Some(decoded) if is_json(content_type) => match json::parse(decoded.as_bytes()) {
            Ok(json) => Content::Json(Cow::Owned(json)),
            Err(_) => Content::Text(Cow::Owned(decoded)),
        },
        Some(decoded) => Content::Text(Cow::Owned(decoded)),
        None => Content::Bytes(Cow::Borrowed(text), count),
    }
}

fn is_json(content_type: Option<&str>) -> bool {
    content_type.is_some_and(|content_type| content_type.to_ascii_lowercase().contains("json"))
}

fn is_text(content_type: Option<&str>) -> bool {
    let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
    let kinds = ["text/", "json", "xml", "yaml", "x-www-form-urlencoded", "graphql"];
    kinds.iter().any(|kind| content_type.contains(kind))
}
