//! Selectors after they have met the data: which versions each one means, in words too.

use super::{MatrixRow, PartyVersion};

/// What made a selector choose its versions, for the words that describe it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Criteria {
    pub version: Option<String>,
    pub tag: Option<String>,
    pub branch: Option<String>,
    /// The main branch was meant; once resolved, `branch` holds its name, unless another was asked for as well.
    pub main_branch: bool,
    pub environment: Option<String>,
    pub latest: bool,
}

impl Criteria {
    /// Was nothing asked but the pacticipant?
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a selector came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Any version will do.
    Any,
    /// This version, alone or as one of several that the same selector means.
    Version {
        /// The version.
        version: PartyVersion,
        /// Whether the selector means others too.
        one_of_many: bool,
    },
    /// No version is what was asked for.
    Missing,
}

/// A selector after it has met the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    pub pacticipant_id: i64,
    pub pacticipant: String,
    pub criteria: Criteria,
    pub resolution: Resolution,
    /// Named in the question, as opposed to inferred from its target.
    pub specified: bool,
    /// Taken out of the verdict by an ignore selector.
    pub ignored: bool,
}

impl Resolved {
    /// Was this version asked for by name or criterion, and is it not there?
    pub fn specified_but_missing(&self) -> bool {
        self.specified && self.resolution == Resolution::Missing
    }

    /// The selector in words: `version 1.2 of Foo`, `the latest version of Foo from branch main (1.2)`, ….
    pub fn description(&self) -> String {
        let name = &self.pacticipant;
        match &self.resolution {
            Resolution::Any => format!("any version of {name}"),
            Resolution::Version { version, one_of_many } => self.describe_version(&version.number, *one_of_many),
            Resolution::Missing => self.describe_missing(),
        }
    }

    fn describe_version(&self, number: &str, one_of_many: bool) -> String {
        let name = &self.pacticipant;
        let criteria = &self.criteria;
        let which = match (one_of_many, criteria.latest) {
            (true, _) => "one of the versions",
            (false, true) => "the latest version",
            (false, false) => "the version",
        };
        match criteria {
            Criteria { tag: Some(tag), .. } => format!("{which} of {name} with tag {tag} ({number})"),
            Criteria {
                branch: Some(branch), ..
            } => format!("{which} of {name} from branch {branch} ({number})"),
            Criteria {
                environment: Some(environment),
                ..
            } => {
                format!("{which} of {name} currently in {environment} ({number})")
            }
            Criteria { latest: true, .. } => format!("{which} of {name} ({number})"),
            _ => format!("version {number} of {name}"),
        }
    }

    fn describe_missing(&self) -> String {
        let criteria = &self.criteria;
        let which = match &criteria.version {
            Some(number) => format!("version {number}"),
            None if criteria.latest && criteria.environment.is_none() => "the latest version".to_owned(),
            None => "a version".to_owned(),
        };
        let tag = criteria.tag.as_ref().map(|tag| format!(" with tag {tag}"));
        let branch = match &criteria.branch {
            Some(branch) => Some(format!(" from branch {branch}")),
            None => criteria.main_branch.then(|| " from its main branch".to_owned()),
        };
        let there = criteria
            .environment
            .as_ref()
            .map(|environment| format!(" in {environment}"));
        let why = match (&there, &criteria.version, &tag, &branch) {
            (Some(_), None, None, None) => "no version is currently recorded as deployed/released there",
            _ => "no such version exists",
        };
        let wanted: String = [tag, branch, there].into_iter().flatten().collect();
        format!("{which} of {}{wanted} ({why})", self.pacticipant)
    }
}

/// An ignore selector after it has met the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    pub pacticipant: String,
    pub version: Option<String>,
    /// The pacticipant, if there is one of that name.
    pub pacticipant_id: Option<i64>,
    /// The version, if one was named and is there.
    pub version_id: Option<i64>,
}

impl Ignored {
    /// Does the selector name something that is not there?
    pub fn names_nothing(&self) -> bool {
        self.pacticipant_id.is_none() || (self.version.is_some() && self.version_id.is_none())
    }

    /// Does the selector cover this version of this pacticipant?
    pub fn covers(&self, pacticipant: i64, version: Option<i64>) -> bool {
        self.pacticipant_id == Some(pacticipant)
            && (self.version.is_none() || (self.version_id.is_some() && self.version_id == version))
    }

    /// Does the selector cover either side of a row?
    pub fn covers_row(&self, row: &MatrixRow) -> bool {
        let provider_version = row.result.as_ref().map(|result| result.provider_version.id);
        self.covers(row.consumer.id, Some(row.consumer_version.id)) || self.covers(row.provider.id, provider_version)
    }

    /// The selector in words.
    pub fn description(&self) -> String {
        match &self.version {
            Some(version) => format!("version {version} of {}", self.pacticipant),
            None => self.pacticipant.clone(),
        }
    }
}
