//! The network of applications: a part of it, and what is worth knowing about that.

mod findings;

use std::collections::{HashMap, HashSet};

pub use self::findings::{CircleSeen, Findings, Weight};
use super::choices::names_like;
use super::labels::label_list;
use super::pacticipants::pacticipant_find;
use super::{Answer, AnyConnection, Direction as Sorting, ListQuery, Order, Part};
use crate::domain::network::{Circles, Direction, Network, Place};
use crate::domain::pact_status::PactStatus;
use crate::store::labels::labelled;
use crate::store::landscape::landscape_pairs;
use crate::store::pacticipants::pacticipant_refs;

/// Enough labels to choose from.
const MOST_LABELS: i64 = 100;

/// Which part of the network.
#[derive(Debug, Clone, Default)]
pub struct NetworkQuery {
    /// Those around this one; everybody without it.
    pub application: Option<String>,
    /// How many contracts away at most.
    pub depth: Option<usize>,
    pub direction: Direction,
    /// Contracts in this state only.
    pub status: Option<PactStatus>,
    /// Contracts of which either side has this label only.
    pub label: Option<String>,
}

/// An application in its network.
#[derive(Debug, Clone)]
pub struct ApplicationInNetwork {
    pub name: String,
    /// How many have a contract with it.
    pub consumers: usize,
    /// How many it has a contract with.
    pub providers: usize,
    pub is_in_circle: bool,
    pub is_single_point: bool,
}

/// That a consumer has a contract with a provider, by their places in [`NetworkSeen::applications`].
#[derive(Debug, Clone)]
pub struct ContractInNetwork {
    pub consumer: Place,
    pub provider: Place,
    pub status: PactStatus,
    pub is_in_circle: bool,
}

/// A part of the network.
#[derive(Debug)]
pub struct NetworkSeen {
    /// Nearest first if they are those around one, and else by name.
    pub applications: Vec<ApplicationInNetwork>,
    /// In the order of consumers, and of the providers of each.
    pub contracts: Vec<ContractInNetwork>,
}

impl NetworkSeen {
    /// The contracts between the first so many applications.
    pub fn between(&self, applications: usize) -> impl Iterator<Item = &ContractInNetwork> {
        let is_between = move |one: &&ContractInNetwork| one.consumer.max(one.provider) < applications;
        self.contracts.iter().filter(is_between)
    }
}

/// The whole of it, before anything is left out: what a question needs of the database. The rest is arithmetic, for
/// which nobody should wait who needs a connection.
#[derive(Debug)]
pub struct WholeNetwork {
    asked: NetworkQuery,
    /// By place, in order.
    names: Vec<String>,
    contracts: Vec<(Place, Place, PactStatus)>,
    network: Network,
    /// The place of the one that was asked for.
    chosen: Option<Place>,
    /// Those with the label that was asked for.
    labelled: Option<HashSet<Place>>,
}

/// Loads what a question about the network needs.
///
/// # Errors
/// [`super::AppError::NotFound`] when the application is not there.
pub fn network_load(connection: &mut AnyConnection, asked: NetworkQuery) -> Answer<WholeNetwork> {
    let chosen = match &asked.application {
        Some(name) => Some(pacticipant_find(connection, name)?.id),
        None => None,
    };
    let pairs = landscape_pairs(connection)?;
    let sides = pairs.iter().flat_map(|(consumer, provider, _)| [*consumer, *provider]);
    let ids: HashSet<i64> = sides.chain(chosen).collect();
    let mut known = pacticipant_refs(connection, &ids.into_iter().collect::<Vec<_>>())?;
    known.sort_by_cached_key(|one| (one.name.to_lowercase(), one.name.clone()));
    let places: HashMap<i64, Place> = known.iter().enumerate().map(|(place, one)| (one.id, place)).collect();
    let labelled = match &asked.label {
        Some(label) => Some(places_of(&places, &labelled(connection, label)?)),
        None => None,
    };
    let placed = |(consumer, provider, status): (i64, i64, PactStatus)| {
        Some((*places.get(&consumer)?, *places.get(&provider)?, status))
    };
    let mut contracts: Vec<(Place, Place, PactStatus)> = pairs.into_iter().filter_map(placed).collect();
    contracts.sort_unstable_by_key(|(consumer, provider, _)| (*consumer, *provider));
    Ok(WholeNetwork {
        network: Network::new(known.len(), contracts.iter().map(|(one, other, _)| (*one, *other))),
        names: known.into_iter().map(|one| one.name).collect(),
        chosen: chosen.and_then(|id| places.get(&id).copied()),
        contracts,
        labelled,
        asked,
    })
}

