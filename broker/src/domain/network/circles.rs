//! Applications that depend on each other in a circle.

use std::collections::VecDeque;

use petgraph::algo::kosaraju_scc;

use super::{Direction, Network, Place};

/// Every circle: as many applications as depend on each other, over any number of contracts.
#[derive(Debug)]
pub struct Circles {
    /// The largest first, each in order.
    pub all: Vec<Vec<Place>>,
    /// Which of them an application belongs to.
    of: Vec<Option<usize>>,
}

impl Circles {
    /// Is it part of a circle?
    pub fn hold(&self, place: Place) -> bool {
        self.of[place].is_some()
    }

    /// Is the contract of this consumer with this provider part of a circle?
    pub fn join(&self, consumer: Place, provider: Place) -> bool {
        self.of[consumer].is_some() && self.of[consumer] == self.of[provider]
    }
}

impl Network {
    /// Finds every circle; who has a contract with itself is one, too.
    pub fn circles(&self) -> Circles {
        let components = kosaraju_scc(&self.graph).into_iter();
        let mut all: Vec<Vec<Place>> = components
            .map(|component| component.into_iter().map(|node| node.index()).collect())
            .filter(|members: &Vec<Place>| members.len() > 1 || self.expects_of_itself(members[0]))
            .collect();
        for members in &mut all {
            members.sort_unstable();
        }
        all.sort_by_key(|members| (std::cmp::Reverse(members.len()), members[0]));
        let mut of = vec![None; self.graph.node_count()];
        for (circle, members) in all.iter().enumerate() {
            for place in members {
                of[*place] = Some(circle);
            }
        }
        Circles { all, of }
    }

    fn expects_of_itself(&self, place: Place) -> bool {
        self.neighbours(place, Direction::Providers)
            .any(|provider| provider == place)
    }

    /// The way from an application to itself over as few contracts as can be: it stands at both ends. None, if there is
    /// no such way.
    pub fn way_round(&self, start: Place) -> Option<Vec<Place>> {
        let mut from = vec![None; self.graph.node_count()];
        let mut next = VecDeque::from([start]);
        while let Some(place) = next.pop_front() {
            for provider in self.neighbours(place, Direction::Providers) {
                if provider == start {
                    return Some(walked(&from, place, start));
                }
                if from[provider].is_none() {
                    from[provider] = Some(place);
                    next.push_back(provider);
                }
            }
        }
        None
    }
}

fn walked(from: &[Option<Place>], last: Place, start: Place) -> Vec<Place> {
    let mut way = vec![start];
    let mut place = last;
    while place != start {
        way.push(place);
        place = from[place].unwrap_or(start);
    }
    way.push(start);
    way.reverse();
    way
}
