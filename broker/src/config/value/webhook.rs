//! What webhooks may be sent with, and to whom.

use serde_json::Value as Json;

use super::{Kind, Shown, Value};
use crate::domain::webhook::HostPattern;

/// A method of HTTP, in upper case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method(pub(crate) String);

impl Value for Method {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        Ok(Self(text.trim().to_ascii_uppercase()))
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::String(self.0.clone()))
    }
}

/// `http` or `https`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme(pub(crate) String);

impl Value for Scheme {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            scheme @ ("http" | "https") => Ok(Self(scheme.to_owned())),
            other => Err(format!("`{other}` is neither http nor https")),
        }
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::String(self.0.clone()))
    }
}

impl Value for HostPattern {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        Self::parse(text).map_err(|reason| format!("`{text}` cannot be used: {reason}"))
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::String(self.as_str().to_owned()))
    }
}
