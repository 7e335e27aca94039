//! Addresses of this broker and of others.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value as Json;
use url::Url;

use super::{Kind, Shown, Value};

/// An address that paths are put behind: `http` or `https`, no user, no query, no slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the host: empty, or a slash and more.
    pub(crate) fn path(&self) -> &str {
        let behind_scheme = self.0.find("://").map_or(0, |at| at + 3);
        let path = self.0[behind_scheme..].find('/');
        path.map_or("", |at| &self.0[behind_scheme + at..])
    }
}

impl Value for BaseUrl {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let url = Url::parse(text).map_err(|error| format!("is no URL: {error}"))?;
        // First, because what is wrong with such an address must not be shown with it.
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not hold a user or a password".to_owned());
        }
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(format!("`{text}` must begin with http:// or https:// and name a host"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(format!("`{text}` must end with its path, without ? and #"));
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::String(self.0.clone()))
    }
}

/// A path below which the broker answers too: empty, or `/` and segments without a slash at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContextPath(String);

impl ContextPath {
    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for ContextPath {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        let path = text.trim().trim_end_matches('/');
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
        if !path.is_empty() && (!path.starts_with('/') || path.contains("//") || !path.bytes().all(is_plain)) {
            return Err(format!("`{text}` is no path such as /contracts or /tools/contracts"));
        }
        Ok(Self(path.to_owned()))
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::String(self.0.clone()))
    }
}

impl Value for IpAddr {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        text.trim().parse().map_err(|_| format!("`{text}` is no IP address"))
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::String(self.to_string()))
    }
}

/// A network, or a single address.
impl Value for IpNet {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let single = text.parse::<IpAddr>().map(Self::from);
        single
            .or_else(|_| text.parse())
            .map_err(|_| format!("`{text}` is no network such as 10.0.0.0/8, and no address"))
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::String(self.to_string()))
    }
}
