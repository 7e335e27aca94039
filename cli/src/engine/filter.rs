//! Which interactions of a contract are verified.

use pact_models::interaction::Interaction;
use regex::Regex;

use crate::error::{CliError, Result};

/// Admits interactions by description and provider state.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    description: Option<Regex>,
    state: Option<Regex>,
    stateless: bool,
}

impl Filter {
    /// A filter from regular expressions; `stateless` admits interactions without any provider state.
    pub(crate) fn new(description: Option<&str>, state: Option<&str>, stateless: bool) -> Result<Self> {
        let description = description
            .map(|text| expression("--filter-description", text))
            .transpose()?;
        let state = state.map(|text| expression("--filter-state", text)).transpose()?;
        Ok(Self {
            description,
            state,
            stateless,
        })
    }

    /// Whether every interaction passes.
    pub(crate) fn admits_everything(&self) -> bool {
        self.description.is_none() && self.state.is_none() && !self.stateless
    }

    /// Whether the interaction passes.
    pub(crate) fn admits(&self, interaction: &(dyn Interaction + Send + Sync)) -> bool {
        let states = interaction.provider_states();
        let described = self
            .description
            .as_ref()
            .is_none_or(|regex| regex.is_match(&interaction.description()));
        let in_state = self
            .state
            .as_ref()
            .is_none_or(|regex| states.iter().any(|state| regex.is_match(&state.name)));
        described && in_state && (!self.stateless || states.is_empty())
    }
}

fn expression(flag: &str, text: &str) -> Result<Regex> {
    Regex::new(text).map_err(|error| {
        CliError::new(format!("{flag} '{text}' is no regular expression: {error}"))
            .hint("A parenthesis, bracket, dot, star, plus or question mark that is meant literally needs a backslash.")
    })
}

#[cfg(test)]
mod tests {
    use pact_models::provider_states::ProviderState;
    use pact_models::sync_interaction::RequestResponseInteraction;

    use super::*;

    fn interaction(description: &str, state: Option<&str>) -> RequestResponseInteraction {
        RequestResponseInteraction {
            description: description.to_owned(),
            provider_states: state.map(ProviderState::default).into_iter().collect(),
            ..RequestResponseInteraction::default()
        }
    }

    #[test]
    fn description_and_state_must_both_match() {
        let filter = Filter::new(Some("^a .*order"), Some("exists"), false).unwrap();
        assert!(filter.admits(&interaction("a new order", Some("stock exists"))));
        assert!(!filter.admits(&interaction("a new order", Some("nothing"))));
        assert!(!filter.admits(&interaction("a new order", None)));
        assert!(!filter.admits(&interaction("the order", Some("stock exists"))));
    }

    #[test]
    fn stateless_admits_only_what_has_no_state() {
        let filter = Filter::new(None, None, true).unwrap();
        assert!(filter.admits(&interaction("x", None)));
        assert!(!filter.admits(&interaction("x", Some("s"))));
        assert!(!filter.admits_everything());
    }

    #[test]
    fn a_bad_expression_is_refused_with_the_flag_that_held_it() {
        let error = Filter::new(None, Some("(order"), false).unwrap_err().to_string();
        assert!(
            error.contains("--filter-state '(order' is no regular expression"),
            "{error}"
        );
    }
}
