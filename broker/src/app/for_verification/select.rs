//! From selectors to contracts.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{ChosenPact, Partners};
use crate::app::{Answer, AnyConnection};
use crate::domain::consumer_selector::{ConsumerVersionSelector, PactsForVerification, SelectorKind};
use crate::domain::names::{BranchName, EnvironmentName, Name, PacticipantName, TagName};
use crate::domain::verification_notices::{ResolvedSelector, ResolvedSelectorKind, sort};
use crate::store::contracts::{Published, publications_latest, publications_of_versions, publications_tagged};
use crate::store::environments::{
    Environment, InEnvironment, deployed_now, environment_by_name, environment_list, supported_now,
};
use crate::store::heads::{
    BranchHead, heads_of_all_branches, heads_of_branch, heads_of_main_branch, heads_of_main_tag, heads_of_tag,
};

/// A contract that one selector found.
pub(super) struct Hit {
    published: Published,
    kind: ResolvedSelectorKind,
    /// The consumer that the selector named.
    consumer: Option<PacticipantName>,
}

/// The contracts that the selectors choose, or the default ones without any; each content once.
pub(super) fn selected(
    connection: &mut AnyConnection,
    partners: &Partners,
    question: &PactsForVerification,
) -> Answer<Vec<ChosenPact>> {
    let mut hits = Vec::new();
    if question.selectors.is_empty() {
        hits = default_hits(connection, partners)?;
    }
    for selector in &question.selectors {
        let consumers = match &selector.consumer {
            Some(name) => partners.of_name(name),
            None => partners.consumer_ids(),
        };
        if !consumers.is_empty() {
            hits.extend(hits_of(connection, partners, selector, &consumers)?);
        }
    }
    Ok(merged(partners, hits))
}

fn hits_of(
    connection: &mut AnyConnection,
    partners: &Partners,
    selector: &ConsumerVersionSelector,
    consumers: &[i64],
) -> Answer<Vec<Hit>> {
    let provider = partners.provider.id;
    let found: Vec<(Published, ResolvedSelectorKind)> = match &selector.kind {
        SelectorKind::Latest => publications_latest(connection, Some(provider))?
            .into_iter()
            .filter(|one| consumers.contains(&one.publication.consumer_id))
            .map(|one| (one, ResolvedSelectorKind::Overall))
            .collect(),
        SelectorKind::MainBranch => at_main_branches(connection, provider, consumers)?,
        SelectorKind::Branch { branch, fallback } => {
            let heads = heads_of_branch(connection, consumers, branch)?;
            let rest = without(consumers, heads.iter().map(|head| head.pacticipant_id));
            let mut found = at_branches(connection, provider, heads, None)?;
            if let Some(fallback) = fallback {
                let heads = heads_of_branch(connection, &rest, fallback)?;
                found.extend(at_branches(connection, provider, heads, Some(branch))?);
            }
            found
        }
        SelectorKind::EveryBranch => {
            let heads = heads_of_all_branches(connection, consumers)?;
            at_branches(connection, provider, heads, None)?
        }
        SelectorKind::LatestTag { tag, fallback } => {
            let mut found = at_tag(connection, provider, consumers, tag, None)?;
            if let Some(fallback) = fallback {
                let rest = without(consumers, found.iter().map(|(one, _)| one.publication.consumer_id));
                found.extend(at_tag(connection, provider, &rest, fallback, Some(tag))?);
            }
            found
        }
        SelectorKind::Tag { tag } => publications_tagged(connection, provider, consumers, tag)?
            .into_iter()
            .map(|one| (one, ResolvedSelectorKind::Tag { tag: tag.clone() }))
            .collect(),
        SelectorKind::Deployed { environment } => {
            in_environments(connection, provider, consumers, environment.as_ref(), State::Deployed)?
        }
        SelectorKind::Released { environment } => {
            in_environments(connection, provider, consumers, environment.as_ref(), State::Supported)?
        }
    };
    Ok(found
        .into_iter()
        .map(|(published, kind)| Hit {
            published,
            kind,
            consumer: selector.consumer.clone(),
        })
        .collect())
}

