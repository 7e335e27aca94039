//! The request of a webhook: as a template, and filled to be sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::secrets::{STARS, is_secret, is_stars};
use super::template::is_parameter;
use super::{Values, WebhookRules};
use crate::domain::invalid::{Fields, Invalid, MUST_BE_A_HASH, MUST_BE_A_STRING, MUST_BE_FILLED};

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
    pub(super) fn from_value(value: &Value, rules: &WebhookRules) -> Result<Self, Invalid> {
        let mut fields = Fields::of(value)?;
        let method = method(&mut fields, rules);
        let url = url(&mut fields, rules);
        let headers = headers(&mut fields);
        let body = body(&mut fields);
        let username = fields.optional_string("username").map(str::to_owned);
        let password = match fields.raw("password") {
            None => Some(STARS.to_owned()),
            Some(_) => fields.optional_string("password").map(str::to_owned),
        };
        fields.finish(|| {
            Some(Self {
                method: method?,
                url: url?,
                headers,
                body,
                username: username.filter(|text| !text.is_empty()),
                password: password.filter(|text| !text.is_empty()),
            })
        })
    }

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

    /// The request to be sent, with values for its parameters.
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
                values.fill_json(json).to_string()
            }
        });
        let encoded = |text: &str| utf8_percent_encode(text, COMPONENT).to_string();
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

/// Method and host, in place of a description.
pub fn default_description(method: &str, url: &str) -> String {
    let parsed = Url::parse(url);
    let host = parsed.as_ref().ok().and_then(Url::host_str).unwrap_or("nowhere");
    format!("{} {host}", method.to_ascii_uppercase())
}

fn method(fields: &mut Fields<'_>, rules: &WebhookRules) -> Option<String> {
    let method = fields.required_string("method")?;
    match rules.fault_of_method(method) {
        None => Some(method.to_owned()),
        Some(fault) => {
            fields.add("method", fault);
            None
        }
    }
}

fn url(fields: &mut Fields<'_>, rules: &WebhookRules) -> Option<String> {
    let url = fields.required_string("url")?;
    let authority = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or("");
    let fault = match authority.contains("${") {
        true => Some("cannot have a parameter in the host".to_owned()),
        // Braces are encoded when a URL is read, so parameters do not make it another one.
        false => rules.fault_of_url(url),
    };
    match fault {
        None => Some(url.to_owned()),
        Some(fault) => {
            fields.add("url", fault);
            None
        }
    }
}

fn headers(fields: &mut Fields<'_>) -> IndexMap<String, String> {
    let members = match fields.filled("headers") {
        None => return IndexMap::new(),
        Some(Value::Object(members)) => members,
        Some(_) => {
            fields.add("headers", MUST_BE_A_HASH);
            return IndexMap::new();
        }
    };
    let mut headers = IndexMap::new();
    for (name, value) in members {
        match header(name, value) {
            Ok(value) => {
                headers.insert(name.to_ascii_lowercase(), value);
            }
            Err(fault) => fields.add("headers", format!("{name} {fault}")),
        }
    }
    headers
}

fn header(name: &str, value: &Value) -> Result<String, &'static str> {
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(of_name) {
        return Err("is not the name of a header");
    }
    match value {
        Value::String(text) if text.contains(char::is_control) => Err("cannot contain control characters"),
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Null => Err(MUST_BE_FILLED),
        _ => Err(MUST_BE_A_STRING),
    }
}

fn body(fields: &mut Fields<'_>) -> Option<Value> {
    let body = fields.filled("body")?;
    if matches!(body, Value::Bool(_) | Value::Number(_)) {
        fields.add("body", "must be an object, a list or a text");
    }
    Some(body.clone())
}

/// What is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct FilledRequest {
    pub method: String,
    pub url: String,
    /// Values by name in lower case.
    pub headers: IndexMap<String, String>,
    pub body: Option<String>,
    /// User and password, for basic authentication.
    pub credentials: Option<(String, String)>,
}

/// Shows no secret.
impl std::fmt::Debug for FilledRequest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", default_description(&self.method, &self.url))
    }
}

impl FilledRequest {
    /// The headers as they may be shown.
    pub fn redacted_headers(&self) -> IndexMap<String, String> {
        let headers = self.headers.iter();
        headers
            .map(|(name, value)| {
                let shown = if is_secret(name) { STARS } else { value };
                (name.clone(), shown.to_owned())
            })
            .collect()
    }

    /// Everything that must not be shown, also when it is sent back: secrets whole, without the scheme before them, and
    /// encoded.
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| is_secret(name))
            .flat_map(|(_, value)| [value.as_str(), value.rsplit(' ').next().unwrap_or_default()])
            .map(str::to_owned)
            .collect();
        if let Some((name, password)) = &self.credentials {
            secrets.push(STANDARD.encode(format!("{name}:{password}")));
            secrets.push(password.clone());
        }
        secrets
    }
}
