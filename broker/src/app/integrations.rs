//! Integrations: list them, and draw who has a contract with whom.

use std::collections::{BTreeSet, HashMap};

use super::pacticipants::pacticipant_find;
use super::{Answer, AnyConnection, Cut, Extent, ListQuery};
use crate::domain::relationships::{Edge, connected};
use crate::store::integrations as rows;
use crate::store::pacticipants::pacticipant_refs;

/// A consumer and a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegrationView {
    pub consumer: String,
    pub provider: String,
}

/// A part of the list of integrations.
#[derive(Debug)]
pub struct IntegrationList {
    pub integrations: Vec<IntegrationView>,
    pub extent: Extent,
}

/// Lists integrations.
pub fn integration_list(
    connection: &mut AnyConnection,
    search: Option<&str>,
    asked: &ListQuery,
) -> Answer<IntegrationList> {
    let Cut { rows: found, extent } = rows::integration_list(connection, search, asked)?;
    let pairs: Vec<Edge> = found.iter().map(|one| (one.consumer_id, one.provider_id)).collect();
    let names = names_of(connection, &members_of(&pairs))?;
    let name = |id: &i64| names.get(id).cloned().unwrap_or_default();
    let integrations = pairs
        .iter()
        .map(|(consumer, provider)| IntegrationView {
            consumer: name(consumer),
            provider: name(provider),
        })
        .collect();
    Ok(IntegrationList { integrations, extent })
}

/// A pacticipant with the providers that it has a contract with, by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    pub id: i64,
    pub name: String,
    pub providers: Vec<i64>,
}

/// Everybody who has a contract.
pub fn relationships(connection: &mut AnyConnection) -> Answer<Vec<Relationship>> {
    let edges = rows::pairs_with_pact(connection)?;
    among(connection, &edges, &members_of(&edges))
}

/// Everybody who is connected with a pacticipant over any number of contracts, or the nearest of them.
pub fn group(connection: &mut AnyConnection, name: &str, most: Option<usize>) -> Answer<Vec<Relationship>> {
    let pacticipant = pacticipant_find(connection, name)?;
    let edges = rows::pairs_with_pact(connection)?;
    among(connection, &edges, &connected(&edges, pacticipant.id, most))
}

fn members_of(edges: &[Edge]) -> Vec<i64> {
    let members: BTreeSet<i64> = edges
        .iter()
        .flat_map(|(consumer, provider)| [*consumer, *provider])
        .collect();
    members.into_iter().collect()
}

fn among(connection: &mut AnyConnection, edges: &[Edge], members: &[i64]) -> Answer<Vec<Relationship>> {
    let mut names = names_of(connection, members)?;
    let mut providers: HashMap<i64, Vec<i64>> = HashMap::new();
    for (consumer, provider) in edges {
        if names.contains_key(consumer) && names.contains_key(provider) {
            providers.entry(*consumer).or_default().push(*provider);
        }
    }
    let relationship = |id: &i64| Relationship {
        id: *id,
        name: names.remove(id).unwrap_or_default(),
        providers: providers.remove(id).unwrap_or_default(),
    };
    Ok(members.iter().map(relationship).collect())
}

fn names_of(connection: &mut AnyConnection, ids: &[i64]) -> Answer<HashMap<i64, String>> {
    Ok(pacticipant_refs(connection, ids)?
        .into_iter()
        .map(|pacticipant| (pacticipant.id, pacticipant.name))
        .collect())
}
