//! The rows of every table, referred to before they are referred from.

use accord_broker::bulk;
use chrono::NaiveDateTime;
use diesel::QueryResult;

use super::clock::Clock;
use super::contract::INTERACTIONS;
use super::history::branch_name;
use super::rows::{IntegrationHeads, Outcome, Rows, application_id, branch_id, id, version_id};
use super::target::Target;
use super::{ENVIRONMENTS, Integration, Landscape, contract, number};

/// A history in the form of the broker's tables.
pub(super) struct Tables<'a> {
    landscape: &'a Landscape,
    rows: &'a Rows,
    clock: Clock,
}

impl<'a> Tables<'a> {
    pub(super) fn new(landscape: &'a Landscape, rows: &'a Rows, clock: Clock) -> Self {
        Self { landscape, rows, clock }
    }

    /// Writes all of them.
    pub(super) fn write(&self, target: &mut Target) -> anyhow::Result<()> {
        self.applications(target)?;
        self.versions(target)?;
        self.branches(target)?;
        self.branch_versions(target)?;
        self.contents(target)?;
        self.publications(target)?;
        self.verifications(target)?;
        self.verdicts(target)?;
        self.branch_successes(target)?;
        self.integrations(target)?;
        self.environments(target)?;
        Ok(self.deployments(target)?)
    }

    fn applications(&self, target: &mut Target) -> QueryResult<()> {
        let last = self.landscape.versions - 1;
        let mut table = target.fill(
            "pacticipants",
            "id, name, display_name, main_branch, latest_version_id, created_at, updated_at",
        );
        for (application, name) in self.landscape.applications.iter().enumerate() {
            let display_name = name[..1].to_uppercase() + &name[1..];
            let created = self.clock.of_version(application, 0);
            table.row(&[
                application_id(application).into(),
                name.as_str().into(),
                display_name.as_str().into(),
                "main".into(),
                version_id(self.landscape, application, last).into(),
                created.into(),
                created.into(),
            ])?;
        }
        table.finish()
    }

    fn versions(&self, target: &mut Target) -> QueryResult<()> {
        let mut table = target.fill("versions", "id, pacticipant_id, number, created_at, updated_at");
        for (application, index) in self.landscape.all_versions() {
            let created = self.clock.of_version(application, index);
            table.row(&[
                version_id(self.landscape, application, index).into(),
                application_id(application).into(),
                number(index).as_str().into(),
                created.into(),
                created.into(),
            ])?;
        }
        table.finish()
    }

    fn branches(&self, target: &mut Target) -> QueryResult<()> {
        let landscape = self.landscape;
        let mut table = target.fill(
            "branches",
            "id, pacticipant_id, name, head_version_id, created_at, updated_at",
        );
        let on_branch = |feature: Option<usize>| {
            let mut members = (0..landscape.versions).filter(move |index| landscape.feature(*index) == feature);
            let first = members.next();
            (first, members.next_back().or(first))
        };
        let features = (0..landscape.features()).map(Some);
        for feature in std::iter::once(None).chain(features) {
            let (Some(first), Some(head)) = on_branch(feature) else {
                continue;
            };
            for application in 0..self.landscape.applications.len() {
                let created = self.clock.of_version(application, first);
                table.row(&[
                    branch_id(landscape, application, feature).into(),
                    application_id(application).into(),
                    branch_name(feature).as_str().into(),
                    version_id(self.landscape, application, head).into(),
                    created.into(),
                    self.clock.of_version(application, head).into(),
                ])?;
            }
        }
        table.finish()
    }

    fn branch_versions(&self, target: &mut Target) -> QueryResult<()> {
        let landscape = self.landscape;
        let columns = "branch_id, version_id, auto_created, created_at, updated_at";
        let mut table = target.fill("branch_versions", columns);
        for (application, index) in landscape.all_versions() {
            let created = self.clock.of_version(application, index);
            table.row(&[
                branch_id(landscape, application, landscape.feature(index)).into(),
                version_id(self.landscape, application, index).into(),
                false.into(),
                created.into(),
                created.into(),
            ])?;
        }
        table.finish()
    }

    fn contents(&self, target: &mut Target) -> anyhow::Result<()> {
        let mut table = target.fill(
            "contents",
            "id, consumer_id, provider_id, sha, interactions_count, messages_count, first_success_at, \
             latest_verification_id, created_at, body",
        );
        for (place, content) in self.rows.contents.iter().enumerate() {
            let pair = &self.landscape.integrations[content.integration];
            let (consumer, provider) = (self.landscape.name(pair.consumer), self.landscape.name(pair.provider));
            let kept = bulk::kept(contract(consumer, provider, content.number).to_string().as_bytes())?;
            let verified_at = |outcome: Outcome| self.clock.of_verification(pair.provider, outcome.index);
            table.row(&[
                id(place).into(),
                application_id(pair.consumer).into(),
                application_id(pair.provider).into(),
                kept.sha.as_str().into(),
                id(INTERACTIONS - 1).into(),
                0.into(),
                content.first_success.map(verified_at).into(),
                content.latest_outcome.into(),
                self.clock.of_version(pair.consumer, content.first_index).into(),
                kept.body.as_slice().into(),
            ])?;
        }
        Ok(table.finish()?)
    }

