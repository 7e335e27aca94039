//! Resolves what a recorded request takes from earlier answers.

use std::collections::HashMap;
use std::sync::LazyLock;

use anyhow::Context as _;
use regex::{Captures, Regex};
use serde_json::Value;

static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{([\w.-]+):([^}]*)\}\}").expect("a constant pattern"));

/// The bodies that were received so far, by step.
#[derive(Default)]
pub(super) struct EarlierAnswers(HashMap<String, Value>);

impl EarlierAnswers {
    /// Keeps the body of a step; `Null` when it had none.
    pub(super) fn keep(&mut self, step: &str, body: Value) {
        self.0.insert(step.to_owned(), body);
    }

    /// Replaces every `{{step:/pointer}}` in a JSON value; a string that is nothing else takes the value found as it is.
    ///
    /// # Errors
    /// When the step has not been played or its answer has nothing at the pointer.
    pub(super) fn resolve(&self, value: &Value) -> anyhow::Result<Value> {
        Ok(match value {
            Value::String(text) => match whole(text) {
                Some(reference) => self.look_up(&reference)?.clone(),
                None => Value::String(self.resolve_text(text)?),
            },
            Value::Array(items) => items.iter().map(|item| self.resolve(item)).collect::<Result<_, _>>()?,
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(key, member)| Ok((key.clone(), self.resolve(member)?)))
                    .collect::<anyhow::Result<_>>()?,
            ),
            other => other.clone(),
        })
    }

    /// Replaces every reference inside a text by the text of what it points at.
    ///
    /// # Errors
    /// As [`EarlierAnswers::resolve`].
    pub(super) fn resolve_text(&self, text: &str) -> anyhow::Result<String> {
        let mut resolved = String::with_capacity(text.len());
        let mut rest = 0;
        for reference in REFERENCE.captures_iter(text) {
            let span = reference.get(0).expect("group 0 is the whole match");
            resolved.push_str(&text[rest..span.start()]);
            match self.look_up(&reference)? {
                Value::String(found) => resolved.push_str(found),
                found => resolved.push_str(&found.to_string()),
            }
            rest = span.end();
        }
        resolved.push_str(&text[rest..]);
        Ok(resolved)
    }

    fn look_up(&self, reference: &Captures<'_>) -> anyhow::Result<&Value> {
        let (step, path) = (&reference[1], &reference[2]);
        let answer = self
            .0
            .get(step)
            .with_context(|| format!("no answer to step {step} has been kept"))?;
        let path = path.trim_end_matches('/');
        answer
            .pointer(path)
            .with_context(|| format!("the answer to step {step} has nothing at {path}"))
    }
}

fn whole(text: &str) -> Option<Captures<'_>> {
    REFERENCE
        .captures(text)
        .filter(|reference| reference[0].len() == text.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answers() -> EarlierAnswers {
        let mut answers = EarlierAnswers::default();
        answers.keep(
            "s1",
            json!({"_links": {"self": {"href": "http://b/x"}}, "items": [{"n": 7}], "a/b": "slash"}),
        );
        answers
    }

    #[test]
    fn a_whole_reference_keeps_the_type() {
        assert_eq!(
            answers().resolve(&json!({"n": "{{s1:/items/0/n}}"})).unwrap(),
            json!({"n": 7})
        );
    }

    #[test]
    fn references_inside_a_text_become_text() {
        assert_eq!(
            answers().resolve_text("/v/{{s1:/items/0/n}}/{{s1:/a~1b}}").unwrap(),
            "/v/7/slash"
        );
    }

    #[test]
    fn what_is_not_there_is_named() {
        let error = answers().resolve_text("{{s1:/nope}}").unwrap_err().to_string();
        assert_eq!(error, "the answer to step s1 has nothing at /nope");
        assert!(
            answers()
                .resolve_text("{{s2:/nope}}")
                .unwrap_err()
                .to_string()
                .contains("s2")
        );
    }
}
