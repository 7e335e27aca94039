//! Which versions of an application a question to the matrix is about.

/// Chooses versions of one application.
///
/// ```
/// use accord_client::VersionSelector;
///
/// let by_commit = VersionSelector::version("Web Shop", "5556b8");
/// let head = VersionSelector::branch("Orders", "main");
/// assert_eq!(head.pacticipant, "Orders");
/// # let _ = by_commit;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionSelector {
    /// The application.
    pub pacticipant: String,
    /// Which of its versions.
    pub which: WhichVersion,
}

/// Which versions of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhichVersion {
    /// Whichever there is.
    Any,
    /// This one.
    Number(String),
    /// The newest.
    Latest,
    /// The newest with this tag.
    LatestWithTag(String),
    /// All with this tag.
    AllWithTag(String),
    /// The head of this branch.
    Branch(String),
    /// The head of the main branch.
    MainBranch,
    /// Those in this environment.
    Environment(String),
}

impl VersionSelector {
    fn of(pacticipant: impl Into<String>, which: WhichVersion) -> Self {
        Self {
            pacticipant: pacticipant.into(),
            which,
        }
    }

    /// Whichever versions there are.
    pub fn any(pacticipant: impl Into<String>) -> Self {
        Self::of(pacticipant, WhichVersion::Any)
    }

    /// The version with this number.
    pub fn version(pacticipant: impl Into<String>, number: impl Into<String>) -> Self {
        Self::of(pacticipant, WhichVersion::Number(number.into()))
    }

    /// The newest version.
    pub fn latest(pacticipant: impl Into<String>) -> Self {
        Self::of(pacticipant, WhichVersion::Latest)
    }

    /// The newest version with this tag.
    pub fn latest_with_tag(pacticipant: impl Into<String>, tag: impl Into<String>) -> Self {
        Self::of(pacticipant, WhichVersion::LatestWithTag(tag.into()))
    }

    /// All versions with this tag.
    pub fn all_with_tag(pacticipant: impl Into<String>, tag: impl Into<String>) -> Self {
        Self::of(pacticipant, WhichVersion::AllWithTag(tag.into()))
    }

    /// The head of this branch.
    pub fn branch(pacticipant: impl Into<String>, branch: impl Into<String>) -> Self {
        Self::of(pacticipant, WhichVersion::Branch(branch.into()))
    }

    /// The head of the main branch.
    pub fn main_branch(pacticipant: impl Into<String>) -> Self {
        Self::of(pacticipant, WhichVersion::MainBranch)
    }

    /// The versions that are in this environment now.
    pub fn environment(pacticipant: impl Into<String>, environment: impl Into<String>) -> Self {
        Self::of(pacticipant, WhichVersion::Environment(environment.into()))
    }

    /// Its query parameters, in the order that brokers need: the name first.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, &str)> {
        let mut parameters = vec![("pacticipant", self.pacticipant.as_str())];
        parameters.extend(match &self.which {
            WhichVersion::Any => vec![],
            WhichVersion::Number(number) => vec![("version", number.as_str())],
            WhichVersion::Latest => vec![("latest", "true")],
            WhichVersion::LatestWithTag(tag) => vec![("latest", "true"), ("tag", tag)],
            WhichVersion::AllWithTag(tag) => vec![("tag", tag.as_str())],
            WhichVersion::Branch(branch) => vec![("latest", "true"), ("branch", branch)],
            WhichVersion::MainBranch => vec![("latest", "true"), ("mainBranch", "true")],
            WhichVersion::Environment(environment) => vec![("environment", environment.as_str())],
        });
        parameters
    }
}
