//! What the table of settings is made of.

use serde_json::Value as Json;

use super::value::Kind;

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The key in a file; `ACCORD_` or `PACT_BROKER_` before its upper case is the variable.
    pub name: &'static str,
    /// What it belongs to.
    pub heading: &'static str,
    /// How it is written in a file.
    pub kind: Kind,
    /// What it means, in a sentence or two.
    pub doc: &'static str,
    /// Is the value itself a secret?
    pub secret: bool,
}

impl Setting {
    /// The flag without its dashes.
    pub(crate) fn flag(&self) -> String {
        self.name.replace('_', "-")
    }

    /// The name of a variable behind its prefix.
    pub(crate) fn variable(&self) -> String {
        self.name.to_ascii_uppercase()
    }
}

/// What somebody wrote for a setting.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Given<'a> {
    /// In a variable or a flag.
    Text(&'a str),
    /// In a file.
    File(&'a Json),
}

impl Given<'_> {
    /// Nothing at all counts as not set.
    pub(crate) fn is_blank(self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::File(Json::Null) => true,
            Self::File(Json::String(text)) => text.trim().is_empty(),
            Self::File(_) => false,
        }
    }
}

/// Makes of lines such as `port: u16 = 9292, "What it means.";` the struct `Values` with a field for each, and the
/// table of settings.
macro_rules! settings {
    ($($heading:literal { $($name:ident: $type:ty = $default:expr, $doc:literal;)* })*) => {
        /// A value for every setting; [`Default`] is what no configuration at all gives.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Values {
            $($(#[doc = $doc] pub(crate) $name: $type,)*)*
        }

        impl Default for Values {
            fn default() -> Self {
                Self { $($($name: $default,)*)* }
            }
        }

        /// Every setting.
        pub static TABLE: &[$crate::config::setting::Setting] = &[
            $($($crate::config::setting::Setting {
                name: stringify!($name),
                heading: $heading,
                kind: <$type as $crate::config::value::Value>::KIND,
                doc: $doc,
                secret: <$type as $crate::config::value::Value>::SECRET,
            },)*)*
        ];

        impl Values {
            /// Sets a setting of the table; the error says what is wrong with the value.
            pub(crate) fn set(&mut self, name: &str, given: $crate::config::setting::Given<'_>) -> Result<(), String> {
                match name {
                    $($(stringify!($name) => self.$name = $crate::config::setting::read(given)?,)*)*
                    _ => return Err("is no setting".to_owned()),
                }
                Ok(())
            }

            /// The value of a setting of the table, as somebody may see it.
            pub(crate) fn shown(&self, name: &str) -> $crate::config::value::Shown {
                match name {
                    $($(stringify!($name) => $crate::config::value::Value::shown(&self.$name),)*)*
                    _ => $crate::config::value::Shown::Unset,
                }
            }
        }
    };
}
pub(crate) use settings;

/// Reads what was given.
pub(crate) fn read<T: super::value::Value>(given: Given<'_>) -> Result<T, String> {
    match given {
        Given::Text(text) => T::parse(text),
        Given::File(value) => T::from_file(value),
    }
}
