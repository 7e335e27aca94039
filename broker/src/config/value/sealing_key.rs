//! What secrets are sealed with.

use super::{Kind, Shown, Value};
use crate::sealing::Key;

impl Value for Key {
    const KIND: Kind = Kind::Text;
    const SECRET: bool = true;

    fn parse(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }

    fn shown(&self) -> Shown {
        Shown::Redacted("***".to_owned())
    }
}
