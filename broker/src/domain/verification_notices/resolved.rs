//! Selectors that found a version.

use crate::domain::metadata::ResolvedSelectorRef;
use crate::domain::names::{BranchName, EnvironmentName, PacticipantName, TagName, VersionNumber};
use std::cmp::Ordering;

/// A selector together with the consumer version that it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedSelector {
    /// How the version was found.
    pub kind: ResolvedSelectorKind,
    /// The consumer that the selector asked for, if it named one.
    pub consumer: Option<PacticipantName>,
    /// The consumer that was found.
    pub consumer_name: PacticipantName,
    /// The number of the version that was found.
    pub version_number: VersionNumber,
    /// The internal id of the version that was found.
    pub version_id: i64,
    /// The place of that version in the order of creation.
    pub version_order: i64,
}

/// How a consumer version was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolvedSelectorKind {
    /// As the latest of its consumer.
    Overall,
    /// As the head of its consumer's main branch.
    MainBranch {
        /// The main branch.
        branch: BranchName,
    },
    /// As the head of a branch.
    Branch {
        /// The branch that it is on.
        branch: BranchName,
        /// The branch that was asked for first, if this one was its fallback.
        fallback_for: Option<BranchName>,
    },
    /// As the latest with a tag.
    LatestTag {
        /// The tag that it has.
        tag: TagName,
        /// The tag that was asked for first, if this one was its fallback.
        fallback_for: Option<TagName>,
    },
    /// As one of those with a tag.
    Tag {
        /// The tag that it has.
        tag: TagName,
    },
    /// As currently deployed.
    Deployed {
        /// Where.
        environment: EnvironmentName,
        /// Whether that is a production environment.
        production: bool,
    },
    /// As released and supported.
    Released {
        /// Where.
        environment: EnvironmentName,
        /// Whether that is a production environment.
        production: bool,
    },
}

/// Puts selectors in the order in which people read about them: overall latest, branches (the main one first), latest
/// tags, tags, deployed and released (production last), each by name, then by consumer and age of the version.
pub fn sort(selectors: &mut [ResolvedSelector]) {
    selectors.sort_by(ResolvedSelector::reading_order);
}

impl ResolvedSelector {
    fn reading_order(&self, other: &Self) -> Ordering {
        let key = |selector: &Self| (selector.version_order, selector.version_id);
        self.kind
            .reading_order()
            .cmp(&other.kind.reading_order())
            .then_with(|| self.consumer.cmp(&other.consumer))
            .then_with(|| key(self).cmp(&key(other)))
    }
}

impl ResolvedSelectorKind {
    fn reading_order(&self) -> (u8, bool, &str) {
        match self {
            Self::Overall => (0, false, ""),
            Self::MainBranch { branch } => (1, false, branch),
            Self::Branch { branch, .. } => (1, true, branch),
            Self::LatestTag { tag, .. } => (2, false, tag),
            Self::Tag { tag } => (3, false, tag),
            Self::Deployed {
                environment,
                production,
            } => (4, *production, environment),
            Self::Released {
                environment,
                production,
            } => (5, *production, environment),
        }
    }
}

/// The short form that travels in the contract's link.
impl From<&ResolvedSelector> for ResolvedSelectorRef {
    fn from(selector: &ResolvedSelector) -> Self {
        let found = Self {
            consumer_version_id: Some(selector.version_id),
            ..Self::default()
        };
        match &selector.kind {
            ResolvedSelectorKind::Overall => Self {
                latest: Some(true),
                ..found
            },
            ResolvedSelectorKind::MainBranch { branch } | ResolvedSelectorKind::Branch { branch, .. } => Self {
                branch: Some(branch.to_string()),
                latest: Some(true),
                ..found
            },
            ResolvedSelectorKind::LatestTag { tag, .. } => Self {
                tag: Some(tag.to_string()),
                latest: Some(true),
                ..found
            },
            ResolvedSelectorKind::Tag { tag } => Self {
                tag: Some(tag.to_string()),
                ..found
            },
            ResolvedSelectorKind::Deployed { environment, .. } | ResolvedSelectorKind::Released { environment, .. } => {
                Self {
                    environment: Some(environment.to_string()),
                    ..found
                }
            }
        }
    }
}
