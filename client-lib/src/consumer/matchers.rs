//! Matchers: what may vary, and how.
//!
//! Each function takes an example, which is what the mock answers and what the file shows; one that does not match is
//! refused when the pact [starts](super::Pact::start). Matchers stand wherever a value stands: inside
//! `serde_json::json!`, in paths, query parameters, headers and message metadata.
//!
//! ```
//! use accord_client::consumer::matchers::*;
//! use serde_json::json;
//!
//! let body = json!({
//!     "id": uuid("936da01f-9abd-4d9d-80c7-02af85c822a8"),
//!     "placed": datetime("yyyy-MM-dd'T'HH:mm:ssXXX", "2026-01-31T12:00:00Z"),
//!     "lines": each_like_between(json!({"count": integer(2)}), 1, 20),
//!     "state": regex("open|paid|sent", "open"),
//! });
//! # let _ = body;
//! ```
//!
//! V2 knows [`like`], [`each_like`] with its limits, [`regex()`] and [`uuid`]; the others are refused there with a message
//! that says so.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

pub(crate) const MATCHER: &str = "pact:matcher:type";
pub(crate) const GENERATOR: &str = "pact:generator:type";

const UUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/// A value that may vary.
///
/// Its JSON is the "integration format" of the pact libraries, an object with `pact:matcher:type`, so templates that
/// were written for those work here too.
#[derive(Debug, Clone, PartialEq)]
pub struct Matcher(Value);

impl Matcher {
    fn new(kind: &str, attributes: Value) -> Self {
        let mut object = Map::from_iter([(MATCHER.to_owned(), kind.into())]);
        if let Value::Object(attributes) = attributes {
            object.extend(attributes);
        }
        Self(Value::Object(object))
    }

    fn generated_by(self, kind: &str, attributes: Value) -> Self {
        let Self(Value::Object(mut object)) = self else {
            return self;
        };
        object.insert(GENERATOR.to_owned(), kind.into());
        if let Value::Object(attributes) = attributes {
            object.extend(attributes);
        }
        Self(Value::Object(object))
    }
}

