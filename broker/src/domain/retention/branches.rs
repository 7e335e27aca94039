//! Selectors of branches that a clean-up keeps.

use serde::{Deserialize, Serialize};

/// Branches that are kept: those that meet all that is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeepBranches {
    /// Of this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// To which something was added in the last so many days.
    #[serde(alias = "maxAge", skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
}

impl KeepBranches {
    /// What is kept when nobody says what.
    pub fn defaults() -> Vec<Self> {
        vec![Self {
            branch: None,
            max_age: Some(90),
        }]
    }

    /// Reads a JSON list; `null` keeps all, like a selector that says nothing.
    ///
    /// The error says what is wrong with the list.
    pub fn parse(json: &str) -> Result<Vec<Self>, String> {
        let selectors: Option<Vec<Self>> = serde_json::from_str(json).map_err(|error| error.to_string())?;
        Ok(selectors.unwrap_or_else(|| vec![Self::default()]))
    }
}

/// Is a branch kept? The main branch always is.
pub fn branches_kept(selectors: &[KeepBranches], name: &str, main_branch: Option<&str>, idle_days: i64) -> bool {
    let matches = |selector: &KeepBranches| {
        selector.branch.as_deref().is_none_or(|wanted| wanted == name)
            && selector.max_age.is_none_or(|days| idle_days <= i64::from(days))
    };
    main_branch == Some(name) || selectors.iter().any(matches)
}
