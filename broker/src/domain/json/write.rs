//! Writes JSON without white space, in the forms that are stored and hashed.

use super::{Json, number};

/// Keys in their order, numbers as they were written.
pub(super) fn as_written(json: &Json, out: &mut String) {
    Form {
        numbers: |text, out| out.push_str(text),
        sorted: false,
    }
    .write(json, out);
}

/// Keys in their order, numbers as Ruby prints them.
pub(super) fn as_ruby(json: &Json, out: &mut String) {
    Form {
        numbers: ruby_number,
        sorted: false,
    }
    .write(json, out);
}

/// Keys sorted by their bytes at every level, numbers as Ruby prints them.
pub(super) fn as_ruby_sorted(json: &Json, out: &mut String) {
    Form {
        numbers: ruby_number,
        sorted: true,
    }
    .write(json, out);
}

fn ruby_number(text: &str, out: &mut String) {
    out.push_str(&number::ruby(text));
}

#[derive(Clone, Copy)]
struct Form {
    numbers: fn(&str, &mut String),
    sorted: bool,
}

impl Form {
    fn write(self, json: &Json, out: &mut String) {
        match json {
            Json::Null => out.push_str("null"),
            Json::Bool(true) => out.push_str("true"),
            Json::Bool(false) => out.push_str("false"),
            Json::Number(text) => (self.numbers)(text, out),
            Json::String(text) => string(text, out),
            Json::Array(elements) => self.array(elements, out),
            Json::Object(members) if self.sorted => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_unstable_by_key(|(key, _)| *key);
                self.object(sorted.into_iter(), out);
            }
            Json::Object(members) => self.object(members.iter(), out),
        }
    }

    fn array(self, elements: &[Json], out: &mut String) {
        out.push('[');
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            self.write(element, out);
        }
        out.push(']');
    }

    fn object<'a>(self, members: impl Iterator<Item = (&'a String, &'a Json)>, out: &mut String) {
        out.push('{');
        for (index, (key, value)) in members.enumerate() {
            if index > 0 {
                out.push(',');
            }
            string(key, out);
            out.push(':');
            self.write(value, out);
        }
        out.push('}');
    }
}

/// A quoted text. Only quotes, backslashes and control characters are escaped, as Ruby's generator does.
pub(super) fn string(text: &str, out: &mut String) {
    out.push('"');
    let mut plain_from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[plain_from..at]);
        escape(byte, out);
        plain_from = at + 1;
    }
    out.push_str(&text[plain_from..]);
    out.push('"');
}

fn escape(byte: u8, out: &mut String) {
    match byte {
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        b'\n' => out.push_str("\\n"),
        b'\r' => out.push_str("\\r"),
        b'\t' => out.push_str("\\t"),
        0x08 => out.push_str("\\b"),
        0x0c => out.push_str("\\f"),
        control => out.push_str(&format!("\\u{control:04x}")),
    }
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn only_quotes_backslashes_and_control_characters_are_escaped() {
        let written = |text: &str| {
            let mut out = String::new();
            string(text, &mut out);
            out
        };
        assert_eq!(written("a\"\\/"), r#""a\"\\/""#);
        assert_eq!(written("\n\r\t\u{8}\u{c}\u{1f}\0"), r#""\n\r\t\b\f\u001f\u0000""#);
        assert_eq!(written("é\u{7f}\u{2028}🙂"), "\"é\u{7f}\u{2028}🙂\"");
    }
}
