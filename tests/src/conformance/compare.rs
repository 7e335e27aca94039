//! Compares recorded answers with received ones, both in normalised form.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Number, Value};

static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"<(sha|uuid|result):([^>]*)>").expect("a constant pattern"));

/// One place where an answer is not as recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// JSON pointer into the answer, such as `/body/_links/self/href`; ends in ` (length)` for arrays of other length.
    pub at: String,
    /// What the recording has there.
    pub recorded: Value,
    /// What came; none when the key is missing.
    pub got: Option<Value>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if self.at.is_empty() { "/" } else { &self.at };
        let got = self.got.as_ref().map_or_else(|| "(absent)".to_owned(), excerpt);
        write!(f, "{at}: recorded {} got {got}", excerpt(&self.recorded))
    }
}

fn excerpt(value: &Value) -> String {
    value.to_string().chars().take(200).collect()
}

/// The comparison of one recording, which remembers how identities correspond.
#[derive(Default)]
pub(super) struct Comparison {
    received_for: HashMap<Identity, String>,
    recorded_for: HashMap<Identity, String>,
}

/// Kind of token and value.
type Identity = (String, String);

impl Comparison {
    /// Lists where `got` is not as `recorded`; further keys in `got` are no difference.
    pub(super) fn differences(&mut self, recorded: &Value, got: &Value) -> Vec<Difference> {
        let mut found = Vec::new();
        self.compare(recorded, got, String::new(), &mut found);
        found
    }

    fn compare(&mut self, recorded: &Value, got: &Value, at: String, found: &mut Vec<Difference>) {
        match (recorded, got) {
            (Value::Object(recorded), Value::Object(got)) => {
                for (key, value) in recorded {
                    let at = format!("{at}/{key}");
                    match got.get(key) {
                        Some(got) => self.compare(value, got, at, found),
                        None if says_nothing(value) => {}
                        None => found.push(Difference {
                            at,
                            recorded: value.clone(),
                            got: None,
                        }),
                    }
                }
            }
            (Value::Array(recorded), Value::Array(got)) if recorded.len() != got.len() => found.push(Difference {
                at: format!("{at} (length)"),
                recorded: recorded.len().into(),
                got: Some(got.len().into()),
            }),
            (Value::Array(recorded), Value::Array(got)) if at.ends_with("/matrix") => {
                let pairs = matrix_rows(recorded).into_iter().zip(matrix_rows(got));
                for (index, (recorded, got)) in pairs.enumerate() {
                    self.compare(recorded, got, format!("{at}/{index}"), found);
                }
            }
            (Value::Array(recorded), Value::Array(got)) => {
                for (index, (recorded, got)) in recorded.iter().zip(got).enumerate() {
                    self.compare(recorded, got, format!("{at}/{index}"), found);
                }
            }
            (Value::String(one), Value::String(other)) if self.same_text(one, other) => {}
            (Value::Number(one), Value::Number(other)) if same_number(one, other) => {}
            _ if recorded == got => {}
            _ => found.push(Difference {
                at,
                recorded: recorded.clone(),
                got: Some(got.clone()),
            }),
        }
    }

    fn same_text(&mut self, recorded: &str, got: &str) -> bool {
        if recorded == got {
            return true;
        }
        if TOKEN.replace_all(recorded, "<$1>") != TOKEN.replace_all(got, "<$1>") {
            return false;
        }
        TOKEN
            .captures_iter(recorded)
            .zip(TOKEN.captures_iter(got))
            .filter(|(recorded, _)| &recorded[1] != "result")
            .all(|(recorded, got)| self.correspond(&recorded[1], &recorded[2], &got[2]))
    }

    fn correspond(&mut self, kind: &str, recorded: &str, got: &str) -> bool {
        let there = self
            .received_for
            .entry((kind.to_owned(), recorded.to_owned()))
            .or_insert_with(|| got.to_owned());
        there == got && {
            let back = self
                .recorded_for
                .entry((kind.to_owned(), got.to_owned()))
                .or_insert_with(|| recorded.to_owned());
            back == recorded
        }
    }
}

/// The reference writes some keys with null or an empty list which others leave out; a client sees no difference.
fn says_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn same_number(one: &Number, other: &Number) -> bool {
    one == other || ((one.is_f64() || other.is_f64()) && one.as_f64() == other.as_f64())
}