/// For each consumer its main branch, else its newest version tagged like it, else its newest; and what is deployed
/// or released.
fn default_hits(connection: &mut AnyConnection, partners: &Partners) -> Answer<Vec<Hit>> {
    let provider = partners.provider.id;
    let consumers = partners.consumer_ids();
    let mut found = Vec::new();
    let mut settled: HashSet<i64> = HashSet::new();
    for head in heads_of_main_branch(connection, &consumers)? {
        settled.insert(head.pacticipant_id);
    }
    found.extend(at_main_branches(connection, provider, &consumers)?);

    let without_branch = without(&consumers, settled.iter().copied());
    let heads = heads_of_main_tag(connection, &without_branch)?;
    let kind = |tag: String| ResolvedSelectorKind::LatestTag {
        tag: Name::trusted(tag),
        fallback_for: None,
    };
    let tagged = at_versions(
        connection,
        provider,
        heads.into_iter().map(|(id, tag)| (id, kind(tag))).collect(),
    )?;
    settled.extend(tagged.iter().map(|(one, _)| one.publication.consumer_id));
    found.extend(tagged);
    let rest = publications_latest(connection, Some(provider))?;
    let rest = rest
        .into_iter()
        .filter(|one| !settled.contains(&one.publication.consumer_id));
    found.extend(rest.map(|one| (one, ResolvedSelectorKind::Overall)));
    found.extend(in_environments(
        connection,
        provider,
        &consumers,
        None,
        State::Deployed,
    )?);
    found.extend(in_environments(
        connection,
        provider,
        &consumers,
        None,
        State::Supported,
    )?);
    Ok(found
        .into_iter()
        .map(|(published, kind)| Hit {
            published,
            kind,
            consumer: None,
        })
        .collect())
}

type Found = Vec<(Published, ResolvedSelectorKind)>;

fn without(consumers: &[i64], settled: impl Iterator<Item = i64>) -> Vec<i64> {
    let settled: HashSet<i64> = settled.collect();
    consumers.iter().filter(|id| !settled.contains(id)).copied().collect()
}

fn at_main_branches(connection: &mut AnyConnection, provider: i64, consumers: &[i64]) -> Answer<Found> {
    let heads = heads_of_main_branch(connection, consumers)?;
    let kind = |branch: String| ResolvedSelectorKind::MainBranch {
        branch: Name::trusted(branch),
    };
    at_versions(
        connection,
        provider,
        heads
            .into_iter()
            .map(|head| (head.version_id, kind(head.branch)))
            .collect(),
    )
}

fn at_branches(
    connection: &mut AnyConnection,
    provider: i64,
    heads: Vec<BranchHead>,
    fallback_for: Option<&BranchName>,
) -> Answer<Found> {
    let kind = |branch: String| ResolvedSelectorKind::Branch {
        branch: Name::trusted(branch),
        fallback_for: fallback_for.cloned(),
    };
    let versions = heads.into_iter().map(|head| (head.version_id, kind(head.branch)));
    at_versions(connection, provider, versions.collect())
}

fn at_tag(
    connection: &mut AnyConnection,
    provider: i64,
    consumers: &[i64],
    tag: &TagName,
    fallback_for: Option<&TagName>,
) -> Answer<Found> {
    let heads = heads_of_tag(connection, consumers, tag)?;
    let kind = ResolvedSelectorKind::LatestTag {
        tag: tag.clone(),
        fallback_for: fallback_for.cloned(),
    };
    at_versions(
        connection,
        provider,
        heads.into_iter().map(|version| (version, kind.clone())).collect(),
    )
}

#[derive(Clone, Copy)]
enum State {
    Deployed,
    Supported,
}

