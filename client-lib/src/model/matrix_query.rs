//! Questions to the matrix: which versions get along with which.

use crate::link::encode_component;
use crate::model::version_selector::VersionSelector;

/// A question to the matrix; [`CanIDeploy`] and [`CanIMerge`] put the usual ones together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatrixQuery {
    /// The versions asked about.
    pub selectors: Vec<VersionSelector>,
    /// Versions whose results shall not count.
    pub ignore: Vec<VersionSelector>,
    /// Which of several results for the same pair counts; none: all are shown.
    pub latest_by: Option<LatestBy>,
    /// Where the versions shall go: tells which versions of the other applications count.
    pub destination: Option<Destination>,
    /// The most rows that are answered; the broker has a limit of its own when absent.
    pub limit: Option<u32>,
}

/// Which of several results counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LatestBy {
    /// The newest per consumer version and provider.
    ConsumerVersionAndProvider,
    /// The newest per consumer version and provider version.
    ConsumerVersionAndProviderVersion,
}

/// Where versions shall go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// To be together with what is in this environment.
    Environment(String),
    /// To be together with the newest versions that have this tag.
    Tag(String),
    /// To be together with the heads of the main branches.
    MainBranch,
    /// To be together with the newest versions.
    Latest,
}

impl MatrixQuery {
    /// The query string. Order matters: brokers begin a new selector wherever a key repeats.
    pub(crate) fn query_string(&self) -> String {
        let mut pairs = Vec::new();
        for (list, selectors) in [("q", &self.selectors), ("ignore", &self.ignore)] {
            let parameters = selectors.iter().flat_map(VersionSelector::parameters);
            pairs.extend(parameters.map(|(key, value)| (format!("{list}[][{key}]"), value.to_owned())));
        }
        let options = self.destination.iter().flat_map(Destination::parameters);
        let latest_by = self.latest_by.map(|latest_by| ("latestby", latest_by.code()));
        pairs.extend(
            latest_by
                .into_iter()
                .chain(options)
                .map(|(key, value)| (key.to_owned(), value.to_owned())),
        );
        pairs.extend(self.limit.map(|limit| ("limit".to_owned(), limit.to_string())));
        let encoded = pairs
            .iter()
            .map(|(key, value)| format!("{}={}", encode_component(key), encode_component(value)));
        encoded.collect::<Vec<_>>().join("&")
    }
}

impl LatestBy {
    fn code(self) -> &'static str {
        match self {
            Self::ConsumerVersionAndProvider => "cvp",
            Self::ConsumerVersionAndProviderVersion => "cvpv",
        }
    }

    /// With one selector the newest result of each provider decides; with several, each pair of versions counts.
    fn for_selectors(selectors: &[VersionSelector]) -> Self {
        if selectors.len() == 1 {
            Self::ConsumerVersionAndProvider
        } else {
            Self::ConsumerVersionAndProviderVersion
        }
    }
}

impl Destination {
    fn parameters(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::Environment(name) => vec![("environment", name.as_str())],
            Self::Tag(tag) => vec![("latest", "true"), ("tag", tag)],
            Self::MainBranch => vec![("latest", "true"), ("mainBranch", "true")],
            Self::Latest => vec![("latest", "true")],
        }
    }
}

/// Asks whether versions can be deployed.
///
/// ```
/// use accord_client::{CanIDeploy, VersionSelector};
///
/// let question = CanIDeploy::new(VersionSelector::version("Web Shop", "5556b8"))
///     .to_environment("production")
///     .ignore(VersionSelector::any("Legacy Billing"));
/// # let _ = question;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanIDeploy {
    selectors: Vec<VersionSelector>,
    ignore: Vec<VersionSelector>,
    destination: Option<Destination>,
    limit: Option<u32>,
}

impl CanIDeploy {
    /// Asks about one version, together with the newest versions of everything else until a destination is given.
    pub fn new(selector: VersionSelector) -> Self {
        Self::with_selectors([selector])
    }

    /// Asks whether several versions get along.
    pub fn with_selectors(selectors: impl IntoIterator<Item = VersionSelector>) -> Self {
        Self {
            selectors: selectors.into_iter().collect(),
            ignore: Vec::new(),
            destination: None,
            limit: None,
        }
    }

    /// Adds a version that must get along with the others.
    #[must_use]
    pub fn and(mut self, selector: VersionSelector) -> Self {
        self.selectors.push(selector);
        self
    }

    /// To this environment.
    #[must_use]
    pub fn to_environment(mut self, name: impl Into<String>) -> Self {
        self.destination = Some(Destination::Environment(name.into()));
        self
    }

