//! Which pairs a question is about, and which versions of unnamed partners the target means.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::{Answer, AnyConnection};
use super::resolve;
use crate::domain::matrix::{Criteria, Integration, MatrixQuery, Party, Resolution, Resolved};
use crate::store::matrix::version_pairs;
use crate::store::pacticipants::{integrations_of, integrations_of_provider, pacticipants_by_ids};

/// The pairs that a question is about.
pub(super) fn integrations(
    connection: &mut AnyConnection,
    query: &MatrixQuery,
    specified: &[Resolved],
) -> Answer<Vec<Integration>> {
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
    let parties: HashMap<i64, Party> = pacticipants_by_ids(connection, &ids.into_iter().collect::<Vec<_>>())?
        .into_iter()
        .map(|pacticipant| {
            (
                pacticipant.id,
                Party {
                    id: pacticipant.id,
                    name: pacticipant.name,
                },
            )
        })
        .collect();
    let integration = |((consumer, provider), required): ((i64, i64), bool)| {
        Some(Integration {
            consumer: parties.get(&consumer)?.clone(),
            provider: parties.get(&provider)?.clone(),
            required,
        })
    };
    Ok(pairs.into_iter().filter_map(integration).collect())
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
    integrations: &[Integration],
) -> Answer<Vec<Resolved>> {
    let named: BTreeSet<i64> = specified.iter().map(|selector| selector.pacticipant_id).collect();
    let others: BTreeSet<i64> = integrations
        .iter()
        .flat_map(|integration| [integration.consumer.id, integration.provider.id])
        .filter(|id| !named.contains(id))
        .collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let others = pacticipants_by_ids(connection, &others.into_iter().collect::<Vec<_>>())?;
    let criteria = Criteria {
        tag: query.target.tag.clone(),
        environment: query.target.environment.clone(),
        main_branch: query.target.main_branch,
        latest: query.target.latest,
        ..Criteria::default()
    };
    resolve::inferred(connection, &others.iter().collect::<Vec<_>>(), &criteria)
}
