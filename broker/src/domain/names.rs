//! Names that people give to things, checked once where they come in.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// Longest name in bytes of UTF-8. Names stand in URLs, in lines of a terminal and in database indexes; PostgreSQL takes
/// at most 2,704 bytes into an index entry, which leaves room for two names in one.
pub const MAX_NAME_BYTES: usize = 1_000;

/// What a [`Name`] names.
pub trait NameKind {
    /// Whether white space inside the name is welcome.
    const SPACES_ALLOWED: bool = true;
    /// Whether links have the name as a segment of their path.
    const STANDS_IN_PATHS: bool = true;
}

/// The kinds of names: marker types without values.
pub mod kind {
    /// A pacticipant: an application that consumes or provides.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Pacticipant {}
    /// A pacticipant's version, named by its number.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Version {}
    /// A branch of a pacticipant's repository.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Branch {}
    /// A label of a pacticipant.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Label {}
    /// A tag of a version.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Tag {}
    /// An environment that versions are deployed to.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Environment {}
    /// One of several instances of an application in an environment.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Instance {}
}

impl NameKind for kind::Pacticipant {}
impl NameKind for kind::Version {}
impl NameKind for kind::Branch {}
impl NameKind for kind::Label {}
impl NameKind for kind::Tag {}
impl NameKind for kind::Environment {
    const SPACES_ALLOWED: bool = false;
}
impl NameKind for kind::Instance {
    const STANDS_IN_PATHS: bool = false;
}

/// Name of a pacticipant.
pub type PacticipantName = Name<kind::Pacticipant>;
/// Number of a pacticipant's version: any text, ordered by creation and not by value.
pub type VersionNumber = Name<kind::Version>;
/// Name of a branch.
pub type BranchName = Name<kind::Branch>;
/// Name of a label.
pub type LabelName = Name<kind::Label>;
/// Name of a tag.
pub type TagName = Name<kind::Tag>;
/// Name of an environment.
pub type EnvironmentName = Name<kind::Environment>;
/// Name of an application's instance in an environment.
pub type InstanceName = Name<kind::Instance>;

/// A text of one line that is not blank and holds no control characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name<K> {
    text: String,
    kind: PhantomData<fn() -> K>,
}

/// Why a text is no name; the texts complete a sentence that starts with the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Empty, or nothing but white space.
    #[error("{}", super::invalid::CANNOT_BE_BLANK)]
    Blank,
    /// A line feed, a carriage return or a Unicode line separator inside.
    #[error("{}", super::invalid::CANNOT_CONTAIN_MULTIPLE_LINES)]
    LineBreak,
    /// A tab, NUL or another control character inside.
    #[error("cannot contain control characters")]
    ControlCharacter,
    /// White space inside a name that takes none.
    #[error("{}", super::invalid::CANNOT_CONTAIN_SPACES)]
    Space,
    /// More than [`MAX_NAME_BYTES`] bytes.
    #[error("cannot be longer than {MAX_NAME_BYTES} bytes")]
    TooLong,
    /// `.` or `..`, which clients take out of every path, `%2E` too, so that no link with it can be followed.
    #[error("cannot be '.' or '..', which mean a place and not a name in the path of a link")]
    PathStep,
}

impl<K: NameKind> Name<K> {
    /// Checks a text that comes from outside.
    pub fn parse(text: impl Into<String>) -> Result<Self, NameError> {
        let text = text.into();
        if text.trim().is_empty() {
            return Err(NameError::Blank);
        }
        if text.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            return Err(NameError::LineBreak);
        }
        if text.contains(char::is_control) {
            return Err(NameError::ControlCharacter);
        }
        if !K::SPACES_ALLOWED && text.contains(char::is_whitespace) {
            return Err(NameError::Space);
        }
        if text.len() > MAX_NAME_BYTES {
            return Err(NameError::TooLong);
        }
        if K::STANDS_IN_PATHS && matches!(text.as_str(), "." | "..") {
            return Err(NameError::PathStep);
        }
        Ok(Self::trusted(text))
    }
}

