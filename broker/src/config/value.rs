//! What a setting may be: read from a text or from a file, and shown again.

mod address;
mod authorities;
mod choice;
mod clean;
mod database;
mod duration;
mod features;
mod number;
mod sealing_key;
mod secret;
mod webhook;

use serde_json::Value as Json;

pub use address::{BaseUrl, ContextPath};
pub use authorities::Authorities;
pub use choice::{DatabaseAdapter, LogFormat, LogLevel};
pub use clean::{Schedule, Selectors};
pub use database::DatabaseUrl;
pub(super) use features::EXPAND_DEPLOYED_VERSIONS;
pub use features::Features;
pub use secret::Secret;
pub use webhook::{Method, Scheme};

/// How a value is written in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Switch,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A list of texts, or one text with blanks between.
    List,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Self::Switch => "true or false",
            Self::Number => "a number",
            Self::Text => "text (in quotes, if it looks like something else)",
            Self::List => "a list, or one text with blanks between",
        }
    }
}

/// A value as somebody may see it.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// There is none.
    Unset,
    /// As it is.
    Plain(Json),
    /// Without its secret part.
    Redacted(String),
}

/// Something that a setting can be set to.
pub(crate) trait Value: Sized {
    /// How it is written in a file.
    const KIND: Kind;
    /// Is all of it a secret?
    const SECRET: bool = false;

    /// Reads the text of a variable or a flag; the error says what is wrong, without the secret part of the text.
    fn parse(text: &str) -> Result<Self, String>;

    /// Reads the value of a key in a file.
    fn from_file(value: &Json) -> Result<Self, String> {
        match (Self::KIND, value) {
            (Kind::Switch, Json::Bool(switch)) => Self::parse(&switch.to_string()),
            (Kind::Number, Json::Number(number)) => Self::parse(&number.to_string()),
            (_, Json::String(text)) => Self::parse(text),
            _ => Err(format!("must be {}", Self::KIND.words())),
        }
    }

    /// The value for people, and for a file.
    fn shown(&self) -> Shown;
}

impl Value for bool {
    const KIND: Kind = Kind::Switch;

    fn parse(text: &str) -> Result<Self, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            other => Err(format!("`{other}` is neither true nor false")),
        }
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::Bool(*self))
    }
}

impl Value for String {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::String(self.clone()))
    }
}

impl<T: Value> Value for Option<T> {
    const KIND: Kind = T::KIND;
    const SECRET: bool = T::SECRET;

    fn parse(text: &str) -> Result<Self, String> {
        T::parse(text).map(Some)
    }

    fn from_file(value: &Json) -> Result<Self, String> {
        T::from_file(value).map(Some)
    }

    fn shown(&self) -> Shown {
        self.as_ref().map_or(Shown::Unset, Value::shown)
    }
}

impl<T: Value> Value for Vec<T> {
    const KIND: Kind = Kind::List;
    const SECRET: bool = T::SECRET;

    fn parse(text: &str) -> Result<Self, String> {
        text.split_whitespace().map(T::parse).collect()
    }

    fn from_file(value: &Json) -> Result<Self, String> {
        match value {
            Json::Array(items) => items.iter().map(T::from_file).collect(),
            Json::String(text) => Self::parse(text),
            _ => Err(format!("must be {}", Kind::List.words())),
        }
    }

    fn shown(&self) -> Shown {
        let mut items = Vec::new();
        for item in self {
            match item.shown() {
                Shown::Plain(value) => items.push(value),
                Shown::Redacted(_) | Shown::Unset => return Shown::Redacted("***".to_owned()),
            }
        }
        Shown::Plain(Json::Array(items))
    }
}