/// Orders the rows of a matrix by who they are about, since their order is no promise.
fn matrix_rows(rows: &[Value]) -> Vec<&Value> {
    let text = |row: &Value, pointer: &str| row.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let mut rows: Vec<&Value> = rows.iter().collect();
    rows.sort_by_cached_key(|row| {
        (
            [
                "/consumer/name",
                "/consumer/version/number",
                "/provider/name",
                "/provider/version/number",
            ]
            .map(|pointer| text(row, pointer)),
            row.pointer("/verificationResult/success").and_then(Value::as_bool),
        )
    });
    rows
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn places(recorded: &Value, got: &Value) -> Vec<String> {
        Comparison::default()
            .differences(recorded, got)
            .into_iter()
            .map(|difference| difference.at)
            .collect()
    }

    #[test]
    fn an_answer_with_more_keys_agrees() {
        assert!(places(&json!({"a": 1}), &json!({"a": 1, "b": 2})).is_empty());
    }

    #[test]
    fn a_wrong_status_differs() {
        assert_eq!(places(&json!({"status": 200}), &json!({"status": 201})), ["/status"]);
    }

    #[test]
    fn a_missing_key_differs_unless_it_says_nothing() {
        assert_eq!(
            places(&json!({"body": {"name": "x"}}), &json!({"body": {}})),
            ["/body/name"]
        );
        assert!(places(&json!({"tags": [], "branch": null}), &json!({})).is_empty());
    }

    #[test]
    fn another_array_length_differs() {
        assert_eq!(places(&json!({"a": [1, 2]}), &json!({"a": [1]})), ["/a (length)"]);
    }

    #[test]
    fn another_type_differs() {
        assert_eq!(places(&json!({"a": true}), &json!({"a": 1})), ["/a"]);
        assert_eq!(places(&json!({"a": "1"}), &json!({"a": 1})), ["/a"]);
        assert_eq!(places(&json!({"a": {}}), &json!({"a": []})), ["/a"]);
    }

    #[test]
    fn numbers_are_compared_by_value() {
        assert!(places(&json!([1, 1000.0]), &json!([1.0, 1000])).is_empty());
        assert_eq!(places(&json!([1]), &json!([1.5])), ["/0"]);
    }

    #[test]
    fn identities_may_have_other_values_if_they_correspond() {
        let recorded = json!(["/x/<sha:aa>", "<sha:bb>", "<sha:aa>"]);
        assert!(places(&recorded, &json!(["/x/<sha:11>", "<sha:22>", "<sha:11>"])).is_empty());
    }

    #[test]
    fn an_identity_that_stands_for_two_differs() {
        assert_eq!(
            places(&json!(["<sha:aa>", "<sha:aa>"]), &json!(["<sha:11>", "<sha:22>"])),
            ["/1"]
        );
        assert_eq!(
            places(&json!(["<uuid:aa>", "<uuid:bb>"]), &json!(["<uuid:11>", "<uuid:11>"])),
            ["/1"]
        );
    }

    #[test]
    fn identities_correspond_across_the_steps_of_a_recording() {
        let mut comparison = Comparison::default();
        assert!(
            comparison
                .differences(&json!("<sha:aa>"), &json!("<sha:11>"))
                .is_empty()
        );
        assert_eq!(comparison.differences(&json!("<sha:aa>"), &json!("<sha:22>")).len(), 1);
    }

    #[test]
    fn numbers_of_results_are_free() {
        assert!(
            places(
                &json!(["<result:1>", "<result:1>"]),
                &json!(["<result:8>", "<result:9>"])
            )
            .is_empty()
        );
    }

    #[test]
    fn matrix_rows_are_a_set() {
        let row = |number: &str, success: bool| json!({"consumer": {"name": "a", "version": {"number": number}}, "verificationResult": {"success": success}});
        let recorded = json!({"matrix": [row("1", true), row("2", false)]});
        assert!(places(&recorded, &json!({"matrix": [row("2", false), row("1", true)]})).is_empty());
        assert_eq!(
            places(&recorded, &json!({"matrix": [row("2", true), row("1", true)]})),
            ["/matrix/1/verificationResult/success"]
        );
    }
}
