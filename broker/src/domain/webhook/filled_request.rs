//! The request of a webhook as it is sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;

use super::default_description;
use super::secrets::{STARS, in_all_forms, is_secret};
use super::signature::{ID, SIGNATURE, SigningSecret, TIMESTAMP, signature};

/// What is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct FilledRequest {
    pub method: String,
    pub url: String,
    /// Values by name in lower case.
    pub headers: IndexMap<String, String>,
    pub body: Option<String>,
    /// User and password, for basic authentication.
    pub credentials: Option<(String, String)>,
    /// The values of named secrets in it.
    pub named_secrets: Vec<String>,
    /// What it is signed with.
    pub signing_secrets: Vec<SigningSecret>,
    /// Why it cannot be sent, as a sentence after "because".
    pub fault: Option<String>,
}

/// Shows no secret.
impl std::fmt::Debug for FilledRequest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", default_description(&self.method, &self.url))
    }
}

impl FilledRequest {
    /// The headers as they may be shown.
    pub fn redacted_headers(&self) -> IndexMap<String, String> {
        let headers = self.headers.iter();
        headers
            .map(|(name, value)| {
                let shown = if is_secret(name) { STARS } else { value };
                (name.clone(), shown.to_owned())
            })
            .collect()
    }

    /// The request as the message `id`, sent at a moment in seconds since 1970; without secrets to sign with it has no
    /// signature. Headers of these names that the webhook has of its own give way.
    pub fn into_message(mut self, id: &str, timestamp: i64) -> Self {
        let body = self.body.as_deref().unwrap_or_default().as_bytes();
        let signature = signature(&self.signing_secrets, id, timestamp, body);
        self.headers.shift_remove(SIGNATURE);
        self.headers.insert(ID.to_owned(), id.to_owned());
        self.headers.insert(TIMESTAMP.to_owned(), timestamp.to_string());
        self.headers
            .extend(signature.map(|value| (SIGNATURE.to_owned(), value)));
        self
    }

    /// The named secrets in it, in all forms in which they may stand somewhere.
    pub fn named_secrets_in_all_forms(&self) -> Vec<String> {
        in_all_forms(self.named_secrets.iter().cloned())
    }

    /// Everything that must not be shown, also when it is sent back: secrets whole, without the scheme before them, and
    /// in all forms in which they may come.
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| is_secret(name))
            .flat_map(|(_, value)| [value.as_str(), value.rsplit(' ').next().unwrap_or_default()])
            .map(str::to_owned)
            .collect();
        if let Some((name, password)) = &self.credentials {
            secrets.push(STANDARD.encode(format!("{name}:{password}")));
            secrets.push(password.clone());
        }
        secrets.extend(self.named_secrets.iter().cloned());
        secrets.extend(self.signing_secrets.iter().map(SigningSecret::encoded));
        in_all_forms(secrets)
    }
}