impl Serialize for Matcher {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl From<Matcher> for Value {
    fn from(matcher: Matcher) -> Self {
        matcher.0
    }
}

/// A text, or a matcher with a text as its example: for paths, queries, headers and metadata.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern(pub(crate) Value);

impl From<&str> for Pattern {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Matcher> for Pattern {
    fn from(matcher: Matcher) -> Self {
        Self(matcher.0)
    }
}

/// Any value of the same type; inside objects and arrays, all values by type.
pub fn like(example: impl Serialize) -> Matcher {
    Matcher::new("type", json!({"value": to_json(example)}))
}

/// An array of one or more elements like this one.
pub fn each_like(element: impl Serialize) -> Matcher {
    each_like_min(element, 1)
}

/// An array of `min` or more elements like this one.
pub fn each_like_min(element: impl Serialize, min: usize) -> Matcher {
    Matcher::new("type", json!({"min": min, "value": vec![to_json(element); min.max(1)]}))
}

/// An array of up to `max` elements like this one; `max` is at least 1, for the example.
pub fn each_like_max(element: impl Serialize, max: usize) -> Matcher {
    Matcher::new("type", json!({"max": max, "value": [to_json(element)]}))
}

/// An array of `min` to `max` elements like this one; `max` is at least 1, for the example.
pub fn each_like_between(element: impl Serialize, min: usize, max: usize) -> Matcher {
    Matcher::new(
        "type",
        json!({"min": min, "max": max, "value": vec![to_json(element); min.max(1)]}),
    )
}

/// A text that the whole regular expression describes; the anchors are added if they are missing.
pub fn regex(expression: &str, example: impl Into<String>) -> Matcher {
    let start = if expression.starts_with('^') { "" } else { "^(?:" };
    let end = if start.is_empty() { "" } else { ")$" };
    Matcher::new(
        "regex",
        json!({"regex": format!("{start}{expression}{end}"), "value": example.into()}),
    )
}

/// The older name of [`regex()`].
pub fn term(expression: &str, example: impl Into<String>) -> Matcher {
    regex(expression, example)
}

/// A UUID in lower-case hexadecimal digits.
pub fn uuid(example: impl Into<String>) -> Matcher {
    regex(UUID, example)
}

/// A whole number (from V3 on).
pub fn integer(example: i64) -> Matcher {
    Matcher::new("integer", json!({"value": example}))
}

/// A number with decimal places (from V3 on).
pub fn decimal(example: f64) -> Matcher {
    Matcher::new("decimal", json!({"value": example}))
}

/// Any number (from V3 on).
pub fn number(example: impl Serialize) -> Matcher {
    Matcher::new("number", json!({"value": to_json(example)}))
}

/// `true` or `false` (from V3 on).
pub fn boolean(example: bool) -> Matcher {
    Matcher::new("boolean", json!({"value": example}))
}

/// Exactly this value, also inside [`like`] (from V3 on).
pub fn equal_to(value: impl Serialize) -> Matcher {
    Matcher::new("equality", json!({"value": to_json(value)}))
}

/// `null` (from V3 on); a plain `null` inside `json!` is compared as it is.
pub fn is_null() -> Matcher {
    Matcher::new("null", json!({"value": null}))
}

/// A text that has this text in it (from V3 on).
pub fn include(part: impl Into<String>) -> Matcher {
    Matcher::new("include", json!({"value": part.into()}))
}

/// A date and time in a format of `java.time.DateTimeFormatter`, such as `yyyy-MM-dd'T'HH:mm:ssXXX` (from V3 on).
pub fn datetime(format: &str, example: impl Into<String>) -> Matcher {
    Matcher::new("datetime", json!({"format": format, "value": example.into()}))
}

/// A date in a format such as `yyyy-MM-dd` (from V3 on).
pub fn date(format: &str, example: impl Into<String>) -> Matcher {
    Matcher::new("date", json!({"format": format, "value": example.into()}))
}

/// A time of day in a format such as `HH:mm:ss` (from V3 on).
pub fn time(format: &str, example: impl Into<String>) -> Matcher {
    Matcher::new("time", json!({"format": format, "value": example.into()}))
}

/// A text, array or object of this type with something in it (from V4 on).
pub fn not_empty(example: impl Serialize) -> Matcher {
    Matcher::new("notEmpty", json!({"value": to_json(example)}))
}

/// A semantic version (from V4 on).
pub fn semver(example: impl Into<String>) -> Matcher {
    Matcher::new("semver", json!({"value": example.into()}))
}

/// An array that has, in any order and among others, an element like each of these (from V4 on).
pub fn array_containing(variants: impl IntoIterator<Item = impl Serialize>) -> Matcher {
    let variants: Vec<_> = variants.into_iter().map(to_json).collect();
    Matcher::new("arrayContains", json!({"variants": variants}))
}

/// An object whose keys all match, such as a map from identity to something (from V4 on).
///
/// Matchers inside `example` hold for the key that they stand under; [`each_value`] has some for every key.
pub fn each_key(key: Matcher, example: impl Serialize) -> Matcher {
    Matcher::new(
        "eachKey",
        json!({"rules": Value::Array(vec![key.0]), "value": to_json(example)}),
    )
}

/// An object whose values all match, whatever their keys (from V4 on).
///
/// Matchers may stand inside `value` and inside the values of `example`: they hold for every value.
pub fn each_value(value: Matcher, example: impl Serialize) -> Matcher {
    Matcher::new(
        "eachValue",
        json!({"rules": Value::Array(vec![value.0]), "value": to_json(example)}),
    )
}

/// A value that the provider knows only after it has brought about the state, such as `/orders/${id}` (from V3 on).
///
/// The state handler of the provider returns the names that stand in `${...}`; until then the example stands there.
pub fn from_provider_state(expression: impl Into<String>, example: impl Serialize) -> Matcher {
    like(example).generated_by("ProviderState", json!({"expression": expression.into()}))
}

/// An absolute address on the provider, which the mock answers as an address on itself (from V3 on).
///
/// `path` is a regular expression for the end of the address, `example` a path that fits.
pub fn provider_url(path: &str, example: &str) -> Matcher {
    let expression = format!("^.*({})$", path.trim_start_matches('^').trim_end_matches('$'));
    let address = format!("http://provider.example{example}");
    Matcher::new("regex", json!({"regex": expression, "value": address}))
        .generated_by("MockServerURL", json!({"example": address, "regex": expression}))
}

/// What `serde_json::json!` does with an interpolated value.
///
/// # Panics
/// When the value has no form in JSON.
pub(crate) fn to_json(value: impl Serialize) -> Value {
    json!(value)
}
