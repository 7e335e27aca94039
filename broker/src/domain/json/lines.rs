//! Writes JSON over many lines, for people and for comparing line by line.

use super::write::string;
use super::{Json, number};

/// What one level is indented by.
const STEP: &str = "  ";

/// One member or element on each line, keys sorted by their bytes, numbers as Ruby prints them, a line feed at the end:
/// equal values give equal lines.
pub(super) fn sorted(json: &Json) -> String {
    let mut out = String::new();
    value(json, 0, &mut out);
    out.push('\n');
    out
}

fn value(json: &Json, level: usize, out: &mut String) {
    match json {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Number(text) => out.push_str(&number::ruby(text)),
        Json::String(text) => string(text, out),
        Json::Array(elements) => {
            let write = |element: &Json, out: &mut String| value(element, level + 1, out);
            block(('[', ']'), elements.iter(), level, out, write);
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            block(('{', '}'), members.into_iter(), level, out, |(key, member), out| {
                string(key, out);
                out.push_str(": ");
                value(member, level + 1, out);
            });
        }
    }
}

fn block<T>(
    (open, close): (char, char),
    parts: impl ExactSizeIterator<Item = T>,
    level: usize,
    out: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    out.push(open);
    let count = parts.len();
    for (index, part) in parts.enumerate() {
        new_line(level + 1, out);
        write(part, out);
        if index + 1 < count {
            out.push(',');
        }
    }
    if count > 0 {
        new_line(level, out);
    }
    out.push(close);
}

fn new_line(level: usize, out: &mut String) {
    out.push('\n');
    (0..level).for_each(|_| out.push_str(STEP));
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn equal_values_give_equal_lines() {
        let lines = |text: &str| parse(text.as_bytes()).expect("tests pass JSON").to_sorted_lines();
        assert_eq!(
            lines(r#"{"b":[1e2,{}],"a":{"c":null,"":[]}}"#),
            "{\n  \"a\": {\n    \"\": [],\n    \"c\": null\n  },\n  \"b\": [\n    100.0,\n    {}\n  ]\n}\n"
        );
        assert_eq!(lines(r#"{"a":1,"b":100.0}"#), lines(r#"{"b":1e2,"a":1}"#));
    }
}
