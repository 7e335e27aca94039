//! The request of a webhook as it is sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;

use super::default_description;
use super::secrets::{STARS, is_secret};

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

    /// Everything that must not be shown, also when it is sent back: secrets whole, without the scheme before them, and
    /// encoded.
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
        secrets
    }
}
