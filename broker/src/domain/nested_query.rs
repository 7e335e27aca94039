//! Query strings that hold lists and maps, as Rack reads and writes them.
//!
//! Clients write `q[][pacticipant]=A&q[][version]=1&q[][pacticipant]=B` and mean a list of two maps; some write `q[]pacticipant=A`
//! for the same. A new element starts when a key repeats.

mod parse;

pub use parse::parse;

use indexmap::IndexMap;

/// The parameters of a query by name, in the order of their first appearance.
pub type Map = IndexMap<String, Nested>;

/// A value in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nested {
    /// `a=x`
    Text(String),
    /// `a[]=x&a[]=y`
    List(Vec<Nested>),
    /// `a[b]=x`
    Map(Map),
}

impl Nested {
    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Nested> {
        self.as_map()?.get(key)
    }

    /// The text of a key; a text that is empty counts as absent, as forms send empty fields for what was not filled in.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text().filter(|text| !text.is_empty())
    }

    /// Whether the text of a key is `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.text(key) == Some("true")
    }

    /// The elements of a key; a single text or map counts as a list of one, an absent key as an empty list.
    pub fn list(&self, key: &str) -> &[Nested] {
        match self.get(key) {
            Some(Nested::List(elements)) => elements,
            Some(single) => std::slice::from_ref(single),
            None => &[],
        }
    }

    /// The texts among the elements of a key.
    pub fn texts(&self, key: &str) -> impl Iterator<Item = &str> {
        self.list(key).iter().filter_map(Nested::as_text)
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Nested::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The keys and values, if this is a map.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Nested::Map(map) => Some(map),
            _ => None,
        }
    }

    fn shape(&self) -> &'static str {
        match self {
            Nested::Text(_) => "a single value",
            Nested::List(_) => "a list",
            Nested::Map(_) => "a map",
        }
    }
}

/// Writes one `key=value` of a query, joined to what is there with `&`; the brackets of the key stay readable.
pub fn push_parameter(query: &mut String, key: &str, value: &str) {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    const KEY: &AsciiSet = &VALUE.remove(b'[').remove(b']');
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(utf8_percent_encode(key, KEY));
    query.push('=');
    query.extend(utf8_percent_encode(value, VALUE));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn nested(query: &str) -> Nested {
        parse(query).expect("tests pass queries")
    }

    #[test]
    fn getters_read_what_clients_mean() {
        let query = nested("name=Foo&latest=true&empty=&tag=dev&tags[]=a&tags[]=b");
        assert_eq!(query.text("name"), Some("Foo"));
        assert!(query.is_true("latest") && !query.is_true("name"));
        assert_eq!((query.text("empty"), query.text("absent")), (None, None));
        assert_eq!(query.texts("tags").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(query.texts("tag").collect::<Vec<_>>(), ["dev"]);
        assert!(query.list("absent").is_empty());
    }

    proptest! {
        #[test]
        fn a_written_parameter_is_read_back(values in prop::collection::vec("[^\0]*", 1..5)) {
            let mut query = String::new();
            values.iter().for_each(|value| push_parameter(&mut query, "a b[]", value));
            let query = nested(&query);
            let read: Vec<_> = query.texts("a b").map(str::to_owned).collect();
            prop_assert_eq!(read, values);
        }
    }
}