fn in_environments(
    connection: &mut AnyConnection,
    provider: i64,
    consumers: &[i64],
    environment: Option<&EnvironmentName>,
    state: State,
) -> Answer<Found> {
    let environments: HashMap<i64, Environment> = match environment {
        Some(name) => environment_by_name(connection, name)?.into_iter().collect(),
        None => environment_list(connection)?,
    }
    .into_iter()
    .map(|environment: Environment| (environment.id, environment))
    .collect();
    let narrowed = InEnvironment {
        pacticipants: Some(consumers),
        ..InEnvironment::default()
    };
    let places: Vec<(i64, i64)> = match state {
        State::Deployed => deployed_now(connection, narrowed)?
            .into_iter()
            .map(|row| (row.version_id, row.environment_id))
            .collect(),
        State::Supported => supported_now(connection, narrowed)?
            .into_iter()
            .map(|row| (row.version_id, row.environment_id))
            .collect(),
    };
    let mut versions = Vec::new();
    for (version, place) in places {
        let Some(place) = environments.get(&place) else {
            continue;
        };
        let (environment, production) = (Name::trusted(place.name.clone()), place.production);
        let kind = match state {
            State::Deployed => ResolvedSelectorKind::Deployed {
                environment,
                production,
            },
            State::Supported => ResolvedSelectorKind::Released {
                environment,
                production,
            },
        };
        // Several instances of a version in one environment are one place.
        if !versions.contains(&(version, kind.clone())) {
            versions.push((version, kind));
        }
    }
    at_versions(connection, provider, versions)
}

/// What these versions published for the provider.
fn at_versions(
    connection: &mut AnyConnection,
    provider: i64,
    versions: Vec<(i64, ResolvedSelectorKind)>,
) -> Answer<Found> {
    let mut ids: Vec<i64> = versions.iter().map(|(version, _)| *version).collect();
    ids.sort_unstable();
    ids.dedup();
    let published: HashMap<i64, Published> = publications_of_versions(connection, &ids, Some(provider))?
        .into_iter()
        .map(|one| (one.consumer_version.id, one))
        .collect();
    let found = versions
        .into_iter()
        .filter_map(|(version, kind)| Some((published.get(&version)?.clone(), kind)));
    Ok(found.collect())
}

/// Each content once, for its newest version, with all selectors that chose it.
pub(super) fn merged(partners: &Partners, hits: Vec<Hit>) -> Vec<ChosenPact> {
    let mut pacts: BTreeMap<i64, ChosenPact> = BTreeMap::new();
    for hit in hits {
        let Some(consumer) = partners.consumers.get(&hit.published.publication.consumer_id) else {
            continue;
        };
        let version = &hit.published.consumer_version;
        let selector = ResolvedSelector {
            kind: hit.kind,
            consumer: hit.consumer,
            consumer_name: Name::trusted(consumer.name.clone()),
            version_number: Name::trusted(version.number.clone()),
            version_id: version.id,
            version_order: version.id,
        };
        let pact = pacts
            .entry(hit.published.publication.content_id)
            .or_insert_with(|| ChosenPact {
                consumer: consumer.name.clone(),
                published: hit.published.clone(),
                selectors: Vec::new(),
                wip: false,
                pending: None,
                pending_tags: Vec::new(),
            });
        if version.id > pact.published.consumer_version.id {
            pact.published = hit.published;
        }
        if !pact.selectors.contains(&selector) {
            pact.selectors.push(selector);
        }
    }
    let mut pacts: Vec<ChosenPact> = pacts.into_values().collect();
    pacts.iter_mut().for_each(|pact| sort(&mut pact.selectors));
    pacts
}

impl Hit {
    /// A contract found at the head of a branch or tag.
    pub(super) fn at_head(published: Published, kind: ResolvedSelectorKind) -> Self {
        Self {
            published,
            kind,
            consumer: None,
        }
    }
}
