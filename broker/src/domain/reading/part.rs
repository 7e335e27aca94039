//! A request, a response or a message.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::super::json::Json;
use super::body::Body;
use super::rules::Rule;
use super::{Text, generators, plain, rules};

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What the consumer sends.
    Request,
    /// What the provider answers.
    Response,
    /// What the provider sends unasked.
    Message,
    /// Something that the specification does not know.
    Unknown,
}

/// A name with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The name.
    pub name: Text<'a>,
    /// The value; several with commas between.
    pub value: Text<'a>,
}

/// What is sent one way.
#[derive(Debug)]
pub struct Part<'a> {
    /// Who sends it.
    pub role: Role,
    /// Of a request.
    pub method: Option<Text<'a>>,
    /// Of a request.
    pub path: Option<Text<'a>>,
    /// Of a request.
    pub query: Vec<Pair<'a>>,
    /// Of a response.
    pub status: Option<Text<'a>>,
    /// HTTP headers.
    pub headers: Vec<Pair<'a>>,
    /// What a message carries beside its content.
    pub metadata: Vec<Pair<'a>>,
    /// Its content.
    pub body: Body<'a>,
    /// What may differ from the example, and how.
    pub rules: Vec<Rule<'a>>,
    /// What is put into the example when it is used.
    pub generators: Vec<Rule<'a>>,
}

impl<'a> Part<'a> {
    pub(super) fn of(source: &'a Json, role: Role, is_fourth: bool) -> Self {
        let text = |key: &str| source.get(key).map(plain);
        let headers = source.get("headers").map(pairs).unwrap_or_default();
        let metadata = ["metadata", "metaData"].iter().find_map(|key| source.get(key));
        let metadata = metadata.map(pairs).unwrap_or_default();
        let content_type = content_type(&headers).or_else(|| content_type(&metadata));
        let body = source.get("contents").or_else(|| source.get("body"));
        Self {
            role,
            method: text("method"),
            path: text("path"),
            query: source.get("query").map(query).unwrap_or_default(),
            status: text("status"),
            body: Body::of(body, is_fourth, content_type),
            rules: rules::of(source),
            generators: generators::of(source),
            headers,
            metadata,
        }
    }

    /// A whole interaction of a kind that nobody knows, as it stands.
    pub(super) fn unknown(source: &'a Json) -> Self {
        let nothing = &Json::Null;
        Self {
            body: Body::of(Some(source), false, None),
            ..Self::of(nothing, Role::Unknown, false)
        }
    }
}

fn content_type(pairs: &[Pair<'_>]) -> Option<String> {
    let is_type = |name: &str| ["content-type", "contenttype"].contains(&name.to_ascii_lowercase().as_str());
    let found = pairs.iter().find(|pair| is_type(&pair.name))?;
    Some(found.value.clone().into_owned())
}

/// The members of an object; of what is none, itself.
pub(super) fn pairs(source: &Json) -> Vec<Pair<'_>> {
    match source {
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| Pair {
                name: Cow::Borrowed(name),
                value: joined(value),
            })
            .collect(),
        Json::Null => Vec::new(),
        other => vec![Pair {
            name: Cow::Borrowed(""),
            value: plain(other),
        }],
    }
}

fn joined(value: &Json) -> Text<'_> {
    match value.as_array() {
        Some([only]) => plain(only),
        Some(several) => Cow::Owned(several.iter().map(plain).collect::<Vec<_>>().join(", ")),
        None => plain(value),
    }
}

/// Versions 1 and 2 write the query as it goes over the wire, later ones as an object of lists.
fn query(source: &Json) -> Vec<Pair<'_>> {
    match source {
        Json::String(text) => text.split('&').filter(|part| !part.is_empty()).map(parameter).collect(),
        Json::Object(members) => members.iter().flat_map(|(name, value)| values(name, value)).collect(),
        other => pairs(other),
    }
}

fn parameter(text: &str) -> Pair<'_> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    Pair {
        name: decoded(name),
        value: decoded(value),
    }
}

fn decoded(text: &str) -> Text<'_> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8_lossy().into_owned();
    Cow::Owned(decoded)
}

fn values<'a>(name: &'a str, value: &'a Json) -> Vec<Pair<'a>> {
    let each = value.as_array().unwrap_or(std::slice::from_ref(value));
    let pair = |value: &'a Json| Pair {
        name: Cow::Borrowed(name),
        value: plain(value),
    };
    each.iter().map(pair).collect()
}
