//! The file format of a recording.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A conversation that starts with an empty broker.
#[derive(Debug, Deserialize)]
pub struct Recording {
    /// The name that reports and exceptions use, usually the file's name without its ending.
    pub name: String,
    /// Requests and recorded answers, in the order in which they are sent.
    pub steps: Vec<Step>,
}

/// One request and the answer that was recorded for it.
#[derive(Debug, Deserialize)]
pub struct Step {
    /// Unique within the recording; later requests refer to it.
    pub id: String,
    /// What to send.
    pub request: Request,
    /// The recorded answer in normalised form: `status`, and where there was one `type`, `location`, `body`, `lines`.
    pub response: Value,
}

/// A request as recorded, with `{{step:/json/pointer}}` where it needs a piece of an earlier answer.
#[derive(Debug, Deserialize)]
pub struct Request {
    /// HTTP method in capitals.
    pub method: String,
    /// Path and query, or a reference to a full URL.
    pub path: String,
    /// Headers beyond the player's own `Accept: application/hal+json`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// A string is sent as it is, anything else as JSON; `None` sends no body, which differs from JSON's `null`.
    #[serde(default, deserialize_with = "present")]
    pub body: Option<Value>,
}

impl Recording {
    /// Reads a recording from its file.
    ///
    /// # Errors
    /// When the file cannot be read or is no recording.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{} is no recording", path.display()))
    }

    /// Reads every recording of a directory, ordered by file name.
    ///
    /// # Errors
    /// When the directory or one of its `.json` files cannot be read.
    pub fn read_all(directory: &Path) -> anyhow::Result<Vec<Self>> {
        let entries = std::fs::read_dir(directory).with_context(|| format!("cannot list {}", directory.display()))?;
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }
}

/// Keeps `"body": null` apart from no body at all.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_null_is_a_body() {
        let request: Request = serde_json::from_str(r#"{"method": "POST", "path": "/", "body": null}"#).unwrap();
        assert_eq!(request.body, Some(Value::Null));
    }

    #[test]
    fn a_missing_body_is_none() {
        let request: Request = serde_json::from_str(r#"{"method": "POST", "path": "/"}"#).unwrap();
        assert_eq!(request.body, None);
    }
}