    fn publications(&self, target: &mut Target) -> QueryResult<()> {
        let mut table = target.fill(
            "publications",
            "id, consumer_id, provider_id, consumer_version_id, content_id, revision, is_current, is_tagged, created_at",
        );
        for (place, publication) in self.rows.publications.iter().enumerate() {
            let pair = &self.landscape.integrations[publication.integration];
            table.row(&[
                id(place).into(),
                application_id(pair.consumer).into(),
                application_id(pair.provider).into(),
                version_id(self.landscape, pair.consumer, publication.index).into(),
                publication.content.into(),
                1.into(),
                true.into(),
                false.into(),
                self.clock.of_version(pair.consumer, publication.index).into(),
            ])?;
        }
        table.finish()
    }

    fn verifications(&self, target: &mut Target) -> QueryResult<()> {
        let mut table = target.fill(
            "verifications",
            "id, content_id, provider_id, provider_version_id, success, wip, executed_at, created_at",
        );
        for (place, outcome) in self.rows.outcomes.iter().enumerate() {
            let provider = self.landscape.integrations[outcome.integration].provider;
            let verified = self.clock.of_verification(provider, outcome.index);
            table.row(&[
                id(place).into(),
                outcome.content.into(),
                application_id(provider).into(),
                version_id(self.landscape, provider, outcome.index).into(),
                outcome.success.into(),
                false.into(),
                verified.into(),
                verified.into(),
            ])?;
        }
        table.finish()
    }

    /// One for each result, because no provider version verifies a content twice.
    fn verdicts(&self, target: &mut Target) -> QueryResult<()> {
        let columns = "content_id, provider_version_id, provider_id, verification_id, success";
        let mut table = target.fill("verdicts", columns);
        for (place, outcome) in self.rows.outcomes.iter().enumerate() {
            let provider = self.landscape.integrations[outcome.integration].provider;
            table.row(&[
                outcome.content.into(),
                version_id(self.landscape, provider, outcome.index).into(),
                application_id(provider).into(),
                id(place).into(),
                outcome.success.into(),
            ])?;
        }
        table.finish()
    }

    fn branch_successes(&self, target: &mut Target) -> QueryResult<()> {
        let columns = "content_id, branch_id, first_at, first_not_wip_at";
        let mut table = target.fill("branch_successes", columns);
        for first in &self.rows.branch_successes {
            let provider = self.landscape.integrations[first.outcome.integration].provider;
            let verified = self.clock.of_verification(provider, first.outcome.index);
            table.row(&[
                first.outcome.content.into(),
                branch_id(self.landscape, provider, first.feature).into(),
                verified.into(),
                verified.into(),
            ])?;
        }
        table.finish()
    }

    fn integrations(&self, target: &mut Target) -> QueryResult<()> {
        let mut table = target.fill(
            "integrations",
            "consumer_id, provider_id, latest_publication_id, latest_verification_id, contract_data_updated_at, \
             created_at",
        );
        for (pair, heads) in self.landscape.integrations.iter().zip(&self.rows.integrations) {
            let Some(heads) = heads else { continue };
            table.row(&[
                application_id(pair.consumer).into(),
                application_id(pair.provider).into(),
                heads.latest_publication.into(),
                heads.latest_outcome.into(),
                self.last_change(pair, heads).into(),
                self.clock.of_version(pair.consumer, heads.first_index).into(),
            ])?;
        }
        table.finish()
    }

    /// When the last that happened happened.
    fn last_change(&self, pair: &Integration, heads: &IntegrationHeads) -> NaiveDateTime {
        match heads.latest_outcome {
            Some(outcome) if heads.outcome_came_last => {
                let outcome = self.rows.outcome(outcome);
                self.clock.of_verification(pair.provider, outcome.index)
            }
            _ => {
                let publication = self.rows.publication(heads.latest_publication);
                self.clock.of_version(pair.consumer, publication.index)
            }
        }
    }

    fn environments(&self, target: &mut Target) -> QueryResult<()> {
        let end = self.clock.end();
        let columns = "id, uuid, name, display_name, production, created_at, updated_at";
        let mut table = target.fill("environments", columns);
        for (place, (name, _, production)) in ENVIRONMENTS.into_iter().enumerate() {
            table.row(&[
                id(place).into(),
                uuid::Uuid::new_v4().to_string().as_str().into(),
                name.into(),
                name.into(),
                production.into(),
                end.into(),
                end.into(),
            ])?;
        }
        table.finish()
    }

    fn deployments(&self, target: &mut Target) -> QueryResult<()> {
        let end = self.clock.end();
        let mut table = target.fill(
            "deployed_versions",
            "uuid, environment_id, pacticipant_id, version_id, target, auto_created, created_at, updated_at",
        );
        for (place, (_, behind, _)) in ENVIRONMENTS.into_iter().enumerate() {
            for application in 0..self.landscape.applications.len() {
                let index = self.landscape.versions - 1 - behind;
                table.row(&[
                    uuid::Uuid::new_v4().to_string().as_str().into(),
                    id(place).into(),
                    application_id(application).into(),
                    version_id(self.landscape, application, index).into(),
                    "".into(),
                    false.into(),
                    end.into(),
                    end.into(),
                ])?;
            }
        }
        table.finish()
    }
}