impl<K> Name<K> {
    /// A name read back from the store, which was checked when it came in.
    pub fn trusted(text: String) -> Self {
        Self {
            text,
            kind: PhantomData,
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<K> Deref for Name<K> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl<K> AsRef<str> for Name<K> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<K> fmt::Display for Name<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

impl<K> fmt::Debug for Name<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

impl<K> serde::Serialize for Name<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// The name to show for a pacticipant or environment that was given none: words split at capitals, `-`, `_`, `.` and
/// spaces, each with a capital first letter.
pub fn display_name_of(name: &str) -> String {
    let mut display = String::with_capacity(name.len() + 4);
    let separated = separate_camel_case(name, ' ');
    for word in separated.split(['-', '_', '.', ' ']).filter(|word| !word.is_empty()) {
        if !display.is_empty() {
            display.push(' ');
        }
        let mut letters = word.chars();
        display.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        display.push_str(letters.as_str());
    }
    display
}

/// Puts a separator where a new word starts in camel case: `FooBar` to `Foo Bar`, `HTTPServer` to `HTTP Server`.
pub(super) fn separate_camel_case(text: &str, separator: char) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut separated = String::with_capacity(text.len() + 4);
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|previous| letters[previous]);
        let after = letters.get(index + 1);
        if letter.is_uppercase() && before.is_some_and(|before| starts_word(before, after)) {
            separated.push(separator);
        }
        separated.push(*letter);
    }
    separated
}

fn starts_word(before: char, after: Option<&char>) -> bool {
    let after_lower = after.is_some_and(|after| after.is_lowercase());
    before.is_lowercase() || before.is_ascii_digit() || (before.is_uppercase() && after_lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_visible_text() {
        for good in [
            "Foo",
            "pricing service",
            "größe/2",
            "1.0.0+meta",
            &"x".repeat(MAX_NAME_BYTES),
        ] {
            assert_eq!(
                PacticipantName::parse(good).map(|name| name.to_string()),
                Ok(good.to_owned())
            );
        }
        assert_eq!(PacticipantName::parse(""), Err(NameError::Blank));
        assert_eq!(PacticipantName::parse(" \t "), Err(NameError::Blank));
        assert_eq!(PacticipantName::parse("a\nb"), Err(NameError::LineBreak));
        assert_eq!(PacticipantName::parse("a\u{2028}b"), Err(NameError::LineBreak));
        assert_eq!(PacticipantName::parse("a\tb"), Err(NameError::ControlCharacter));
        assert_eq!(PacticipantName::parse("a\0b"), Err(NameError::ControlCharacter));
        assert_eq!(
            PacticipantName::parse("ü".repeat(MAX_NAME_BYTES / 2 + 1)),
            Err(NameError::TooLong)
        );
    }

    #[test]
    fn a_name_in_a_path_is_no_step_of_it() {
        for step in [".", ".."] {
            assert_eq!(PacticipantName::parse(step), Err(NameError::PathStep));
            assert_eq!(VersionNumber::parse(step), Err(NameError::PathStep));
            assert_eq!(BranchName::parse(step), Err(NameError::PathStep));
            assert_eq!(LabelName::parse(step), Err(NameError::PathStep));
            assert_eq!(TagName::parse(step), Err(NameError::PathStep));
            assert_eq!(EnvironmentName::parse(step), Err(NameError::PathStep));
            assert!(InstanceName::parse(step).is_ok(), "it stands in no path");
        }
        for name in ["...", ".github", "a..b", "../a"] {
            assert!(PacticipantName::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn an_environment_name_has_no_spaces() {
        assert_eq!(EnvironmentName::parse("a b"), Err(NameError::Space));
        assert!(EnvironmentName::parse("a-b").is_ok());
    }

    #[test]
    fn a_display_name_is_made_of_words() {
        for (name, display) in [
            ("alpha", "Alpha"),
            ("bar-service", "Bar Service"),
            ("Bar Service", "Bar Service"),
            ("FooBar API", "Foo Bar API"),
            ("HTTPServer", "HTTP Server"),
            ("a_b.c", "A B C"),
            ("--x--", "X"),
            ("élan", "Élan"),
            ("v2Api", "V2 Api"),
            ("", ""),
        ] {
            assert_eq!(display_name_of(name), display, "{name}");
        }
    }
}
