//! Reads JSON, with errors that help a person to find the mistake.

use super::{Json, Members};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;

/// Deepest nesting of lists and objects that is read.
const MAX_DEPTH: usize = 50;

/// How much of the text before a broken character is shown.
const SHOWN_BEFORE_BROKEN_CHARACTER: usize = 100;

/// Why bytes are no JSON that the broker reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// There is nothing but white space.
    #[error("The JSON document is empty")]
    Empty,
    /// The bytes are not UTF-8.
    #[error("The JSON document is not valid UTF-8: broken character at position {position}, after: {preceding}")]
    Utf8 {
        /// 1-based position of the first broken character.
        position: usize,
        /// Up to 100 characters before it.
        preceding: String,
    },
    /// Lists and objects are nested deeper than 50 levels.
    #[error("The JSON document is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// The text breaks a rule of JSON; the message names it, with line and column.
    #[error("Invalid JSON: {0}")]
    Syntax(String),
}

/// Reads a document.
pub fn parse(bytes: &[u8]) -> Result<Json, JsonError> {
    let text = utf8(bytes)?;
    if text.trim_ascii().is_empty() {
        return Err(JsonError::Empty);
    }
    let reading = Reading {
        numbers: NumberTexts { text, at: Cell::new(0) },
        too_deep: Cell::new(false),
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Node {
        reading: &reading,
        depth: 0,
    }
    .deserialize(&mut deserializer)
    .and_then(|json| deserializer.end().map(|()| json))
    .map_err(|error| match reading.too_deep.get() {
        true => JsonError::TooDeep,
        false => JsonError::Syntax(error.to_string()),
    })
}

/// Reads a document under the same rules into the tree that request parsers take.
pub fn parse_value(bytes: &[u8]) -> Result<serde_json::Value, JsonError> {
    parse(bytes).map(|json| json.to_value())
}

fn utf8(bytes: &[u8]) -> Result<&str, JsonError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let count = valid.chars().count();
        JsonError::Utf8 {
            position: count + 1,
            preceding: valid
                .chars()
                .skip(count.saturating_sub(SHOWN_BEFORE_BROKEN_CHARACTER))
                .collect(),
        }
    })
}

/// What the visitors of one document share.
struct Reading<'a> {
    numbers: NumberTexts<'a>,
    too_deep: Cell<bool>,
}

/// The texts of the numbers of a document, in their order.
///
/// serde hands numbers over in binary form. Its visitor meets them in document order, so their texts are found by a
/// second, lexical pass over the same document that only has to tell numbers from strings.
struct NumberTexts<'a> {
    text: &'a str,
    at: Cell<usize>,
}

impl NumberTexts<'_> {
    fn next(&self) -> String {
        let bytes = self.text.as_bytes();
        let mut at = self.at.get();
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => at = after_string(bytes, at),
                b'-' | b'0'..=b'9' => break,
                _ => at += 1,
            }
        }
        let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
        let end = at + bytes[at..].iter().take_while(is_part).count();
        self.at.set(end);
        self.text[at..end].to_owned()
    }
}

/// The position after the closing quote of the string that starts at `at`.
fn after_string(bytes: &[u8], mut at: usize) -> usize {
    at += 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// One value at a depth; reads itself and its children.
#[derive(Clone, Copy)]
struct Node<'a> {
    reading: &'a Reading<'a>,
    depth: usize,
}

impl Node<'_> {
    fn child<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            self.reading.too_deep.set(true);
            return Err(E::custom("nested too deep"));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Json, E> {
        Ok(Json::Number(self.reading.numbers.next()))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Number(self.reading.numbers.next()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number(self.reading.numbers.next()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let child = self.child()?;
        let mut elements = Vec::new();
        while let Some(element) = list.next_element_seed(child)? {
            elements.push(element);
        }
        Ok(Json::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let child = self.child()?;
        let mut members = Members::new();
        while let Some(key) = map.next_key()? {
            members.insert(key, map.next_value_seed(child)?);
        }
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fifty_levels_are_read_and_one_more_is_refused() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(parse(nested(MAX_DEPTH + 1).as_bytes()), Err(JsonError::TooDeep));
        assert_eq!(parse("[".repeat(100_000).as_bytes()), Err(JsonError::TooDeep));
        let objects = format!("{}1{}", r#"{"a":"#.repeat(60), "}".repeat(60));
        assert_eq!(parse(objects.as_bytes()), Err(JsonError::TooDeep));
    }

    #[test]
    fn a_broken_character_is_named_by_its_position() {
        let mut bytes = format!("{{\"{}é", "x".repeat(150)).into_bytes();
        bytes.extend([0xff, b'"', b'}']);
        assert_eq!(
            parse(&bytes),
            Err(JsonError::Utf8 {
                position: 154,
                preceding: format!("{}é", "x".repeat(99))
            })
        );
    }

    #[test]
    fn a_mistake_is_named_with_line_and_column() {
        let message = |text: &str| parse(text.as_bytes()).expect_err("is not JSON").to_string();
        assert_eq!(
            message("{oops"),
            "Invalid JSON: key must be a string at line 1 column 2"
        );
        assert_eq!(
            message("[1,\n2"),
            "Invalid JSON: EOF while parsing a list at line 2 column 1"
        );
        assert_eq!(message("{} x"), "Invalid JSON: trailing characters at line 1 column 4");
        assert_eq!(
            message("[1e999]"),
            "Invalid JSON: number out of range at line 1 column 6"
        );
        assert_eq!(message(" \n"), "The JSON document is empty");
    }

    #[test]
    fn numbers_are_not_mistaken_for_digits_in_strings() {
        let text = r#"{"1":"-2\"3","a\\":4,"b":["5",-6.50e+7,{"8":9}]}"#;
        assert_eq!(parse(text.as_bytes()).expect("is JSON").to_text(), text);
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<u64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(5, 60, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read_and_written_back(value in any_json()) {
            let text = value.to_string();
            let json = parse(text.as_bytes()).expect("serde_json writes JSON");
            prop_assert_eq!(json.to_text(), text);
            prop_assert_eq!(json.to_value(), value);
        }

        #[test]
        fn any_bytes_are_read_or_refused_as_serde_json_does(text in r#"[\[\]{}:,"\\0-9.eE+\- a-z]{0,40}"#) {
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            prop_assert_eq!(parse(text.as_bytes()).is_ok(), theirs.is_ok());
        }
    }
}
