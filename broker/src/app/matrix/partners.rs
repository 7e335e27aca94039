//! Which pairs a question is about, and which versions of unnamed partners the target means.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::{Answer, AnyConnection};
use super::resolve;
use crate::domain::matrix::{Criteria, Integration, MatrixQuery, Party, Resolution, Resolved};
use crate::store::matrix::version_pairs;
use crate::store::pacticipants::{PacticipantRef, integrations_of, integrations_of_provider, pacticipant_refs};

/// The pairs that a question is about, and who takes part in them, by id.
pub(super) struct Partners {
    pub(super) integrations: Vec<Integration>,
    pacticipants: HashMap<i64, PacticipantRef>,
}

/// Finds the pairs that a question is about.
pub(super) fn partners(
    connection: &mut AnyConnection,
    query: &MatrixQuery,
    specified: &[Resolved],
) -> Answer<Partners> {
    let named: BTreeSet<i64> = specified.iter().map(|selector| selector.pacticipant_id).collect();
    let mut pairs: BTreeMap<(i64, i64), bool> = BTreeMap::new();
    for pair in consumed_by(connection, specified)? {
        pairs.insert(pair, true);
    }
    if query.target.is_given() || specified.len() == 1 {
        let providers: Vec<i64> = named.iter().copied().collect();
        for integration in integrations_of_provider(connection, &providers)? {
            pairs
                .entry((integration.consumer_id, integration.provider_id))
                .or_insert(false);
        }
    } else {
        pairs.retain(|(_, provider), _| named.contains(provider));
    }
    let ids: BTreeSet<i64> = pairs
        .keys()
        .flat_map(|(consumer, provider)| [*consumer, *provider])
        .collect();
    let pacticipants: HashMap<i64, PacticipantRef> =
        pacticipant_refs(connection, &ids.into_iter().collect::<Vec<_>>())?
            .into_iter()
            .map(|pacticipant| (pacticipant.id, pacticipant))
            .collect();
    let party = |id: i64| {
        let name = pacticipants.get(&id)?.name.clone();
        Some(Party { id, name })
    };
    let integration = |((consumer, provider), required): ((i64, i64), bool)| {
        Some(Integration {
            consumer: party(consumer)?,
            provider: party(provider)?,
            required,
        })
    };
    let integrations = pairs.into_iter().filter_map(integration).collect();
    Ok(Partners {
        integrations,
        pacticipants,
    })
}

/// The pairs in which a specified version is the consumer, by what it published.
fn consumed_by(connection: &mut AnyConnection, specified: &[Resolved]) -> Answer<Vec<(i64, i64)>> {
    let (mut versions, mut any) = (Vec::new(), Vec::new());
    for selector in specified {
        match &selector.resolution {
            Resolution::Version { version, .. } => versions.push(version.id),
            Resolution::Any => any.push(selector.pacticipant_id),
            Resolution::Missing => {}
        }
    }
    let mut pairs = version_pairs(connection, &versions)?;
    if !any.is_empty() {
        let with_contract = integrations_of(connection, &any)?.into_iter().filter(|integration| {
            any.contains(&integration.consumer_id) && integration.latest_publication_id.is_some()
        });
        pairs.extend(with_contract.map(|integration| (integration.consumer_id, integration.provider_id)));
    }
    Ok(pairs)
}

/// The versions of the partners that the question does not name.
pub(super) fn inferred(
    connection: &mut AnyConnection,
    query: &MatrixQuery,
    specified: &[Resolved],
    partners: &Partners,
) -> Answer<Vec<Resolved>> {
    let named: BTreeSet<i64> = specified.iter().map(|selector| selector.pacticipant_id).collect();
    let mut others: Vec<&PacticipantRef> = partners
        .pacticipants
        .values()
        .filter(|pacticipant| !named.contains(&pacticipant.id))
        .collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    others.sort_by_key(|pacticipant| pacticipant.id);
    let criteria = Criteria {
        tag: query.target.tag.clone(),
        environment: query.target.environment.clone(),
        main_branch: query.target.main_branch,
        latest: query.target.latest,
        ..Criteria::default()
    };
    resolve::inferred(connection, &others, &criteria)
}
