//! What must not be shown.

/// What stands for a secret.
pub(super) const STARS: &str = "**********";

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
