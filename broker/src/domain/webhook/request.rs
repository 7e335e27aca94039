//! The request of a webhook as a template: what is kept, shown and filled.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::secrets::{STARS, is_secret, is_stars};
use super::template::{Filling, Part, is_parameter, secret_names};
use super::{FilledRequest, NamedSecrets, Values};

/// What stands for itself in every part of a URL.
pub(super) const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

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

    /// Puts something else in place of each secret, by the name of its place in the request; those that are nothing but a
    /// parameter stay, and so do stars.
    pub fn with_secrets<E>(mut self, mut replace: impl FnMut(&str, &str) -> Result<String, E>) -> Result<Self, E> {
        let mut replace_in = |place: &str, value: &mut String| {
            if !is_stars(value) && !is_parameter(value) {
                *value = replace(place, value)?;
            }
            Ok(())
        };
        if let Some(password) = &mut self.password {
            replace_in("password", password)?;
        }
        for (name, value) in self.headers.iter_mut().filter(|(name, _)| is_secret(name)) {
            replace_in(&format!("headers.{name}"), value)?;
        }
        Ok(self)
    }

    /// The named secrets that it has parameters for.
    pub fn secret_names(&self) -> BTreeSet<String> {
        let body = self.body.as_ref().map(Value::to_string);
        let own = [
            Some(&self.url),
            self.username.as_ref(),
            self.password.as_ref(),
            body.as_ref(),
        ];
        let texts = own.into_iter().flatten().chain(self.headers.values());
        texts.flat_map(|text| secret_names(text)).map(str::to_owned).collect()
    }

    /// What to call the webhook when nobody gave it a description: method and host.
    pub fn default_description(&self) -> String {
        default_description(&self.method, &self.url)
    }

    /// The request to be sent, with values and secrets for its parameters (`semantics.md` section 11). A secret that is
    /// not there is its fault.
    pub fn filled(&self, values: &Values, secrets: &NamedSecrets) -> FilledRequest {
        let filling = Filling { values, secrets };
        let plain = |text: &str| filling.fill(text, |part| part.text().to_owned());
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
                filling.fill(&json.to_string(), in_json)
            }
        });
        let missing = self
            .secret_names()
            .into_iter()
            .find(|name| !secrets.0.contains_key(name));
        FilledRequest {
            method: self.method.to_ascii_uppercase(),
            url: filling.fill(&self.url, in_url),
            headers,
            body,
            credentials: self
                .username
                .as_deref()
                .map(|name| (plain(name), self.password.as_deref().map(plain).unwrap_or_default())),
            named_secrets: secrets.0.values().cloned().collect(),
            signing_secrets: Vec::new(),
            fault: missing.map(|name| format!("there is no secret `{name}`")),
        }
    }
}

/// Encoded as in a form; a secret in a way that is right in a path, too.
fn in_url(part: Part<'_>) -> String {
    let encoded = utf8_percent_encode(part.text(), COMPONENT).to_string();
    match part {
        Part::Value(_) => encoded.replace("%20", "+"),
        Part::Secret(_) => encoded,
    }
}

/// A value as it is, which may leave no JSON; a secret as it must be written in a text of JSON.
fn in_json(part: Part<'_>) -> String {
    match part {
        Part::Value(text) => text.to_owned(),
        Part::Secret(text) => {
            let quoted = Value::from(text).to_string();
            quoted[1..quoted.len() - 1].to_owned()
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
