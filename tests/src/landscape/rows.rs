//! The history with ids, and the heads that the broker would have kept while it happened.

use std::collections::HashSet;

use super::Landscape;

/// A publication, its place in the list being its id less one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Publication {
    pub(super) integration: usize,
    pub(super) index: usize,
    pub(super) content: i64,
}

/// A result, its place in the list being its id less one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) integration: usize,
    /// Of the provider's version.
    pub(super) index: usize,
    pub(super) content: i64,
    pub(super) success: bool,
}

/// A content, its place in the list being its id less one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Content {
    pub(super) integration: usize,
    pub(super) number: usize,
    /// Of the consumer's version that published it first.
    pub(super) first_index: usize,
    pub(super) first_success: Option<Outcome>,
    pub(super) latest_outcome: Option<i64>,
}

/// What an integration's row says.
#[derive(Clone, Copy, Debug)]
pub(super) struct IntegrationHeads {
    /// Of the consumer's version that published first.
    pub(super) first_index: usize,
    pub(super) latest_publication: i64,
    pub(super) latest_outcome: Option<i64>,
    /// Was the last that happened a result, and not a publication?
    pub(super) outcome_came_last: bool,
}

/// The first success of a content by a branch of its provider.
#[derive(Clone, Copy, Debug)]
pub(super) struct BranchSuccess {
    pub(super) feature: Option<usize>,
    pub(super) outcome: Outcome,
}

/// Everything that has an id or is a head, in the order in which it came about.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) contents: Vec<Content>,
    pub(super) publications: Vec<Publication>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) branch_successes: Vec<BranchSuccess>,
    /// One for each integration; none for what was never published.
    pub(super) integrations: Vec<Option<IntegrationHeads>>,
    /// Contents with the branches that have verified them.
    succeeded: HashSet<(i64, Option<usize>)>,
}

impl Rows {
    /// Lets the history happen.
    pub(super) fn of(landscape: &Landscape) -> Self {
        let mut rows = Self {
            integrations: vec![None; landscape.integrations.len()],
            ..Self::default()
        };
        let mut known = vec![Vec::new(); landscape.integrations.len()];
        for index in 0..landscape.versions {
            for (integration, contents) in known.iter_mut().enumerate() {
                rows.publish(landscape, integration, index, contents);
            }
            for (integration, contents) in known.iter().enumerate() {
                rows.verify(landscape, integration, index, contents);
            }
        }
        rows
    }

    /// The publication with an id.
    pub(super) fn publication(&self, id: i64) -> &Publication {
        &self.publications[place(id)]
    }

    /// The result with an id.
    pub(super) fn outcome(&self, id: i64) -> &Outcome {
        &self.outcomes[place(id)]
    }

    /// `contents` are the ids of the integration's contents by number.
    fn publish(&mut self, landscape: &Landscape, integration: usize, index: usize, contents: &mut Vec<i64>) {
        let Some(number) = landscape.integrations[integration].content_published(index) else {
            return;
        };
        if number == contents.len() {
            self.contents.push(Content {
                integration,
                number,
                first_index: index,
                first_success: None,
                latest_outcome: None,
            });
            contents.push(id_of_last(&self.contents));
        }
        self.publications.push(Publication {
            integration,
            index,
            content: contents[number],
        });
        let heads = self.integrations[integration].get_or_insert(IntegrationHeads {
            first_index: index,
            latest_publication: 0,
            latest_outcome: None,
            outcome_came_last: false,
        });
        heads.latest_publication = id_of_last(&self.publications);
        heads.outcome_came_last = false;
    }

    fn verify(&mut self, landscape: &Landscape, integration: usize, index: usize, contents: &[i64]) {
        let pair = &landscape.integrations[integration];
        let Some(verification) = pair.verified_by(index) else {
            return;
        };
        let outcome = Outcome {
            integration,
            index,
            content: contents[verification.content],
            success: landscape.succeeds(pair, verification),
        };
        let feature = landscape.feature(index);
        let first_of_branch = outcome.success && self.succeeded.insert((outcome.content, feature));
        self.outcomes.push(outcome);
        let id = id_of_last(&self.outcomes);
        if first_of_branch {
            self.branch_successes.push(BranchSuccess { feature, outcome });
        }
        let content = &mut self.contents[place(outcome.content)];
        content.latest_outcome = Some(id);
        if outcome.success {
            content.first_success.get_or_insert(outcome);
        }
        if let Some(heads) = &mut self.integrations[integration] {
            heads.latest_outcome = Some(id);
            heads.outcome_came_last = true;
        }
    }
}

/// The id of a version: by index, then by application.
pub(super) fn version_id(landscape: &Landscape, application: usize, index: usize) -> i64 {
    id(index * landscape.applications.len() + application)
}

/// The id of an application.
pub(super) fn application_id(application: usize) -> i64 {
    id(application)
}

/// The id of a branch: an application's main branch, then its feature branches.
pub(super) fn branch_id(landscape: &Landscape, application: usize, feature: Option<usize>) -> i64 {
    id(application * (landscape.features() + 1) + feature.map_or(0, |feature| feature + 1))
}

/// The id of what stands at a place, counted from zero.
pub(super) fn id(place: usize) -> i64 {
    i64::try_from(place + 1).unwrap_or(i64::MAX)
}

fn place(id: i64) -> usize {
    usize::try_from(id - 1).unwrap_or(usize::MAX)
}

fn id_of_last<T>(list: &[T]) -> i64 {
    id(list.len() - 1)
}
