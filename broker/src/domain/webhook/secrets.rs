//! What must not be shown.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use super::request::COMPONENT;

/// What stands for a secret.
pub(super) const STARS: &str = "**********";

/// The shortest piece of an encoded secret that is looked for by itself; shorter ones are found in any text.
const SHORTEST_PIECE: usize = 6;

/// Whether a text stands for a secret that its sender was not shown.
pub(super) fn is_stars(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// Whether the value of a header is a secret, by the header's name.
pub fn is_secret(header: &str) -> bool {
    let header = header.to_ascii_lowercase();
    ["authorization", "token", "cookie", "secret", "api-key", "apikey"]
        .iter()
        .any(|part| header.contains(part))
}

/// A text in which stars stand for each of the secrets.
pub fn conceal(text: &str, secrets: &[String]) -> String {
    let secrets = secrets.iter().filter(|secret| !secret.is_empty());
    secrets.fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), STARS))
}

/// A document with [`conceal`] in all its texts.
pub fn conceal_json(value: Value, secrets: &[String]) -> Value {
    match value {
        Value::String(text) => Value::String(conceal(&text, secrets)),
        Value::Array(elements) => elements.into_iter().map(|one| conceal_json(one, secrets)).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(key, one)| (conceal(&key, secrets), conceal_json(one, secrets)))
            .collect(),
        other => other,
    }
}

/// Secrets in all forms in which they may be sent back, the longest first, so that none leaves a part of another.
pub fn in_all_forms(secrets: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut forms: Vec<String> = secrets.into_iter().flat_map(|secret| forms_of(&secret)).collect();
    forms.retain(|form| !form.is_empty());
    forms.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    forms.dedup();
    forms
}

/// As it is, in a JSON text, in an address, in a form, in base64.
fn forms_of(secret: &str) -> Vec<String> {
    let quoted = Value::from(secret).to_string();
    let quoted = quoted[1..quoted.len() - 1].to_owned();
    let mut forms = vec![
        secret.to_owned(),
        quoted.clone(),
        utf8_percent_encode(secret, COMPONENT).to_string(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        byte_serialize(secret.as_bytes()).collect(),
        STANDARD.encode(secret),
        URL_SAFE.encode(secret),
    ];
    for text in [secret, &quoted] {
        forms.extend((0..3).flat_map(|offset| pieces(text.as_bytes(), offset)));
    }
    forms
}

/// What a secret looks like in the base64 of a longer text, where `offset` bytes of a group stand before it: without the
/// letters that the text around it has a share in.
fn pieces(secret: &[u8], offset: usize) -> Vec<String> {
    let padded = [vec![0; offset], secret.to_vec()].concat();
    let first = (offset * 8).div_ceil(6);
    let end = padded.len() * 8 / 6;
    let piece = |encoded: String| encoded.get(first..end).map(str::to_owned);
    let pieces = [STANDARD.encode(&padded), URL_SAFE.encode(&padded)]
        .into_iter()
        .filter_map(piece);
    pieces.filter(|piece| piece.len() >= SHORTEST_PIECE).collect()
}