    /// To where the newest versions with this tag are.
    #[must_use]
    pub fn to_tag(mut self, tag: impl Into<String>) -> Self {
        self.destination = Some(Destination::Tag(tag.into()));
        self
    }

    /// Leaves the results of an application, or of one of its versions, out of the decision.
    #[must_use]
    pub fn ignore(mut self, selector: VersionSelector) -> Self {
        self.ignore.push(selector);
        self
    }

    /// The most rows that are answered.
    #[must_use]
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(rows);
        self
    }
}

impl From<CanIDeploy> for MatrixQuery {
    fn from(question: CanIDeploy) -> Self {
        let CanIDeploy {
            selectors,
            ignore,
            destination,
            limit,
        } = question;
        let destination = destination.or_else(|| (selectors.len() == 1).then_some(Destination::Latest));
        let latest_by = Some(LatestBy::for_selectors(&selectors));
        Self {
            selectors,
            ignore,
            latest_by,
            destination,
            limit,
        }
    }
}

/// Asks whether a version gets along with the heads of all main branches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanIMerge {
    selectors: Vec<VersionSelector>,
    ignore: Vec<VersionSelector>,
}

impl CanIMerge {
    /// Asks about one version.
    pub fn new(selector: VersionSelector) -> Self {
        Self {
            selectors: vec![selector],
            ignore: Vec::new(),
        }
    }

    /// Adds a version.
    #[must_use]
    pub fn and(mut self, selector: VersionSelector) -> Self {
        self.selectors.push(selector);
        self
    }

    /// Leaves the results of an application, or of one of its versions, out of the decision.
    #[must_use]
    pub fn ignore(mut self, selector: VersionSelector) -> Self {
        self.ignore.push(selector);
        self
    }
}

impl From<CanIMerge> for MatrixQuery {
    fn from(question: CanIMerge) -> Self {
        let CanIMerge { selectors, ignore } = question;
        let latest_by = Some(LatestBy::for_selectors(&selectors));
        Self {
            selectors,
            ignore,
            latest_by,
            destination: Some(Destination::MainBranch),
            limit: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(query: impl Into<MatrixQuery>) -> String {
        percent_encoding::percent_decode_str(&query.into().query_string())
            .decode_utf8()
            .unwrap()
            .into_owned()
    }

    #[test]
    fn one_version_to_an_environment() {
        let question = CanIDeploy::new(VersionSelector::version("Foo", "1")).to_environment("test");
        assert_eq!(
            query(question),
            "q[][pacticipant]=Foo&q[][version]=1&latestby=cvp&environment=test"
        );
    }

    #[test]
    fn one_version_to_nowhere_means_the_newest_of_all_others() {
        let question = CanIDeploy::new(VersionSelector::branch("Foo", "main"));
        assert_eq!(
            query(question),
            "q[][pacticipant]=Foo&q[][latest]=true&q[][branch]=main&latestby=cvp&latest=true"
        );
    }

    #[test]
    fn several_versions_keep_their_parameters_together() {
        let question = CanIDeploy::new(VersionSelector::version("Foo", "1"))
            .and(VersionSelector::latest_with_tag("Bar", "prod"))
            .ignore(VersionSelector::any("A"))
            .ignore(VersionSelector::version("B", "2"))
            .limit(1000);
        assert_eq!(
            query(question),
            "q[][pacticipant]=Foo&q[][version]=1&q[][pacticipant]=Bar&q[][latest]=true&q[][tag]=prod\
             &ignore[][pacticipant]=A&ignore[][pacticipant]=B&ignore[][version]=2&latestby=cvpv&limit=1000"
        );
    }

    #[test]
    fn tags_and_merges() {
        let to_tag = CanIDeploy::new(VersionSelector::latest("Foo")).to_tag("prod");
        assert_eq!(
            query(to_tag),
            "q[][pacticipant]=Foo&q[][latest]=true&latestby=cvp&latest=true&tag=prod"
        );
        let merge = CanIMerge::new(VersionSelector::version("Foo", "1"));
        assert_eq!(
            query(merge),
            "q[][pacticipant]=Foo&q[][version]=1&latestby=cvp&latest=true&mainBranch=true"
        );
    }

    #[test]
    fn values_are_encoded() {
        let question = CanIDeploy::new(VersionSelector::version("A & B", "1+2"));
        assert!(
            MatrixQuery::from(question)
                .query_string()
                .contains("=A%20%26%20B&q%5B%5D%5Bversion%5D=1%2B2&")
        );
    }
}
