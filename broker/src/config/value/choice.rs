//! One of a few words.

use serde_json::Value as Json;

use super::{Kind, Shown, Value};

/// Makes an enum of words; those after the first of a line are other spellings of it.
macro_rules! choice {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal $(| $other:literal)*;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl Value for $name {
            const KIND: Kind = Kind::Text;

            fn parse(text: &str) -> Result<Self, String> {
                match text.trim() {
                    $($word $(| $other)* => Ok(Self::$variant),)*
                    other => Err(format!("`{other}` is none of: {}", [$($word),*].join(", "))),
                }
            }

            fn shown(&self) -> Shown {
                let word = match self { $(Self::$variant => $word,)* };
                Shown::Plain(Json::String(word.to_owned()))
            }
        }
    };
}

choice! {
    /// How log lines look.
    LogFormat {
        /// For people; the reference's other formats are for people too.
        Text = "text" | "default" | "color";
        /// One JSON object a line.
        Json = "json";
    }
}

choice! {
    /// Which log lines are written: those of this level and the graver ones.
    LogLevel {
        /// What went wrong.
        Error = "error" | "fatal";
        /// What may go wrong, too.
        Warn = "warn";
        /// Requests, too.
        Info = "info";
        /// What helps to find a fault, too.
        Debug = "debug";
        /// Everything.
        Trace = "trace";
    }
}

choice! {
    /// Which database the parts of an address are of.
    DatabaseAdapter {
        /// A server.
        Postgres = "postgres" | "postgresql";
        /// A file.
        Sqlite = "sqlite" | "sqlite3";
    }
}
