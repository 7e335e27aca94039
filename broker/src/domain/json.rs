//! JSON as contracts need it: key order kept, numbers kept as they were written.
//!
//! `serde_json::Value` turns `1.0e3` into a binary number and back into other text; a contract must come out as it went
//! in, and its identity depends on how numbers were written.

mod lines;
mod number;
mod parse;
mod write;

pub use parse::{JsonError, parse, parse_value};

use indexmap::IndexMap;

/// The members of an object in the order they were written; of a repeated key the last value counts.
pub type Members = IndexMap<String, Json>;

/// A JSON value.
#[derive(Debug, Clone)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as its text.
    Number(String),
    /// A text, unescaped.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object.
    Object(Members),
}

impl Json {
    /// The value of a member, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.as_object()?.get(key)
    }

    /// The value at the end of a path of member names.
    pub fn at(&self, path: &[&str]) -> Option<&Json> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if this is a list.
    pub fn as_array(&self) -> Option<&[Json]> {
        match self {
            Json::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&Members> {
        match self {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Compact text: no white space, keys in order, numbers as they were written.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        write::as_written(self, &mut text);
        text
    }

    /// Compact text as Ruby's `to_json` writes it (`1e2` is `100.0`), keys in order: the form that is hashed.
    pub fn to_ruby_text(&self) -> String {
        let mut text = String::new();
        write::as_ruby(self, &mut text);
        text
    }

    /// As [`Json::to_ruby_text`], with the keys of every object sorted by their bytes.
    pub fn to_sorted_ruby_text(&self) -> String {
        let mut text = String::new();
        write::as_ruby_sorted(self, &mut text);
        text
    }

    /// The value over many lines, with sorted keys: equal values give equal lines.
    pub fn to_sorted_lines(&self) -> String {
        lines::sorted(self)
    }

    /// The same value for code that does not care how numbers were written.
    pub fn to_value(&self) -> serde_json::Value {
        match self {
            Json::Null => serde_json::Value::Null,
            Json::Bool(value) => (*value).into(),
            Json::Number(text) => number::to_value(text),
            Json::String(text) => text.as_str().into(),
            Json::Array(elements) => elements.iter().map(Json::to_value).collect(),
            Json::Object(members) => members
                .iter()
                .map(|(key, value)| (key.clone(), value.to_value()))
                .collect(),
        }
    }
}

/// Two values are equal when they mean the same: the order of keys and the spelling of a number do not matter.
/// Whole and fractional numbers stay apart (`1` is not `1.0`), as they do in the identity of a contract.
impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Json::Null, Json::Null) => true,
            (Json::Bool(this), Json::Bool(that)) => this == that,
            (Json::Number(this), Json::Number(that)) => this == that || number::ruby(this) == number::ruby(that),
            (Json::String(this), Json::String(that)) => this == that,
            (Json::Array(this), Json::Array(that)) => this == that,
            (Json::Object(this), Json::Object(that)) => this == that,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        parse(text.as_bytes()).expect("tests pass JSON")
    }

    #[test]
    fn text_comes_out_as_it_went_in() {
        let text = r#"{"b":1.50,"a":[1e2,-0,12345678901234567890123,null,true],"ü":"\"\n"}"#;
        assert_eq!(json(text).to_text(), text);
        assert_eq!(json(" { \"a\" : [ 1 , 2 ] } ").to_text(), r#"{"a":[1,2]}"#);
    }

    #[test]
    fn the_hashed_form_writes_numbers_as_ruby_does_and_sorts_keys() {
        let value = json(r#"{"b":1e2,"a":{"d":-0,"c":"é/\u2028"}}"#);
        assert_eq!(
            value.to_ruby_text(),
            "{\"b\":100.0,\"a\":{\"d\":0,\"c\":\"é/\u{2028}\"}}"
        );
        assert_eq!(
            value.to_sorted_ruby_text(),
            "{\"a\":{\"c\":\"é/\u{2028}\",\"d\":0},\"b\":100.0}"
        );
    }

    #[test]
    fn of_a_repeated_key_the_last_value_counts() {
        assert_eq!(json(r#"{"a":1,"b":2,"a":3}"#).to_text(), r#"{"a":3,"b":2}"#);
    }

    #[test]
    fn equal_values_may_be_written_differently() {
        assert_eq!(json(r#"{"a":1,"b":[100.0]}"#), json(r#"{"b":[1e2],"a":1}"#));
        assert_ne!(json("[1,2]"), json("[2,1]"));
        assert_ne!(json("1"), json("1.0"));
        assert_ne!(json("1"), json("\"1\""));
    }

    #[test]
    fn a_path_leads_through_objects() {
        let value = json(r#"{"metadata":{"pactSpecification":{"version":"2.0.0"}}}"#);
        assert_eq!(
            value
                .at(&["metadata", "pactSpecification", "version"])
                .and_then(Json::as_str),
            Some("2.0.0")
        );
        assert!(value.at(&["metadata", "nothing", "version"]).is_none());
    }
}
