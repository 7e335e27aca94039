//! Where answers may differ from the recordings, and why.

use std::path::Path;

use anyhow::Context as _;
use globset::{Glob, GlobMatcher};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::compare::Difference;

/// Differences that are on purpose; each says why.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct IntendedDifferences(Vec<IntendedDifference>);

#[derive(Debug, Deserialize)]
struct IntendedDifference {
    recording: Pattern,
    step: Pattern,
    at: Pattern,
    #[serde(default)]
    only_if_recorded_contains: String,
    #[serde(rename = "why")]
    _why: String,
}

/// Steps that cannot agree yet because the broker lacks a route; each names it.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct WaitingSteps(Vec<WaitingStep>);

#[derive(Debug, Deserialize)]
struct WaitingStep {
    recording: Pattern,
    step: Pattern,
    #[serde(rename = "route")]
    _route: String,
}

impl IntendedDifferences {
    /// Reads the list from its file.
    ///
    /// # Errors
    /// When the file is missing, no such list, or holds a pattern that is none.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        read(path)
    }

    pub(super) fn cover(&self, recording: &str, step: &str, difference: &Difference) -> bool {
        let recorded = match &difference.recorded {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.0.iter().any(|intended| {
            intended.recording.matches(recording)
                && intended.step.matches(step)
                && intended.at.matches(&difference.at)
                && recorded.contains(&intended.only_if_recorded_contains)
        })
    }
}

impl WaitingSteps {
    /// Reads the list from its file.
    ///
    /// # Errors
    /// As [`IntendedDifferences::read`].
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        read(path)
    }

    pub(super) fn include(&self, recording: &str, step: &str) -> bool {
        self.0
            .iter()
            .any(|waiting| waiting.recording.matches(recording) && waiting.step.matches(step))
    }
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> anyhow::Result<T> {
    let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is no list of exceptions", path.display()))
}

/// A shell pattern in which `*` also matches `/`.
#[derive(Debug)]
struct Pattern(GlobMatcher);

impl Pattern {
    fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Glob::new(&text)
            .map(|glob| Self(glob.compile_matcher()))
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn difference(at: &str, recorded: Value) -> Difference {
        Difference {
            at: at.to_owned(),
            recorded,
            got: None,
        }
    }

    #[test]
    fn a_difference_is_covered_by_recording_step_place_and_value() {
        let list: IntendedDifferences = serde_json::from_value(json!([
            {"recording": "matr*", "step": "s04[12]", "at": "*/href", "why": "x", "only_if_recorded_contains": "odd"}
        ]))
        .unwrap();
        let odd = difference("/body/_links/self/href", json!("an odd one"));
        assert!(list.cover("matrix", "s041", &odd));
        assert!(!list.cover("matrix", "s043", &odd));
        assert!(!list.cover("can-i-deploy", "s041", &odd));
        assert!(!list.cover("matrix", "s041", &difference("/body/name", json!("an odd one"))));
        assert!(!list.cover(
            "matrix",
            "s041",
            &difference("/body/_links/self/href", json!("another"))
        ));
    }

    #[test]
    fn an_exception_without_a_reason_is_refused() {
        let list = serde_json::from_value::<IntendedDifferences>(json!([{"recording": "*", "step": "*", "at": "*"}]));
        assert!(list.unwrap_err().to_string().contains("why"));
    }
}
