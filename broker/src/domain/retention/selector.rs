//! Selectors of versions that a clean-up keeps.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Owner, VersionFacts};

/// Versions that are kept: those that meet all that is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeepVersions {
    /// Of this pacticipant only.
    #[serde(alias = "pacticipant_name", skip_serializing_if = "Option::is_none")]
    pub pacticipant: Option<String>,
    /// With a tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<Which>,
    /// On a branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<Which>,
    /// On the main branch.
    #[serde(alias = "mainBranch", skip_serializing_if = "is_false")]
    pub main_branch: bool,
    /// Deployed or released to this environment.
    #[serde(alias = "environment_name", skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Deployed now.
    #[serde(skip_serializing_if = "is_false")]
    pub deployed: bool,
    /// Released and supported now.
    #[serde(skip_serializing_if = "is_false")]
    pub released: bool,
    /// No older than so many days.
    #[serde(alias = "maxAge", skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
    /// Only the newest of them.
    #[serde(skip_serializing_if = "is_false")]
    pub latest: bool,
}

/// `true`, or a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Which {
    /// Any of them, if true; said with false, it is not said.
    Any(bool),
    /// The one of this name.
    Named(String),
}

impl Which {
    fn is(&self, name: &str) -> bool {
        match self {
            Self::Any(_) => true,
            Self::Named(wanted) => wanted == name,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl KeepVersions {
    /// What is kept when nobody says what: the newest with every tag, of every branch and of all, what is deployed or
    /// supported, and everything of the last 90 days.
    pub fn defaults() -> Vec<Self> {
        let latest = Self {
            latest: true,
            ..Self::default()
        };
        let every = Some(Which::Any(true));
        let young = Self {
            max_age: Some(90),
            ..Self::default()
        };
        let of_tags = Self {
            tag: every.clone(),
            ..latest.clone()
        };
        let of_branches = Self {
            branch: every,
            ..latest.clone()
        };
        with_what_runs(vec![of_tags, of_branches, latest, young])
    }

    /// Reads a JSON list; what is deployed or supported is kept unless the list says which of it.
    ///
    /// The error says what is wrong with the list.
    pub fn parse(json: &str) -> Result<Vec<Self>, String> {
        let mut selectors: Vec<Self> = serde_json::from_str(json).map_err(|error| error.to_string())?;
        for selector in &mut selectors {
            selector.tag = said(selector.tag.take());
            selector.branch = said(selector.branch.take());
        }
        Ok(with_what_runs(selectors))
    }

    /// Does a version meet all but `latest`?
    pub(super) fn matches(&self, owner: Owner<'_>, version: &VersionFacts) -> bool {
        let named = |which: &Option<Which>, names: &[(String, bool)]| {
            which
                .as_ref()
                .is_none_or(|which| names.iter().any(|(name, _)| which.is(name)))
        };
        let on_main = || version.branches.iter().any(|(name, _)| owner.main_branch == Some(name));
        let here = |places: &[String]| match &self.environment {
            Some(environment) => places.contains(environment),
            None => !places.is_empty(),
        };
        let runs = match (self.deployed, self.released, &self.environment) {
            (false, false, None) => true,
            (false, false, Some(_)) => here(&version.deployed) || here(&version.released),
            (deployed, released, _) => (!deployed || here(&version.deployed)) && (!released || here(&version.released)),
        };
        self.pacticipant.as_ref().is_none_or(|name| name == owner.name)
            && named(&self.tag, &version.tags)
            && named(&self.branch, &version.branches)
            && (!self.main_branch || on_main())
            && runs
            && self.max_age.is_none_or(|days| version.age_days <= i64::from(days))
    }

    /// What a matching version may be the newest of, and whether it is known to be the head of it.
    pub(super) fn groups<'a>(&self, version: &'a VersionFacts) -> Vec<(&'a str, bool)> {
        let (which, names) = match (&self.tag, &self.branch) {
            (Some(tag), _) => (tag, &version.tags),
            (None, Some(branch)) => (branch, &version.branches),
            (None, None) => return vec![("", version.is_latest)],
        };
        let wanted = names.iter().filter(|(name, _)| which.is(name));
        wanted.map(|(name, is_head)| (name.as_str(), *is_head)).collect()
    }
}

fn said(which: Option<Which>) -> Option<Which> {
    which.filter(|which| *which != Which::Any(false))
}

fn with_what_runs(mut selectors: Vec<KeepVersions>) -> Vec<KeepVersions> {
    if !selectors.iter().any(|selector| selector.deployed) {
        selectors.push(KeepVersions {
            deployed: true,
            ..KeepVersions::default()
        });
    }
    if !selectors.iter().any(|selector| selector.released) {
        selectors.push(KeepVersions {
            released: true,
            ..KeepVersions::default()
        });
    }
    selectors
}

/// As JSON, on one line.
impl fmt::Display for KeepVersions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}
