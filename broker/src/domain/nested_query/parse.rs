//! Reads a query string into texts, lists and maps.

use super::{Map, Nested};
use percent_encoding::percent_decode_str;

/// Deepest nesting of lists and maps that is read; no known client goes beyond 2.
const MAX_DEPTH: usize = 16;

/// Most parameters that are read: room for a matrix of some hundred applications.
const MAX_PARAMETERS: usize = 4_096;

/// Why a query string cannot be read; the texts are for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A `%` that is not followed by two hexadecimal digits, or bytes that are not UTF-8.
    #[error("query parameter '{0}' is not correctly percent-encoded UTF-8")]
    Encoding(String),
    /// A NUL, which nothing that is asked for can hold, and which PostgreSQL does not take even to look for it.
    #[error("query parameter '{0}' contains NUL")]
    Nul(String),
    /// A parameter that appears as two of text, list and map.
    #[error("query parameter '{key}' is given both as {was} and as {is}")]
    Conflict {
        /// The parameter as it was written, decoded.
        key: String,
        /// What it was before.
        was: &'static str,
        /// What it is now.
        is: &'static str,
    },
    /// Too many levels of brackets.
    #[error("query parameter '{0}' is nested deeper than {MAX_DEPTH} levels")]
    TooDeep(String),
    /// Too many parameters.
    #[error("the query has more than {MAX_PARAMETERS} parameters")]
    TooMany,
}

/// Reads a query, without its `?`, into a [`Nested::Map`].
pub fn parse(query: &str) -> Result<Nested, QueryError> {
    let mut root = Nested::Map(Map::new());
    for (count, parameter) in query.split('&').filter(|parameter| !parameter.is_empty()).enumerate() {
        if count == MAX_PARAMETERS {
            return Err(QueryError::TooMany);
        }
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let key = decoded(key)?;
        let value = decoded(value).map_err(|_| QueryError::Encoding(key.clone()))?;
        if key.contains('\0') || value.contains('\0') {
            return Err(QueryError::Nul(key.replace('\0', "")));
        }
        let steps = steps_of(&key)?;
        insert(&mut root, &steps, value).map_err(|(was, is)| QueryError::Conflict {
            key: key.clone(),
            was,
            is,
        })?;
    }
    Ok(root)
}

/// Undoes percent-encoding; `+` is a space, as in a submitted form.
fn decoded(text: &str) -> Result<String, QueryError> {
    let wrong = || QueryError::Encoding(text.to_owned());
    let mut after_percent = text.split('%').skip(1);
    let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    if !after_percent.all(|rest| is_hex(rest.as_bytes().first()) && is_hex(rest.as_bytes().get(1))) {
        return Err(wrong());
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .map(Into::into)
        .map_err(|_| wrong())
}

/// One level on the way to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    /// A key of a map.
    Key(&'a str),
    /// `[]`: an element of a list.
    Element,
}

/// `q[][version]` and `q[]version` are key `q`, element, key `version`.
fn steps_of(key: &str) -> Result<Vec<Step<'_>>, QueryError> {
    let end_of_name = key.find('[').filter(|at| *at > 0).unwrap_or(key.len());
    let mut steps = vec![Step::Key(&key[..end_of_name])];
    let mut rest = &key[end_of_name..];
    while !rest.is_empty() {
        if steps.len() > MAX_DEPTH {
            return Err(QueryError::TooDeep(key.to_owned()));
        }
        let bracketed = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let (step, after) = match bracketed {
            Some(("", after)) => (Step::Element, after),
            Some((name, after)) => (Step::Key(name), after),
            None => (Step::Key(rest), ""),
        };
        steps.push(step);
        rest = after;
    }
    Ok(steps)
}

/// Two shapes that the same parameter was given in.
type Conflict = (&'static str, &'static str);

