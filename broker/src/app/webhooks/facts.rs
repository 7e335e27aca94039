//! What is known about that which triggers webhooks, loaded in bulk.

use std::collections::{BTreeSet, HashMap};

use super::super::{Answer, AnyConnection};
use super::Addresses;
use crate::domain::metadata::LinkMetadata;
use crate::domain::webhook::{Happening, Participant};
use crate::store::details::{VersionDetails, version_details};
use crate::store::labels::labels_of;
use crate::store::pacticipants::pacticipant_refs;
use crate::store::verifications::Verification;
use crate::store::versions::version_numbers;

/// The contract that something happened to.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) consumer_id: i64,
    pub(super) provider_id: i64,
    pub(super) sha: String,
    /// What was published, unless that is gone.
    pub(super) publication_id: Option<i64>,
    pub(super) consumer_version_id: Option<i64>,
    /// The tags that the consumer version was chosen by, if they are to be told instead of its own.
    pub(super) consumer_tags: Option<Vec<String>>,
    pub(super) result: Option<Verification>,
    /// The provider version that is to verify it, if that is what happened.
    pub(super) required: Option<Required>,
    /// The version of the provider that is deployed, if the webhook is sent once for each.
    pub(super) deployed_version_id: Option<i64>,
    pub(super) build_url: Option<String>,
}

/// A provider version that is to verify a contract.
#[derive(Debug, Clone)]
pub(super) struct Required {
    pub(super) version_id: i64,
    /// The main branch, if the version is its head.
    pub(super) main_branch: Option<String>,
    /// Why.
    pub(super) descriptions: Vec<String>,
}

impl Subject {
    fn provider_version_id(&self) -> Option<i64> {
        let of_result = self.result.as_ref().map(|result| result.provider_version_id);
        self.required.as_ref().map(|required| required.version_id).or(of_result)
    }
}

/// Names, labels, versions, branches and tags of everything that subjects name.
pub(super) struct Facts {
    names: HashMap<i64, String>,
    labels: HashMap<i64, Vec<String>>,
    numbers: HashMap<i64, String>,
    details: HashMap<i64, VersionDetails>,
}

impl Facts {
    pub(super) fn load(connection: &mut AnyConnection, subjects: &[&Subject]) -> Answer<Self> {
        let pacticipants = subjects.iter().flat_map(|one| [one.consumer_id, one.provider_id]);
        let pacticipants = distinct(pacticipants);
        let versions = subjects.iter().flat_map(|one| {
            [
                one.consumer_version_id,
                one.provider_version_id(),
                one.deployed_version_id,
            ]
        });
        let versions = distinct(versions.flatten());
        let names = pacticipant_refs(connection, &pacticipants)?;
        Ok(Self {
            names: names.into_iter().map(|one| (one.id, one.name)).collect(),
            labels: labels_of(connection, &pacticipants)?,
            numbers: version_numbers(connection, &versions)?.into_iter().collect(),
            details: version_details(connection, &versions)?,
        })
    }

    /// What happened, to be told to a receiver.
    pub(super) fn happening(&self, subject: &Subject, addresses: &dyn Addresses) -> Happening {
        let mut consumer = self.participant(subject.consumer_id, subject.consumer_version_id);
        if let Some(tags) = &subject.consumer_tags {
            consumer.tags.clone_from(tags);
        }
        let mut provider = self.participant(subject.provider_id, subject.provider_version_id());
        let required = subject.required.as_ref();
        if let Some(main) = required.and_then(|required| required.main_branch.clone()) {
            provider.branch = Some(main);
        }
        // The build that follows the address verifies out of turn, so its result is filed as work in progress.
        let metadata = LinkMetadata {
            consumer_version_number: consumer.version.clone(),
            consumer_version_tags: consumer.tags.clone(),
            wip: true,
            ..LinkMetadata::default()
        };
        let pact_url = addresses.contract(&consumer.name, &provider.name, &subject.sha, &metadata.encode());
        let result = subject.result.as_ref();
        let result_url = result.map(|one| addresses.result(&consumer.name, &provider.name, &subject.sha, one.id));
        Happening {
            pact_url,
            result_url,
            consumer,
            provider,
            provider_descriptions: required.map(|one| one.descriptions.clone()).unwrap_or_default(),
            success: result.map(|result| result.success),
            deployed_provider_version: self.number(subject.deployed_version_id),
            build_url: subject.build_url.clone(),
        }
    }

    fn number(&self, version: Option<i64>) -> Option<String> {
        self.numbers.get(&version?).cloned()
    }

    fn participant(&self, id: i64, version: Option<i64>) -> Participant {
        let details = version.and_then(|version| self.details.get(&version));
        Participant {
            name: self.names.get(&id).cloned().unwrap_or_default(),
            version: self.number(version),
            branch: details.and_then(|details| details.last_named_branch().map(str::to_owned)),
            tags: details
                .map(|details| details.tags.iter().map(|tag| tag.name.clone()).collect())
                .unwrap_or_default(),
            labels: self.labels.get(&id).cloned().unwrap_or_default(),
        }
    }
}

pub(super) fn distinct(ids: impl Iterator<Item = i64>) -> Vec<i64> {
    ids.collect::<BTreeSet<i64>>().into_iter().collect()
}
