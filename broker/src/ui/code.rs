//! Code on pages: JSON over many lines, in tokens that the style colours.

use super::text::{beginning, push_visible};
use crate::domain::json::Json;

/// A piece of code, as much of it as there was room for.
#[derive(Debug, Default)]
pub(super) struct Code {
    pub(super) tokens: Vec<Token>,
    pub(super) is_cut: bool,
    /// In bytes.
    pub(super) size: usize,
    pub(super) lines: usize,
}

/// A word of code.
#[derive(Debug, PartialEq)]
pub(super) struct Token {
    /// What it is to the style; nothing for punctuation.
    pub(super) class: &'static str,
    pub(super) text: String,
}

const KEY: &str = "key";
const STRING: &str = "string";
const NUMBER: &str = "number";
const WORD: &str = "word";

/// A value, at most so many bytes of it.
pub(super) fn json(value: &Json, most: usize) -> Code {
    let mut writer = Writer::new(most);
    writer.value(value, 0);
    writer.code
}

/// A text without colours, at most so many bytes of it.
pub(super) fn text(text: &str, most: usize) -> Code {
    let mut writer = Writer::new(most);
    writer.push("", text);
    writer.code
}

struct Writer {
    code: Code,
    left: usize,
}

impl Writer {
    fn new(most: usize) -> Self {
        let code = Code {
            lines: 1,
            ..Code::default()
        };
        Self { code, left: most }
    }

    fn push(&mut self, class: &'static str, text: &str) {
        let kept = beginning(text, self.left);
        self.code.is_cut |= kept.len() < text.len();
        self.left = if self.code.is_cut { 0 } else { self.left - kept.len() };
        self.code.size += kept.len();
        self.code.lines += kept.bytes().filter(|byte| *byte == b'\n').count();
        match self.code.tokens.last_mut() {
            Some(last) if last.class == class => push_visible(kept, &mut last.text),
            _ => {
                let mut text = String::with_capacity(kept.len());
                push_visible(kept, &mut text);
                self.code.tokens.push(Token { class, text });
            }
        }
    }

    fn value(&mut self, value: &Json, level: usize) {
        match value {
            Json::Null => self.push(WORD, "null"),
            Json::Bool(true) => self.push(WORD, "true"),
            Json::Bool(false) => self.push(WORD, "false"),
            Json::Number(text) => self.push(NUMBER, text),
            Json::String(text) => self.string(STRING, text),
            Json::Array(elements) => {
                let write = |writer: &mut Self, element: &Json| writer.value(element, level + 1);
                self.block(["[", "]"], elements.iter(), level, write);
            }
            Json::Object(members) => self.block(["{", "}"], members.iter(), level, |writer, (key, member)| {
                writer.string(KEY, key);
                writer.push("", ": ");
                writer.value(member, level + 1);
            }),
        }
    }

    fn block<T>(
        &mut self,
        [open, close]: [&str; 2],
        parts: impl ExactSizeIterator<Item = T>,
        level: usize,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.push("", open);
        let count = parts.len();
        for (index, part) in parts.enumerate() {
            if self.code.is_cut {
                return;
            }
            self.new_line(level + 1);
            write(self, part);
            if index + 1 < count {
                self.push("", ",");
            }
        }
        if count > 0 {
            self.new_line(level);
        }
        self.push("", close);
    }

    fn new_line(&mut self, level: usize) {
        self.push("", "\n");
        self.push("", &"  ".repeat(level));
    }

    /// Only as much is quoted as there is room for: a text may be the whole contract.
    fn string(&mut self, class: &'static str, text: &str) {
        let kept = beginning(text, self.left);
        let quoted = Json::String(kept.to_owned()).to_text();
        if kept.len() == text.len() {
            return self.push(class, &quoted);
        }
        self.push(class, &quoted[..quoted.len() - 1]);
        self.code.is_cut = true;
        self.left = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::json::parse;

    fn written(source: &str, most: usize) -> Code {
        json(&parse(source.as_bytes()).expect("tests pass JSON"), most)
    }

    fn plain(code: &Code) -> String {
        code.tokens.iter().map(|token| token.text.as_str()).collect()
    }

    #[test]
    fn json_is_indented_and_coloured() {
        let code = written(r#"{"a":[1.50,true,null],"b":{},"c":"x\u0000\u202e"}"#, 1_000);
        assert_eq!(
            plain(&code),
            "{\n  \"a\": [\n    1.50,\n    true,\n    null\n  ],\n  \"b\": {},\n  \"c\": \"x\\u0000\\u202e\"\n}"
        );
        let classes: Vec<&str> = code
            .tokens
            .iter()
            .map(|token| token.class)
            .filter(|class| !class.is_empty())
            .collect();
        assert_eq!(classes, [KEY, NUMBER, WORD, WORD, KEY, KEY, STRING]);
        assert_eq!((code.is_cut, code.lines), (false, 9));
    }

    #[test]
    fn what_has_no_room_is_cut() {
        let code = written(r#"{"a":"éééééééé","b":1}"#, 12);
        assert_eq!((plain(&code).as_str(), code.is_cut), ("{\n  \"a\": \"é", true));
        assert!(written("[1,2]", 4).is_cut);
        assert!(!written("[1]", 100).is_cut);
        assert!(text("abc", 2).is_cut);
    }
}
