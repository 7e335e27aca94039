//! Where the data is.

use serde_json::Value as Json;

use super::{Kind, Shown, Value};
use crate::store::{Location, redacted};

/// The address of a database, which may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address with its password.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&redacted(&self.0))
    }
}

impl Value for DatabaseUrl {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        let url = text.trim();
        Location::parse(url)?;
        Ok(Self(url.to_owned()))
    }

    fn shown(&self) -> Shown {
        let redacted = redacted(&self.0);
        if redacted == self.0 {
            Shown::Plain(Json::String(redacted))
        } else {
            Shown::Redacted(redacted)
        }
    }
}
