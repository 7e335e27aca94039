//! What is worth knowing about a part of the network: circles, single points of failure, and who is most connected.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::WholeNetwork;
use crate::domain::network::{Circles, Falling, Place};

/// How much of each is told.
const MOST: usize = 20;

/// What is worth knowing, each with how many there are in all.
#[derive(Debug)]
pub struct Findings {
    /// The largest first.
    pub circles: Vec<CircleSeen>,
    pub circles_in_all: usize,
    /// Single points of failure, those first who most have a contract with.
    pub points: Vec<Weight>,
    pub points_in_all: usize,
    /// Who has most contracts, as consumer and as provider.
    pub busiest: Vec<Weight>,
}

/// Applications that depend on each other in a circle.
#[derive(Debug)]
pub struct CircleSeen {
    /// How many they are.
    pub size: usize,
    /// One way round, which ends where it begins.
    pub way: Vec<String>,
}

/// What depends on an application.
#[derive(Debug)]
pub struct Weight {
    pub name: String,
    /// How many have a contract with it.
    pub consumers: usize,
    /// How many it has a contract with.
    pub providers: usize,
    /// How many depend on it over any number of contracts.
    pub dependents: usize,
    /// What would be left without it, if it is a single point of failure.
    pub falling: Option<Falling>,
}

impl WholeNetwork {
    /// What is worth knowing about these applications.
    pub(super) fn findings(&self, shown: &[Place], circles: &Circles, points: &[Place]) -> Findings {
        let is_shown: HashSet<Place> = shown.iter().copied().collect();
        let concerns = |circle: &&Vec<Place>| circle.iter().any(|place| is_shown.contains(place));
        let round: Vec<&Vec<Place>> = circles.all.iter().filter(concerns).collect();
        let mut points: Vec<Place> = points
            .iter()
            .copied()
            .filter(|place| is_shown.contains(place))
            .collect();
        let is_point: HashSet<Place> = points.iter().copied().collect();
        points.sort_by_key(|place| (Reverse(self.network.consumers(*place)), *place));
        let mut busiest = shown.to_vec();
        busiest.sort_by_key(|place| {
            (
                Reverse(self.network.consumers(*place) + self.network.providers(*place)),
                *place,
            )
        });
        Findings {
            circles: round
                .iter()
                .take(MOST)
                .map(|members| self.circle(members, &is_shown))
                .collect(),
            circles_in_all: round.len(),
            points_in_all: points.len(),
            points: self.weights(&points, &is_point),
            busiest: self.weights(&busiest, &is_point),
        }
    }

    fn circle(&self, members: &[Place], shown: &HashSet<Place>) -> CircleSeen {
        let first = members.iter().find(|place| shown.contains(place)).or(members.first());
        let way = first
            .and_then(|place| self.network.way_round(*place))
            .unwrap_or_default();
        CircleSeen {
            size: members.len(),
            way: way.into_iter().map(|place| self.names[place].clone()).collect(),
        }
    }

    fn weights(&self, places: &[Place], is_point: &HashSet<Place>) -> Vec<Weight> {
        let weight = |place: &Place| Weight {
            name: self.names[*place].clone(),
            consumers: self.network.consumers(*place),
            providers: self.network.providers(*place),
            dependents: self.network.dependents(*place),
            falling: is_point.contains(place).then(|| self.network.without(*place)),
        };
        places.iter().take(MOST).map(weight).collect()
    }
}
