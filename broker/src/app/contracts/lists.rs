//! Lists of contracts: of a pair, of a provider, of everybody.

use std::collections::HashMap;

use super::super::pacticipants::pacticipant_find;
use super::super::{Answer, AnyConnection, Moment};
use super::pair_find;
use crate::store::contracts::{
    Published, publications_latest, publications_of_pair, publications_of_provider, publications_of_versions,
    publications_on_branches, publications_tagged,
};
use crate::store::heads::{BranchHead, heads_of_branch, heads_of_main_branch};
use crate::store::pacticipants::{integrations_of_provider, pacticipants_by_ids};

/// One contract in a list.
#[derive(Debug, Clone)]
pub struct PactList {
    pub consumer: String,
    pub provider: String,
    pub number: String,
    pub created_at: Moment,
}

/// The contracts of a pair, newest version first.
#[derive(Debug)]
pub struct PairList {
    pub consumer: String,
    pub provider: String,
    pub pacts: Vec<PactList>,
}

/// All contracts of a pair.
pub fn pacts_of_pair(connection: &mut AnyConnection, consumer: &str, provider: &str) -> Answer<PairList> {
    let pair = pair_find(connection, consumer, provider)?;
    let found = publications_of_pair(connection, pair.consumer.id, pair.provider.id)?;
    Ok(PairList {
        pacts: named(connection, found, &pair.provider.name)?,
        consumer: pair.consumer.name,
        provider: pair.provider.name,
    })
}

/// The contracts of a pair whose consumer version has a tag.
pub fn pacts_tagged_of_pair(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    tag: &str,
) -> Answer<PairList> {
    let pair = pair_find(connection, consumer, provider)?;
    let found = publications_tagged(connection, pair.provider.id, &[pair.consumer.id], tag)?;
    Ok(PairList {
        pacts: named(connection, found, &pair.provider.name)?,
        consumer: pair.consumer.name,
        provider: pair.provider.name,
    })
}

/// The contracts of a pair whose consumer version is on a branch, or only that of its head.
pub fn pacts_on_branch_of_pair(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    branch: &HeadOf,
    only_latest: bool,
) -> Answer<PairList> {
    let pair = pair_find(connection, consumer, provider)?;
    let heads = branch.of(connection, &[pair.consumer.id])?;
    let found = if only_latest {
        let versions: Vec<i64> = heads.iter().map(|head| head.version_id).collect();
        publications_of_versions(connection, &versions, Some(pair.provider.id))?
    } else {
        let branches: Vec<i64> = heads.iter().map(|head| head.branch_id).collect();
        publications_on_branches(connection, pair.provider.id, &branches)?
    };
    let pacts = named(connection, found, &pair.provider.name)?;
    Ok(PairList {
        pacts,
        consumer: pair.consumer.name,
        provider: pair.provider.name,
    })
}

/// Which contracts of a provider are asked for.
#[derive(Debug, Clone)]
pub enum ProviderPacts {
    /// Every one.
    All,
    /// The newest of each consumer.
    Latest,
    /// Those of versions with a tag.
    Tagged(String),
    /// The newest of each consumer that has the tag.
    LatestTagged(String),
    /// Those of versions on a branch.
    On(HeadOf),
    /// Those of the heads of a branch.
    LatestOn(HeadOf),
}

/// A branch of each consumer.
#[derive(Debug, Clone)]
pub enum HeadOf {
    /// Its main branch.
    MainBranch,
    /// The branch of this name.
    Branch(String),
}

impl HeadOf {
    /// The heads of this branch of each of these consumers.
    pub(in crate::app) fn of(&self, connection: &mut AnyConnection, consumers: &[i64]) -> Answer<Vec<BranchHead>> {
        Ok(match self {
            Self::MainBranch => heads_of_main_branch(connection, consumers)?,
            Self::Branch(name) => heads_of_branch(connection, consumers, name)?,
        })
    }
}

/// The contracts of a provider, by consumer name, oldest version first.
pub fn pacts_of_provider(
    connection: &mut AnyConnection,
    provider: &str,
    which: &ProviderPacts,
) -> Answer<Vec<PactList>> {
    let provider = pacticipant_find(connection, provider)?;
    let integrations = integrations_of_provider(connection, &[provider.id])?;
    let consumers: Vec<i64> = integrations.iter().map(|integration| integration.consumer_id).collect();
    let found = match which {
        ProviderPacts::All => publications_of_provider(connection, provider.id)?,
        ProviderPacts::Latest => publications_latest(connection, Some(provider.id))?,
        ProviderPacts::Tagged(tag) => publications_tagged(connection, provider.id, &consumers, tag)?,
        ProviderPacts::LatestTagged(tag) => {
            let mut tagged = publications_tagged(connection, provider.id, &consumers, tag)?;
            let mut seen = std::collections::HashSet::new();
            tagged.retain(|one| seen.insert(one.publication.consumer_id));
            tagged
        }
        ProviderPacts::On(head) => {
            let heads = head.of(connection, &consumers)?;
            let branches: Vec<i64> = heads.iter().map(|head| head.branch_id).collect();
            publications_on_branches(connection, provider.id, &branches)?
        }
        ProviderPacts::LatestOn(head) => {
            let heads = head.of(connection, &consumers)?;
            let versions: Vec<i64> = heads.iter().map(|head| head.version_id).collect();
            publications_of_versions(connection, &versions, Some(provider.id))?
        }
    };
    let mut found = found;
    found.sort_by_key(|one| one.consumer_version.id);
    let mut pacts = named(connection, found, &provider.name)?;
    pacts.sort_by_cached_key(|pact| pact.consumer.to_lowercase());
    Ok(pacts)
}

/// The newest contract of every pair, by consumer name, then provider name.
pub fn latest_pacts(connection: &mut AnyConnection) -> Answer<Vec<PactList>> {
    let found = publications_latest(connection, None)?;
    let providers: Vec<i64> = found.iter().map(|one| one.publication.provider_id).collect();
    let names = names_of(connection, &providers)?;
    let mut pacts = Vec::with_capacity(found.len());
    let consumers = names_of(
        connection,
        &found.iter().map(|one| one.publication.consumer_id).collect::<Vec<_>>(),
    )?;
    for one in found {
        let (Some(consumer), Some(provider)) = (
            consumers.get(&one.publication.consumer_id),
            names.get(&one.publication.provider_id),
        ) else {
            continue;
        };
        pacts.push(PactList {
            consumer: consumer.clone(),
            provider: provider.clone(),
            number: one.consumer_version.number,
            created_at: one.publication.created_at,
        });
    }
    pacts.sort_by_cached_key(|pact| (pact.consumer.to_lowercase(), pact.provider.to_lowercase()));
    Ok(pacts)
}

fn named(connection: &mut AnyConnection, found: Vec<Published>, provider: &str) -> Answer<Vec<PactList>> {
    let consumers: Vec<i64> = found.iter().map(|one| one.publication.consumer_id).collect();
    let names = names_of(connection, &consumers)?;
    let pact = |one: Published| {
        Some(PactList {
            consumer: names.get(&one.publication.consumer_id)?.clone(),
            provider: provider.to_owned(),
            number: one.consumer_version.number,
            created_at: one.publication.created_at,
        })
    };
    Ok(found.into_iter().filter_map(pact).collect())
}

fn names_of(connection: &mut AnyConnection, ids: &[i64]) -> Answer<HashMap<i64, String>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let found = pacticipants_by_ids(connection, &ids)?;
    Ok(found
        .into_iter()
        .map(|pacticipant| (pacticipant.id, pacticipant.name))
        .collect())
}
