//! Sealing: how secrets are kept in the database. At the bottom of the layers: it knows neither rows nor requests.
//!
//! A sealed text is `v1:<id of the key>:<base64 of nonce, ciphertext and tag>` (AES-256-GCM). It is bound to its place,
//! so that whoever can write to the database cannot move a value to where it would be sent to somebody else.

mod key;
mod key_file;
#[cfg(test)]
mod tests;
mod vault;

pub use key::Key;
pub use vault::{Keys, Vault};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const VERSION: &str = "v1";

/// Where a sealed value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// A column of a row, or a member of what stands there; none of them holds a slash.
    pub fn new(table: &str, row: &str, column: &str) -> Self {
        Self(format!("{table}/{row}/{column}"))
    }

    fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Why something cannot be sealed or opened. The texts hold no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Nobody has given the broker a key.
    #[error(
        "The broker has no key to keep secrets with. Its operator sets ACCORD_SECRETS_KEY to what `accord-broker secrets \
         new-key` prints, the same on all replicas."
    )]
    NoKey,
    /// The file of keys cannot be used; the text names it.
    #[error("{0}")]
    KeyFile(String),
    /// It was sealed with a key that the broker does not have.
    #[error("it is sealed with the key {0}, which is not among those that are configured")]
    UnknownKey(String),
    /// It was changed, or put where it does not belong.
    #[error("it does not open: it was changed, or put where it does not belong")]
    Damaged,
}

/// The parts of a sealed text.
struct Parts<'a> {
    key: &'a str,
    bytes: Vec<u8>,
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let (key, bytes) = text.strip_prefix(VERSION)?.strip_prefix(':')?.split_once(':')?;
    let bytes = STANDARD.decode(bytes).ok()?;
    Key::can_be_id(key).then_some(Parts { key, bytes })
}

/// The id of the key that a text is sealed with; none if it is not sealed.
pub fn key_of(text: &str) -> Option<&str> {
    Some(parts(text)?.key)
}

fn written(key: &Key, bytes: &[u8]) -> String {
    format!("{VERSION}:{}:{}", key.id(), STANDARD.encode(bytes))
}
