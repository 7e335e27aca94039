//! Reads the request of a webhook, and says what is wrong with it.

use indexmap::IndexMap;
use serde_json::Value;

use super::secrets::STARS;
use super::{RequestTemplate, WebhookRules};
use crate::domain::invalid::{Fields, Invalid, MUST_BE_A_HASH, MUST_BE_A_STRING, MUST_BE_FILLED};

impl RequestTemplate {
    /// Reads `{"method": …, "url": …}` with what may stand beside. A password that is not mentioned is the stored one.
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
