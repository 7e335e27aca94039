//! The request of a webhook as a template: what is kept, shown and filled.

use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::secrets::{STARS, is_secret, is_stars};
use super::template::is_parameter;
use super::{FilledRequest, Values};

/// What stands for itself in every part of a URL.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What is to be sent, with parameters in its texts.
#[derive(Clone, PartialEq)]
pub struct RequestTemplate {
    pub method: String,
    pub url: String,
    /// Values by name in lower case, in the order in which they were written.
    pub headers: IndexMap<String, String>,
    /// A JSON text is sent as it is, everything else as JSON.
    pub body: Option<Value>,
    pub username: Option<String>,
    /// Stars stand for one that is stored already.
    pub password: Option<String>,
}

/// Shows no secret.
impl std::fmt::Debug for RequestTemplate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.default_description())
    }
}

impl RequestTemplate {
    /// Puts the secrets that are stored already where stars stand for them; where nothing is stored, there is none.
    pub fn keeping(mut self, stored: Option<&Self>) -> Self {
        if self.password.as_deref().is_some_and(is_stars) {
            self.password = stored.and_then(|stored| stored.password.clone());
        }
        self.headers = std::mem::take(&mut self.headers)
            .into_iter()
            .filter_map(|(name, value)| match is_stars(&value) {
                true => Some((name.clone(), stored?.headers.get(&name)?.clone())),
                false => Some((name, value)),
            })
            .collect();
        self
    }

    /// The template as it is shown: with stars for secrets, unless one is nothing but a parameter.
    pub fn redacted(mut self) -> Self {
        let stars = |value: &mut String| {
            if !is_parameter(value) {
                STARS.clone_into(value);
            }
        };
        self.password.as_mut().map(stars);
        for (name, value) in &mut self.headers {
            if is_secret(name) {
                stars(value);
            }
        }
        self
    }

    /// What to call the webhook when nobody gave it a description: method and host.
    pub fn default_description(&self) -> String {
        default_description(&self.method, &self.url)
    }

    /// The request to be sent, with values for its parameters: encoded as in a form where they stand in the URL, as they
    /// are elsewhere, in the text of a JSON body too (`semantics.md` section 11).
    pub fn filled(&self, values: &Values) -> FilledRequest {
        let plain = |text: &str| values.fill(text, str::to_owned);
        let mut headers: IndexMap<String, String> = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect();
        let body = self.body.as_ref().map(|body| match body {
            Value::String(text) => plain(text),
            json => {
                headers
                    .entry("content-type".to_owned())
                    .or_insert_with(|| "application/json".to_owned());
                plain(&json.to_string())
            }
        });
        let encoded = |text: &str| utf8_percent_encode(text, COMPONENT).to_string().replace("%20", "+");
        FilledRequest {
            method: self.method.to_ascii_uppercase(),
            url: values.fill(&self.url, encoded),
            headers,
            body,
            credentials: self
                .username
                .as_deref()
                .map(|name| (plain(name), self.password.as_deref().map(plain).unwrap_or_default())),
        }
    }
}

/// Host and port of a URL: what is one receiver.
pub fn receiver_of(url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url
        .as_ref()
        .and_then(|url| Some((url.host_str()?, url.port_or_known_default()?)));
    host.map(|(host, port)| format!("{host}:{port}")).unwrap_or_default()
}

/// Method and host, in place of a description.
pub fn default_description(method: &str, url: &str) -> String {
    let parsed = Url::parse(url);
    let host = parsed.as_ref().ok().and_then(Url::host_str).unwrap_or("nowhere");
    format!("{} {host}", method.to_ascii_uppercase())
}
