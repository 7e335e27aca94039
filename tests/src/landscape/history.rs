//! What happened, by rules: which version is on which branch, what it publishes, what it verifies and with what result.

use super::Size;
use super::applications::{self, Integration, Rhythm};

/// Publications in a row that have the same content.
const PUBLICATIONS_OF_A_CONTENT: usize = 5;

/// A quiet consumer publishes with every so many versions.
const QUIET: usize = 6;

/// Results that each content gets, from as many provider versions in a row.
const RESULTS: usize = 4;

/// One of so many versions is on a feature branch, of which an application has at most so many.
const FEATURE_EVERY: usize = 5;
const FEATURES: usize = 50;

/// Everything that the landscape consists of.
#[derive(Clone, Debug)]
pub struct Landscape {
    /// Versions for each application.
    pub versions: usize,
    /// The names of the applications; everything else refers to them by position.
    pub applications: Vec<String>,
    /// Who consumes whom, in publishing order.
    pub integrations: Vec<Integration>,
}

/// A result of a provider version for a content.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Verification {
    /// The number of the content, counted from zero in its integration.
    pub content: usize,
    /// Which of the content's results it is, counted from zero.
    pub nth: usize,
}

impl Landscape {
    /// The landscape of a size.
    #[must_use]
    pub fn new(size: Size) -> Self {
        Self {
            versions: size.versions(),
            applications: applications::names(size),
            integrations: applications::integrations(size),
        }
    }

    /// The name of an application.
    #[must_use]
    pub fn name(&self, application: usize) -> &str {
        &self.applications[application]
    }

    /// How many feature branches each application has.
    #[must_use]
    pub fn features(&self) -> usize {
        self.versions.div_ceil(FEATURE_EVERY).min(FEATURES)
    }

    /// The feature branch of the versions with an index; none for those on `main`.
    #[must_use]
    pub fn feature(&self, index: usize) -> Option<usize> {
        index
            .is_multiple_of(FEATURE_EVERY)
            .then_some(index / FEATURE_EVERY % FEATURES)
    }

    /// The name of the branch of the versions with an index.
    #[must_use]
    pub fn branch(&self, index: usize) -> String {
        branch_name(self.feature(index))
    }

    /// Whether a provider version's result is a success.
    #[must_use]
    pub fn succeeds(&self, integration: &Integration, verification: Verification) -> bool {
        let content = format!(
            "{}|{}|{}",
            self.name(integration.consumer),
            self.name(integration.provider),
            verification.content
        );
        let all_fail = crc32fast::hash(content.as_bytes()).is_multiple_of(20);
        let this_one = crc32fast::hash(format!("{content}|{}", verification.nth).as_bytes());
        !all_fail && this_one % 1_000 >= 105
    }

    /// How many contents the publications of an integration have.
    #[must_use]
    pub fn contents(&self, integration: &Integration) -> usize {
        (0..self.versions)
            .rev()
            .find_map(|index| integration.content_published(index))
            .map_or(0, |last| last + 1)
    }

    /// Every version in the order of creation: by index, then by application.
    pub fn all_versions(&self) -> impl Iterator<Item = (usize, usize)> {
        let applications = self.applications.len();
        (0..self.versions).flat_map(move |index| (0..applications).map(move |application| (application, index)))
    }
}

/// The name of a feature branch, or of the main branch.
pub(super) fn branch_name(feature: Option<usize>) -> String {
    feature.map_or_else(|| "main".to_owned(), |feature| format!("feat/{feature}"))
}

impl Integration {
    /// The number of the content that the consumer's version with an index publishes, if it publishes.
    #[must_use]
    pub fn content_published(&self, index: usize) -> Option<usize> {
        let publication = match self.rhythm {
            Rhythm::Busy => index,
            Rhythm::Quiet(first) => {
                let since = index.checked_sub(first)?;
                since.is_multiple_of(QUIET).then_some(since / QUIET)?
            }
        };
        Some(publication / PUBLICATIONS_OF_A_CONTENT)
    }

    /// What the provider's version with an index verifies: the contents of a busy consumer beginning with the version
    /// after the first publication, which is on `main`, those of a quiet one beginning with the same index.
    #[must_use]
    pub fn verified_by(&self, index: usize) -> Option<Verification> {
        let (since, distance) = match self.rhythm {
            Rhythm::Busy => (index.checked_sub(1)?, PUBLICATIONS_OF_A_CONTENT),
            Rhythm::Quiet(first) => (index.checked_sub(first)?, PUBLICATIONS_OF_A_CONTENT * QUIET),
        };
        let (content, nth) = (since / distance, since % distance);
        (nth < RESULTS).then_some(Verification { content, nth })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Publications, contents, results and branches.
    fn counts(size: &str) -> [usize; 4] {
        let landscape = Landscape::new(size.parse().expect("a size"));
        let over_all = |count: &dyn Fn(&Integration) -> usize| landscape.integrations.iter().map(count).sum();
        let indices = 0..landscape.versions;
        [
            over_all(&|one| {
                indices
                    .clone()
                    .filter(|index| one.content_published(*index).is_some())
                    .count()
            }),
            over_all(&|one| landscape.contents(one)),
            over_all(&|one| {
                indices
                    .clone()
                    .filter(|index| one.verified_by(*index).is_some())
                    .count()
            }),
            (landscape.features() + 1) * landscape.applications.len(),
        ]
    }

    #[test]
    fn there_is_as_much_as_described() {
        assert_eq!(counts("S"), [2_000, 720, 2_880, 600]);
        assert_eq!(counts("M"), [20_000, 4_320, 17_280, 4_200]);
        assert_eq!(counts("L"), [200_000, 40_320, 161_280, 10_200]);
    }

    #[test]
    fn busy_contracts_are_verified_on_main() {
        let landscape = Landscape::new("M".parse().expect("a size"));
        let busy = landscape.integrations[0];
        for index in 0..landscape.versions {
            assert_eq!(busy.verified_by(index).is_some(), landscape.branch(index) == "main");
        }
    }

    #[test]
    fn most_results_are_successes() {
        let landscape = Landscape::new("M".parse().expect("a size"));
        let results: Vec<bool> = landscape
            .integrations
            .iter()
            .flat_map(|one| {
                let landscape = &landscape;
                (0..landscape.versions)
                    .filter_map(move |index| one.verified_by(index).map(|result| landscape.succeeds(one, result)))
            })
            .collect();
        let share = results.iter().filter(|success| **success).count() * 100 / results.len();
        assert!((83..=86).contains(&share), "{share} %");
    }
}
