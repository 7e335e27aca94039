//! What must be true of a provider before an interaction.

use serde::Serialize;
use serde_json::Value;

/// A state of the provider, with parameters for the code that brings it about.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderState {
    pub(crate) name: String,
    pub(crate) parameters: Vec<(String, Value)>,
}

impl ProviderState {
    /// A state without parameters.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            parameters: Vec::new(),
        }
    }

    /// Adds a parameter (from V3 on).
    ///
    /// # Panics
    /// When the value has no form in JSON, such as a map whose keys are no text.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.parameters.push((name.into(), super::matchers::to_json(value)));
        self
    }
}

impl<T: Into<String>> From<T> for ProviderState {
    fn from(name: T) -> Self {
        Self::new(name)
    }
}
