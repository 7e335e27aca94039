//! Fields that differ, each with its place in words.

use super::super::code::{self, Code};
use super::super::text::{Room, visible};
use crate::domain::difference::FieldChange;
use crate::domain::json::Json;

/// A field, as it was and as it is.
pub(super) struct Field {
    /// "request body", "response status", …
    pub(super) of: String,
    /// Where in there.
    pub(super) path: Option<String>,
    pub(super) before: Option<Code>,
    pub(super) after: Option<Code>,
}

impl Field {
    pub(super) fn of(room: &mut Room, change: &FieldChange<'_>) -> Self {
        let mut side = |value: Option<&Json>| {
            let code = code::json(value?, room.for_body());
            room.spend(code.size);
            Some(code)
        };
        let (before, after) = (side(change.before), side(change.after));
        let (of, path) = place(&change.path);
        Self {
            of: room.text(&of, 200),
            path: path.map(|path| room.text(&path, 1_000)),
            before,
            after,
        }
    }

    /// What happened to it.
    pub(super) fn verb(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        }
    }
}

/// The words for the beginning of a JSON pointer, and the rest as an expression.
fn place(pointer: &str) -> (String, Option<String>) {
    let mut steps = pointer
        .split('/')
        .skip(1)
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .peekable();
    let mut words: Vec<&str> = Vec::new();
    while let Some(word) = steps.peek().and_then(|step| word(step, words.last().copied())) {
        steps.next();
        if word != "content" {
            words.push(word);
        }
        if ["matching rules", "generators"].contains(&word) {
            break;
        }
    }
    let rest: Vec<String> = steps.collect();
    let path = match words.last() {
        _ if rest.is_empty() => None,
        Some(&"body") => Some(rest.iter().fold("$".to_owned(), |path, step| path + &expression(step))),
        _ => Some(rest.join(" › ")),
    };
    let words = if words.is_empty() { vec!["contract"] } else { words };
    (words.join(" "), path.map(|path| visible(&path)))
}

fn word(step: &str, before: Option<&str>) -> Option<&'static str> {
    match (step, before) {
        ("request", None) => Some("request"),
        ("response", None) => Some("response"),
        ("metadata", None | Some("request" | "response")) => Some("metadata"),
        ("providerStates", None) => Some("provider states"),
        ("providerState" | "provider_state", None) => Some("provider state"),
        // What version 4 wraps the body in.
        ("content", Some("body")) => Some("content"),
        (_, Some("body")) => None,
        ("body" | "contents", None | Some("request" | "response")) => Some("body"),
        ("headers", Some("request" | "response")) => Some("header"),
        ("query", Some("request")) => Some("query"),
        ("path", Some("request")) => Some("path"),
        ("method", Some("request")) => Some("method"),
        ("status", Some("response")) => Some("status"),
        ("matchingRules", None | Some("request" | "response")) => Some("matching rules"),
        ("generators", None | Some("request" | "response")) => Some("generators"),
        _ => None,
    }
}

fn expression(step: &str) -> String {
    let is_index = step.bytes().all(|byte| byte.is_ascii_digit()) && !step.is_empty();
    let is_name = step
        .chars()
        .all(|one| one.is_alphanumeric() || one == '_' || one == '-');
    match (is_index, is_name && !step.is_empty()) {
        (true, _) => format!("[{step}]"),
        (_, true) => format!(".{step}"),
        _ => format!("['{step}']"),
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn places_are_told_in_words() {
        for (pointer, words, path) in [
            ("/response/status", "response status", None),
            ("/request/headers/Content-Type", "request header", Some("Content-Type")),
            (
                "/response/body/lines/0/a~1b",
                "response body",
                Some("$.lines[0]['a/b']"),
            ),
            ("/response/body/content/id", "response body", Some("$.id")),
            ("/contents/content/id", "body", Some("$.id")),
            (
                "/request/matchingRules/body/$.id/match",
                "request matching rules",
                Some("body › $.id › match"),
            ),
            (
                "/providerStates/0/params/id",
                "provider states",
                Some("0 › params › id"),
            ),
            (
                "/metadata/pactSpecification/version",
                "metadata",
                Some("pactSpecification › version"),
            ),
            ("/pending", "contract", Some("pending")),
            ("", "contract", None),
        ] {
            assert_eq!(place(pointer), (words.to_owned(), path.map(str::to_owned)), "{pointer}");
        }
    }
}
