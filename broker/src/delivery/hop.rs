//! One request of an attempt: the first, or the one that a redirect asks for.

use reqwest::header::{
    CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION,
};
use reqwest::{Method, StatusCode, Url};

use super::answer::NoAnswer;
use crate::domain::webhook::{FilledRequest, is_secret};

/// Headers that say how a message is carried; a sender that sets them by hand makes it another message.
const OF_THE_CONNECTION: [&str; 6] = [
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "te",
    "transfer-encoding",
];

/// What is sent, and whereto.
#[derive(Debug, Clone)]
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) credentials: Option<(String, String)>,
    pub(super) body: Option<String>,
    /// Named secrets, wherever they stand.
    named_secrets: Vec<String>,
    /// Did a receiver choose this, and not who made the webhook?
    pub(super) redirected: bool,
}

impl Hop {
    /// The request as it was written.
    pub(super) fn first(request: &FilledRequest) -> Result<Self, NoAnswer> {
        let not_sent = |error: &dyn std::fmt::Display| NoAnswer::NotSent(error.to_string());
        Ok(Self {
            method: request.method.parse().map_err(|error| not_sent(&error))?,
            url: Url::parse(&request.url).map_err(|error| not_sent(&error))?,
            headers: headers(request).map_err(NoAnswer::NotSent)?,
            credentials: request.credentials.clone(),
            body: request.body.clone(),
            named_secrets: request.named_secrets_in_all_forms(),
            redirected: false,
        })
    }

    /// The request that an answer to this one asks for (RFC 9110, section 15.4); none if it does not redirect, or would
    /// take a body with a secret to somebody else.
    pub(super) fn after(&self, status: StatusCode, headers: &HeaderMap) -> Option<Self> {
        let keeps_method = match status.as_u16() {
            307 | 308 => true,
            301..=303 => false,
            _ => return None,
        };
        let url = self.url.join(headers.get(LOCATION)?.to_str().ok()?).ok()?;
        let mut next = Self {
            url,
            redirected: true,
            ..self.clone()
        };
        if !keeps_method {
            next.become_a_question();
        }
        if next.url.origin() != self.url.origin() {
            next.forget_secrets();
            if next.body.as_ref().is_some_and(|body| next.has_named_secret(body)) {
                return None;
            }
        }
        Some(next)
    }

    fn become_a_question(&mut self) {
        if self.method != Method::HEAD {
            self.method = Method::GET;
        }
        self.body = None;
        for name in [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION] {
            self.headers.remove(name);
        }
    }

    /// They were meant for whoever the webhook names.
    fn forget_secrets(&mut self) {
        self.credentials = None;
        let headers = self.headers.iter();
        let secret = headers.filter(|(name, value)| {
            is_secret(name.as_str()) || self.has_named_secret(&String::from_utf8_lossy(value.as_bytes()))
        });
        let secret: Vec<HeaderName> = secret.map(|(name, _)| name.clone()).collect();
        for name in secret {
            self.headers.remove(name);
        }
    }

    fn has_named_secret(&self, text: &str) -> bool {
        self.named_secrets.iter().any(|secret| text.contains(secret))
    }
}

fn headers(request: &FilledRequest) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    let own = request.headers.iter();
    for (name, value) in own.filter(|(name, _)| !OF_THE_CONNECTION.contains(&name.as_str())) {
        let unusable = |_| format!("the header {name} has a value that cannot be sent");
        let mut value = HeaderValue::from_str(value).map_err(unusable)?;
        // Keeps it out of what the libraries below may log.
        value.set_sensitive(true);
        let name: HeaderName = name.parse().map_err(|_| format!("{name} is no header"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests;
