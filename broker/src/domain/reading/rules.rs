//! Matching rules: where something may differ from the example, and how.

use std::borrow::Cow;

use super::super::json::{Json, Members};
use super::matchers::{matcher, said_as_it_stands, set};
use super::phrase::Phrase;
use super::{Text, plain};

/// What is said about a place of a part.
#[derive(Debug, PartialEq)]
pub struct Rule<'a> {
    /// The place.
    pub place: Place<'a>,
    /// What is said about it.
    pub says: Phrase,
}

/// A place of a part.
#[derive(Debug, PartialEq)]
pub struct Place<'a> {
    /// "body", "header", "path", …
    pub of: Text<'a>,
    /// Where in there: an expression for bodies, the name of a header or parameter.
    pub path: Option<Text<'a>>,
}

pub(super) fn of(part: &Json) -> Vec<Rule<'_>> {
    match part.get("matchingRules") {
        Some(Json::Object(members)) => each(members, set, matcher),
        _ => Vec::new(),
    }
}

/// How the rule of a place is said.
type Say = fn(&Json) -> Phrase;

/// Reads `{place: rule}`, of version 2, and `{part: {place: rule}}`, of later ones; a rule may be one of several or stand
/// alone.
pub(super) fn each(members: &Members, set: Say, single: Say) -> Vec<Rule<'_>> {
    members
        .iter()
        .flat_map(|(key, value)| of_member(key, value, set, single))
        .collect()
}

fn of_member<'a>(key: &'a str, value: &'a Json, set: Say, single: Say) -> Vec<Rule<'a>> {
    let place = Place::of_old(key);
    let rule = |place, says| Rule { place, says };
    match (place, value) {
        (Some(place), value) => vec![rule(place, single(value))],
        (None, Json::Object(_)) if is_rule(value) => vec![rule(Place::part(key), set(value))],
        (None, Json::Object(places)) => places
            .iter()
            .map(|(path, value)| rule(Place::within(key, path), set(value)))
            .collect(),
        (None, other) => vec![rule(Place::part(key), said_as_it_stands(other))],
    }
}

/// Is it a rule, and not an object of places?
fn is_rule(value: &Json) -> bool {
    let member = |key: &str, of_kind: fn(&Json) -> bool| value.get(key).is_some_and(of_kind);
    let is_text = |value: &Json| value.as_str().is_some();
    let is_list = |value: &Json| value.as_array().is_some();
    member("matchers", is_list) || member("match", is_text) || member("type", is_text)
}

impl<'a> Place<'a> {
    fn part(key: &'a str) -> Self {
        Self {
            of: name_of(key),
            path: None,
        }
    }

    fn within(key: &'a str, path: &'a str) -> Self {
        let path = Some(path).filter(|path| !path.is_empty());
        Self {
            of: name_of(key),
            path: path.map(Cow::Borrowed),
        }
    }

    /// `$.body.a[0]`, `$.headers['X']`, `$.path`: version 2 has everything in one expression.
    fn of_old(expression: &'a str) -> Option<Self> {
        let rest = expression.strip_prefix('$')?;
        let (first, rest) = segment(rest);
        let of = name_of(first);
        let path = match (of.as_ref(), rest) {
            ("body", rest) => Some(Cow::Owned(format!("${rest}"))),
            (_, "") => None,
            (_, rest) => match segment(rest) {
                (name, "") => Some(Cow::Borrowed(name)),
                _ => Some(Cow::Borrowed(rest)),
            },
        };
        Some(Self { of, path })
    }
}

/// The first step of an expression, and what follows.
fn segment(expression: &str) -> (&str, &str) {
    if let Some(quoted) = expression.strip_prefix("['")
        && let Some((name, rest)) = quoted.split_once("']")
    {
        return (name, rest);
    }
    let bare = expression.strip_prefix('.').unwrap_or(expression);
    let end = bare.find(['.', '[']).unwrap_or(bare.len());
    bare.split_at(end)
}

fn name_of(key: &str) -> Text<'_> {
    Cow::Borrowed(match key {
        "body" | "content" | "contents" => "body",
        "header" | "headers" => "header",
        "query" => "query parameter",
        "metadata" | "metaData" => "metadata",
        "" => "everything",
        other => other,
    })
}

/// A member of a rule as people read it.
pub(super) fn member(rule: &Json, key: &str) -> Option<String> {
    rule.get(key)
        .filter(|value| !matches!(value, Json::Null))
        .map(|value| plain(value).into_owned())
}
