//! Features that are off unless they are switched on.

use serde_json::Value as Json;

use super::{Kind, Shown, Value};

/// Webhooks may fire once for each deployed version of the provider.
pub(in super::super) const EXPAND_DEPLOYED_VERSIONS: &str = "expand_currently_deployed_provider_versions";

/// The features that are on, by name; one that Accord does not have is kept, and changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features(Vec<String>);

impl Features {
    /// Whether a feature is on.
    pub(in super::super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|on| on == name)
    }

    /// Those that Accord does not have.
    pub(in super::super) fn unknown(&self) -> impl Iterator<Item = &String> {
        self.0.iter().filter(|name| *name != EXPAND_DEPLOYED_VERSIONS)
    }
}

/// Names with blanks or commas between; in a file also a list, or names with `true` and `false`, as the reference has them.
impl Value for Features {
    const KIND: Kind = Kind::List;

    fn parse(text: &str) -> Result<Self, String> {
        let names = text.split([' ', ',', '\t', '\n']).filter(|name| !name.is_empty());
        Ok(Self(names.map(str::to_ascii_lowercase).collect()))
    }

    fn from_file(value: &Json) -> Result<Self, String> {
        let names = match value {
            Json::Object(switches) => switched_on(switches)?,
            other => Vec::<String>::from_file(other)?,
        };
        Self::parse(&names.join(" "))
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::from(self.0.clone()))
    }
}

fn switched_on(switches: &serde_json::Map<String, Json>) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for (name, switch) in switches {
        if bool::from_file(switch).map_err(|reason| format!("{name} {reason}"))? {
            names.push(name.clone());
        }
    }
    Ok(names)
}
