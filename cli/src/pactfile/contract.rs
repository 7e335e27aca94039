//! The bytes of one contract, known to be a pact.

use std::path::Path;

use serde_json::Value;

use crate::error::{CliError, Result};

/// A pact as its consumer wrote it.
#[derive(Debug, Clone)]
pub(crate) struct Contract {
    /// The file or address that it came from.
    pub(crate) source: String,
    /// The text, byte by byte as it was found.
    pub(crate) bytes: Vec<u8>,
    /// The same, parsed.
    pub(crate) json: Value,
    /// The pacticipant that wrote it.
    pub(crate) consumer: String,
    /// The pacticipant that must honour it.
    pub(crate) provider: String,
}

impl Contract {
    /// Reads a pact; anything else is refused with the reason, because the engines take `{}` for a pact that holds.
    pub(crate) fn parse(source: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Result<Self> {
        let (source, bytes) = (source.into(), bytes.into());
        match examine(&bytes) {
            Ok((json, consumer, provider)) => Ok(Self {
                source,
                bytes,
                json,
                consumer,
                provider,
            }),
            Err(reason) => Err(CliError::new(format!("'{source}' is not a pact: {reason}"))
                .hint("A pact is the JSON file that a consumer test writes, often in pacts/ or target/pacts/.")),
        }
    }

    /// Reads a pact file; messages name it as seen from `directory`.
    pub(crate) fn read(directory: &Path, file: &Path) -> Result<Self> {
        let name = file.strip_prefix(directory).unwrap_or(file).display().to_string();
        let bytes = std::fs::read(file).map_err(|error| CliError::new(format!("could not read '{name}': {error}")))?;
        Self::parse(name, bytes)
    }

    /// The interactions and, where specification 3 has those, the messages.
    pub(crate) fn interactions(&self) -> Vec<&Value> {
        let lists = ["interactions", "messages"].map(|key| self.json[key].as_array());
        lists.into_iter().flatten().flatten().collect()
    }

    /// The names of the plugins without which this pact says nothing.
    pub(crate) fn plugins(&self) -> Vec<&str> {
        let plugins = self.json["metadata"]["plugins"].as_array();
        plugins
            .into_iter()
            .flatten()
            .map(|plugin| plugin["name"].as_str().unwrap_or("(unnamed)"))
            .collect()
    }
}

fn examine(bytes: &[u8]) -> std::result::Result<(Value, String, String), String> {
    let json: Value = serde_json::from_slice(bytes).map_err(|error| format!("it is no JSON ({error})"))?;
    if !json.is_object() {
        return Err("it is JSON, but no object".to_owned());
    }
    let consumer = pacticipant(&json, "consumer")?;
    let provider = pacticipant(&json, "provider")?;
    expectations(&json)?
        .iter()
        .enumerate()
        .try_for_each(|(index, interaction)| described(index, interaction))?;
    Ok((json, consumer, provider))
}

fn pacticipant(json: &Value, role: &str) -> std::result::Result<String, String> {
    match json[role]["name"].as_str() {
        Some(name) if !name.trim().is_empty() => Ok(name.to_owned()),
        _ => Err(format!("it names no {role} ({role}.name)")),
    }
}

fn expectations(json: &Value) -> std::result::Result<Vec<&Value>, String> {
    let lists = ["interactions", "messages"].map(|key| (key, json.get(key)));
    if lists.iter().all(|(_, list)| list.is_none()) {
        return Err("it has neither 'interactions' nor 'messages'".to_owned());
    }
    let mut expectations = Vec::new();
    for (key, list) in lists.into_iter().filter_map(|(key, list)| Some((key, list?))) {
        expectations.extend(list.as_array().ok_or_else(|| format!("its '{key}' are no list"))?);
    }
    Ok(expectations)
}

fn described(index: usize, interaction: &Value) -> std::result::Result<(), String> {
    let description = interaction["description"].as_str();
    description
        .map(|_| ())
        .ok_or_else(|| format!("interaction {index} has no description"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        Contract::parse("x.json", text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_pact_is_refused_with_its_name_and_the_reason() {
        let pair = r#""consumer":{"name":"a"},"provider":{"name":"b"}"#;
        let cases = [
            ("".to_owned(), "it is no JSON"),
            ("{nonsense".to_owned(), "it is no JSON"),
            ("[]".to_owned(), "no object"),
            ("{}".to_owned(), "names no consumer"),
            (r#"{"interactions":5}"#.to_owned(), "names no consumer"),
            (r#"{"consumer":{"name":" "}}"#.to_owned(), "names no consumer"),
            (r#"{"consumer":{"name":"a"}}"#.to_owned(), "names no provider"),
            (format!("{{{pair}}}"), "neither 'interactions' nor 'messages'"),
            (
                format!(r#"{{{pair},"interactions":5}}"#),
                "its 'interactions' are no list",
            ),
            (
                format!(r#"{{{pair},"interactions":[{{}}]}}"#),
                "interaction 0 has no description",
            ),
        ];
        for (text, reason) in cases {
            let message = refusal(&text);
            assert!(message.contains("'x.json' is not a pact"), "{text}: {message}");
            assert!(message.contains(reason), "{text}: {message}");
        }
    }

    #[test]
    fn a_pact_keeps_its_bytes() {
        let text = r#"{ "provider":{"name":"b"},  "consumer":{"name":"a"}, "messages":[{"description":"m"}] }"#;
        let contract = Contract::parse("x.json", text).unwrap();
        assert_eq!(contract.bytes, text.as_bytes());
        assert_eq!((contract.consumer.as_str(), contract.provider.as_str()), ("a", "b"));
        assert_eq!(contract.interactions().len(), 1);
    }
}