/// Names and labels to choose from.
pub fn network_choices(connection: &mut AnyConnection, typed: &str) -> Answer<(Vec<String>, Vec<String>)> {
    let first = ListQuery {
        order: Order::Name,
        direction: Sorting::Ascending,
        part: Part::After {
            last: None,
            size: MOST_LABELS,
        },
    };
    let labels = label_list(connection, &first)?;
    Ok((names_like(connection, typed)?, labels.rows))
}

impl WholeNetwork {
    /// The part that was asked for.
    pub fn shown(&self) -> NetworkSeen {
        let (circles, points) = (self.network.circles(), self.network.single_points());
        self.part(&circles, &points).0
    }

    /// The part that was asked for, with what is worth knowing about it.
    pub fn explained(&self) -> (NetworkSeen, Findings) {
        let (circles, points) = (self.network.circles(), self.network.single_points());
        let (seen, places) = self.part(&circles, &points);
        let findings = self.findings(&places, &circles, &points);
        (seen, findings)
    }

    /// What was asked for.
    pub fn asked(&self) -> &NetworkQuery {
        &self.asked
    }

    /// What was asked for, and the places of its applications.
    fn part(&self, circles: &Circles, points: &[Place]) -> (NetworkSeen, Vec<Place>) {
        let asked = &self.asked;
        let around = match self.chosen {
            Some(start) => self.network.neighbourhood(start, asked.depth, asked.direction),
            None => (0..self.names.len()).collect(),
        };
        let near: HashSet<Place> = around.iter().copied().collect();
        let is_asked = |(consumer, provider, status): &&(Place, Place, PactStatus)| {
            let is_near = near.contains(consumer) && near.contains(provider);
            let is_labelled = |of: &HashSet<Place>| of.contains(consumer) || of.contains(provider);
            is_near && self.labelled.as_ref().is_none_or(is_labelled) && asked.status.is_none_or(|one| one == *status)
        };
        let contracts: Vec<_> = self.contracts.iter().filter(is_asked).collect();
        let sides = contracts
            .iter()
            .flat_map(|(consumer, provider, _)| [*consumer, *provider]);
        let involved: HashSet<Place> = sides.chain(self.chosen).collect();
        let shown: Vec<Place> = around.into_iter().filter(|place| involved.contains(place)).collect();
        let seen = NetworkSeen {
            applications: shown
                .iter()
                .map(|place| self.application(*place, circles, points))
                .collect(),
            contracts: numbered(&shown, &contracts, circles),
        };
        (seen, shown)
    }

    fn application(&self, place: Place, circles: &Circles, points: &[Place]) -> ApplicationInNetwork {
        ApplicationInNetwork {
            name: self.names[place].clone(),
            consumers: self.network.consumers(place),
            providers: self.network.providers(place),
            is_in_circle: circles.hold(place),
            is_single_point: points.binary_search(&place).is_ok(),
        }
    }
}

fn places_of(places: &HashMap<i64, Place>, ids: &[i64]) -> HashSet<Place> {
    ids.iter().filter_map(|id| places.get(id).copied()).collect()
}

/// The contracts between those who are shown, by the order in which they are.
fn numbered(shown: &[Place], contracts: &[&(Place, Place, PactStatus)], circles: &Circles) -> Vec<ContractInNetwork> {
    let position: HashMap<Place, Place> = shown.iter().enumerate().map(|(index, place)| (*place, index)).collect();
    let contract = |(consumer, provider, status): &&(Place, Place, PactStatus)| ContractInNetwork {
        consumer: position[consumer],
        provider: position[provider],
        status: *status,
        is_in_circle: circles.join(*consumer, *provider),
    };
    let mut numbered: Vec<ContractInNetwork> = contracts.iter().map(contract).collect();
    numbered.sort_by_key(|one| (one.consumer, one.provider));
    numbered
}
