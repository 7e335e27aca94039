//! Keys.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

use super::{Place, SealError};

/// Bytes of a key.
const LENGTH: usize = 32;

/// Bytes of the hash that make the id of a key, which is written in hexadecimal digits.
const ID_LENGTH: usize = 4;

/// A key that secrets are sealed with.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; LENGTH]);

/// Shows the id, which tells nothing of the key.
impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Key {}", self.id())
    }
}

impl Key {
    /// A new key.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// Reads 32 bytes, as base64 or as 64 hexadecimal digits; the error does not repeat them.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let bytes = hexadecimal(text).or_else(|| STANDARD.decode(text).ok());
        let key = bytes.and_then(|bytes| bytes.try_into().ok()).map(Self);
        key.ok_or_else(|| {
            "is no key, which is 32 bytes as base64 or as 64 hexadecimal digits; `accord-broker secrets new-key` prints one"
                .to_owned()
        })
    }

    /// As base64.
    pub fn to_text(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// What a sealed text names the key by.
    pub fn id(&self) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let hash = hmac::sign(&key, b"id of a key of Accord");
        hash.as_ref()[..ID_LENGTH]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    pub(super) fn can_be_id(text: &str) -> bool {
        text.len() == 2 * ID_LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    fn cipher(&self) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, &self.0).expect("the key is as long as the algorithm wants it");
        LessSafeKey::new(key)
    }

    /// Nonce, ciphertext and tag.
    pub(super) fn seal(&self, place: &Place, plain: &str) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut sealed = plain.as_bytes().to_vec();
        self.cipher()
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.as_bytes()),
                &mut sealed,
            )
            .expect("a request body is far from the 64 GiB that are too long");
        [nonce.as_slice(), &sealed].concat()
    }

    pub(super) fn open(&self, place: &Place, sealed: &[u8]) -> Result<String, SealError> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Damaged)?;
        let mut sealed = sealed.to_vec();
        let plain = self
            .cipher()
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(place.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| SealError::Damaged)?;
        String::from_utf8(plain.to_vec()).map_err(|_| SealError::Damaged)
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let is_hexadecimal = text.len() == 2 * LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pair = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).ok();
    is_hexadecimal.then(|| (0..text.len()).step_by(2).map_while(pair).collect())
}
