//! Templates: texts with parameters, `${pactbroker.consumerName}` and `${secret.NAME}`.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

const OPEN: &str = "${";
const OF_BROKER: &str = "pactbroker.";
const OF_SECRET: &str = "secret.";

/// Whether a text is one parameter and nothing else, so that showing it tells no secret.
pub(super) fn is_parameter(text: &str) -> bool {
    let name = text.strip_prefix(OPEN).and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| match name.strip_prefix(OF_BROKER) {
        Some(name) => name.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        None => secret_name(name).is_some(),
    })
}

/// The secret that a parameter stands for.
fn secret_name(parameter: &str) -> Option<&str> {
    let name = parameter.strip_prefix(OF_SECRET)?;
    crate::domain::secret::is_name(name).then_some(name)
}

/// The names of the secrets in a text.
pub(super) fn secret_names(text: &str) -> BTreeSet<&str> {
    let parameters = text.split(OPEN).skip(1).filter_map(|rest| rest.split_once('}'));
    parameters.filter_map(|(name, _)| secret_name(name)).collect()
}

/// What the parameters of templates stand for, by name without `pactbroker.`.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Values(IndexMap<String, String>);

impl Values {
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Secrets by their names.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NamedSecrets(pub BTreeMap<String, String>);

/// Shows names only.
impl std::fmt::Debug for NamedSecrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

/// What a parameter stands for.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    Value(&'a str),
    Secret(&'a str),
}

impl<'a> Part<'a> {
    pub(super) fn text(self) -> &'a str {
        match self {
            Self::Value(text) | Self::Secret(text) => text,
        }
    }
}

/// Fills templates. Values and secrets are put in together, so that a value which looks like a secret's parameter, such
/// as the name of a branch, brings no secret to light.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filling<'a> {
    pub(super) values: &'a Values,
    pub(super) secrets: &'a NamedSecrets,
}

impl Filling<'_> {
    fn part(&self, parameter: &str) -> Option<Part<'_>> {
        match parameter.strip_prefix(OF_BROKER) {
            Some(name) => self.values.0.get(name).map(|value| Part::Value(value)),
            None => self
                .secrets
                .0
                .get(secret_name(parameter)?)
                .map(|secret| Part::Secret(secret)),
        }
    }

    /// Puts values and secrets, each as `encode` writes it, where a text has parameters; an unknown parameter stays as it
    /// is.
    pub(super) fn fill(&self, text: &str, encode: impl Fn(Part<'_>) -> String) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            filled.push_str(before);
            let parameter = after.split_once('}');
            match parameter.and_then(|(name, tail)| Some((self.part(name)?, tail))) {
                Some((part, tail)) => {
                    filled.push_str(&encode(part));
                    rest = tail;
                }
                None => {
                    filled.push_str(OPEN);
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}
