//! What can be asked of the matrix.

/// A pacticipant, and which of its versions are meant; without criteria, any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    pub pacticipant: String,
    pub version: Option<String>,
    pub tag: Option<String>,
    pub branch: Option<String>,
    pub main_branch: bool,
    pub environment: Option<String>,
    pub latest: bool,
}

/// A pacticipant, or one version of it, whose rows do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreSelector {
    pub pacticipant: String,
    pub version: Option<String>,
}

/// Which row stands for a group of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LatestBy {
    /// One row per consumer version and provider version.
    VersionAndVersion,
    /// One row per consumer version and provider.
    VersionAndProvider,
    /// One row per consumer and provider.
    Pair,
}

impl LatestBy {
    /// Parses `cvpv`, `cvp` or `cp`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "cvpv" => Some(Self::VersionAndVersion),
            "cvp" => Some(Self::VersionAndProvider),
            "cp" => Some(Self::Pair),
            _ => None,
        }
    }
}

/// Where the asked-for versions are to go: which versions of their partners they will meet there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    pub latest: bool,
    pub tag: Option<String>,
    pub environment: Option<String>,
    pub main_branch: bool,
}

impl Target {
    /// Does the question name a target, so that partners are to be inferred?
    pub fn is_given(&self) -> bool {
        self.latest || self.names_a_place()
    }

    /// Does the target say more than "the latest"?
    pub fn names_a_place(&self) -> bool {
        self.tag.is_some() || self.environment.is_some() || self.main_branch
    }
}

/// A question to the matrix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatrixQuery {
    pub selectors: Vec<Selector>,
    pub ignores: Vec<IgnoreSelector>,
    pub latest_by: Option<LatestBy>,
    pub target: Target,
    /// Rows with these outcomes only (`None` in the list: without result).
    pub success: Option<Vec<Option<bool>>>,
    /// Most rows, before grouping.
    pub limit: Option<i64>,
}
