//! Templates: texts with parameters, `${pactbroker.consumerName}`.

use indexmap::IndexMap;

const OPEN: &str = "${pactbroker.";

/// Whether a text is one parameter and nothing else, so that showing it tells no secret.
pub(super) fn is_parameter(text: &str) -> bool {
    text.strip_prefix(OPEN)
        .and_then(|rest| rest.strip_suffix('}'))
        .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
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

    /// Puts the values, each as `encode` writes it, where a text has parameters; an unknown parameter stays as it is.
    pub(super) fn fill(&self, text: &str, encode: impl Fn(&str) -> String) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            filled.push_str(before);
            let parameter = after.split_once('}');
            match parameter.and_then(|(name, tail)| Some((self.0.get(name)?, tail))) {
                Some((value, tail)) => {
                    filled.push_str(&encode(value));
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