fn insert(target: &mut Nested, steps: &[Step<'_>], value: String) -> Result<(), Conflict> {
    let Some((step, below)) = steps.split_first() else {
        return place(target, value);
    };
    match step {
        Step::Key(key) => {
            let Nested::Map(map) = target else {
                return Err((target.shape(), "a map"));
            };
            let slot = map.entry((*key).to_owned()).or_insert_with(|| empty_for(below));
            insert(slot, below, value)
        }
        Step::Element => {
            let Nested::List(elements) = target else {
                return Err((target.shape(), "a list"));
            };
            let continues =
                matches!(below.first(), Some(Step::Key(_))) && elements.last().is_some_and(|last| is_open(last, below));
            if !continues {
                elements.push(empty_for(below));
            }
            elements
                .last_mut()
                .map_or(Ok(()), |element| insert(element, below, value))
        }
    }
}

/// A text replaces one given before, as the last value of a repeated parameter counts.
fn place(target: &mut Nested, value: String) -> Result<(), Conflict> {
    match target {
        Nested::Text(text) => {
            *text = value;
            Ok(())
        }
        other => Err((other.shape(), "a single value")),
    }
}

fn empty_for(below: &[Step<'_>]) -> Nested {
    match below.first() {
        None => Nested::Text(String::new()),
        Some(Step::Element) => Nested::List(Vec::new()),
        Some(Step::Key(_)) => Nested::Map(Map::new()),
    }
}

/// Whether the last element of a list still takes a value at these steps, or a new element has to start.
fn is_open(element: &Nested, below: &[Step<'_>]) -> bool {
    match below.split_first() {
        Some((Step::Key(key), deeper)) => match element {
            Nested::Map(map) => map
                .get(*key)
                .is_none_or(|inner| !deeper.is_empty() && is_open(inner, deeper)),
            _ => false,
        },
        Some((Step::Element, _)) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The tree in a form that a person reads: `{q: [{a: 1}]}`.
    fn shown(query: &str) -> String {
        fn show(nested: &Nested) -> String {
            match nested {
                Nested::Text(text) => text.clone(),
                Nested::List(elements) => format!("[{}]", elements.iter().map(show).collect::<Vec<_>>().join(", ")),
                Nested::Map(map) => {
                    let members = map.iter().map(|(key, value)| format!("{key}: {}", show(value)));
                    format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
                }
            }
        }
        parse(query).map_or_else(|error| error.to_string(), |nested| show(&nested))
    }

    #[test]
    fn a_new_element_starts_when_a_key_repeats() {
        let two = "{q: [{pacticipant: A, version: 1}, {pacticipant: B, version: 2}]}";
        for query in [
            "q[][pacticipant]=A&q[][version]=1&q[][pacticipant]=B&q[][version]=2",
            "q[]pacticipant=A&q[]version=1&q[]pacticipant=B&q[]version=2",
            "q%5B%5D%5Bpacticipant%5D=A&q%5B%5Dversion=1&q[][pacticipant]=B&q[][version]=2",
        ] {
            assert_eq!(shown(query), two, "{query}");
        }
        assert_eq!(
            shown("q[][a]=1&q[][b]=2&q[][b]=3&q[][a]=4"),
            "{q: [{a: 1, b: 2}, {b: 3, a: 4}]}"
        );
    }

    #[test]
    fn shapes_nest() {
        for (query, tree) in [
            ("", "{}"),
            ("a", "{a: }"),
            ("a=1&a=2", "{a: 2}"),
            ("a[]=1&a[]=2", "{a: [1, 2]}"),
            ("a[b][c]=1&a[b][d]=2&a[e]=3", "{a: {b: {c: 1, d: 2}, e: 3}}"),
            ("s[][t][]=1&s[][t][]=2&s[][l]=x", "{s: [{t: [1, 2], l: x}]}"),
            (
                "s[][a][b]=1&s[][a][c]=2&s[][a][b]=3",
                "{s: [{a: {b: 1, c: 2}}, {a: {b: 3}}]}",
            ),
            ("a=b=c&&d=%26", "{a: b=c, d: &}"),
            ("a+b=c+d%2B", "{a b: c d+}"),
            ("[x]=1", "{[x]: 1}"),
            ("a[b=1", "{a: {[b: 1}}"),
        ] {
            assert_eq!(shown(query), tree, "{query}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert_eq!(
            shown("a=%zz"),
            "query parameter 'a' is not correctly percent-encoded UTF-8"
        );
        assert_eq!(
            shown("a=%e"),
            "query parameter 'a' is not correctly percent-encoded UTF-8"
        );
        assert_eq!(
            shown("a=%ff"),
            "query parameter 'a' is not correctly percent-encoded UTF-8"
        );
        assert_eq!(shown("a[b]=x%00"), "query parameter 'a[b]' contains NUL");
        assert_eq!(shown("a%00b=x"), "query parameter 'ab' contains NUL");
        assert_eq!(
            shown("a=1&a[]=2"),
            "query parameter 'a[]' is given both as a single value and as a list"
        );
        assert_eq!(
            shown("a[]=1&a[b]=2"),
            "query parameter 'a[b]' is given both as a list and as a map"
        );
        assert_eq!(
            shown("a[b]=1&a=2"),
            "query parameter 'a' is given both as a map and as a single value"
        );
        let deep = format!("a{}=1", "[b]".repeat(MAX_DEPTH + 1));
        assert_eq!(
            parse(&deep).map_err(|error| matches!(error, QueryError::TooDeep(_))),
            Err(true)
        );
        assert!(parse(&format!("a{}=1", "[b]".repeat(MAX_DEPTH))).is_ok());
        assert_eq!(parse(&"a[]=1&".repeat(MAX_PARAMETERS + 1)), Err(QueryError::TooMany));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(query in r"[\[\]a-c%0-9&=+é]{0,60}") {
            let _ = parse(&query);
        }
    }
}
