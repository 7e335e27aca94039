//! Messages of the broker for people.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A message that a tool prints as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notice {
    /// `success`, `info`, `warning`, `error`, `danger`, `prompt` or `debug`; chooses the colour.
    #[serde(rename = "type")]
    pub kind: String,
    /// The message.
    pub text: String,
}

impl Notice {
    pub(crate) fn list_from(value: &Value) -> Vec<Self> {
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        items.iter().filter_map(|item| Self::deserialize(item).ok()).collect()
    }
}
