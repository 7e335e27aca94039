//! The states that a provider must be able to be in.

use std::collections::{BTreeSet, HashMap};

use super::contracts::HeadOf;
use super::environments::environment_show;
use super::pacticipants::pacticipant_find;
use super::{Answer, AnyConnection};
use crate::domain::json::{self, Json};
use crate::domain::provider_states::{self as rules, ProviderState};
use crate::store::StoreError;
use crate::store::contracts::{contents_bodies, publications_of_versions};
use crate::store::environments::environment_by_name;
use crate::store::heads::{VersionCriteria, versions_matching};
use crate::store::pacticipants::{integrations_of_provider, pacticipant_refs};

/// Whose contracts count.
#[derive(Debug, Clone)]
pub enum Expecting {
    /// The heads of a branch of each consumer.
    HeadsOf(HeadOf),
    /// What is deployed or supported in an environment, given by its name or its uuid.
    InEnvironment(String),
}

/// The states that the contracts of a provider expect.
pub fn provider_states(
    connection: &mut AnyConnection,
    provider: &str,
    expecting: &Expecting,
) -> Answer<Vec<ProviderState>> {
    let provider = pacticipant_find(connection, provider)?;
    let consumers: Vec<i64> = integrations_of_provider(connection, &[provider.id])?
        .iter()
        .map(|integration| integration.consumer_id)
        .collect();
    let versions = versions(connection, &consumers, expecting)?;
    let published = publications_of_versions(connection, &versions, Some(provider.id))?;
    let names: HashMap<i64, String> = pacticipant_refs(connection, &consumers)?
        .into_iter()
        .map(|consumer| (consumer.id, consumer.name))
        .collect();
    let contents: BTreeSet<i64> = published.iter().map(|one| one.publication.content_id).collect();
    let documents = documents(connection, &contents.into_iter().collect::<Vec<_>>())?;
    let contracts = published.iter().filter_map(|one| {
        let consumer = names.get(&one.publication.consumer_id)?;
        Some((consumer.as_str(), documents.get(&one.publication.content_id)?))
    });
    Ok(rules::provider_states(contracts))
}

fn versions(connection: &mut AnyConnection, consumers: &[i64], expecting: &Expecting) -> Answer<Vec<i64>> {
    match expecting {
        Expecting::HeadsOf(head) => {
            let heads = head.of(connection, consumers)?;
            Ok(heads.into_iter().map(|head| head.version_id).collect())
        }
        Expecting::InEnvironment(wanted) => {
            let by_name = environment_by_name(connection, wanted)?;
            let environment = match by_name {
                Some(environment) => environment,
                None => environment_show(connection, wanted)?,
            };
            let there = VersionCriteria {
                environment: Some(environment.id),
                ..VersionCriteria::default()
            };
            let found = versions_matching(connection, consumers, there)?;
            Ok(found.into_iter().map(|version| version.id).collect())
        }
    }
}

fn documents(connection: &mut AnyConnection, contents: &[i64]) -> Answer<HashMap<i64, Json>> {
    let mut documents = HashMap::new();
    for (content, body) in contents_bodies(connection, contents)? {
        let document = json::parse(&body)
            .map_err(|error| StoreError::Internal(format!("a stored contract cannot be read: {error}")))?;
        documents.insert(content, document);
    }
    Ok(documents)
}
