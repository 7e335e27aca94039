//! The graph of applications: who is near, who depends on each other in a circle, and without whom it falls apart.

mod circles;
mod parts;
#[cfg(test)]
mod tests;

pub use circles::Circles;
pub use parts::Falling;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

/// An application, by its place among all of them.
pub type Place = usize;

/// Whom to go to from an application.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Direction {
    /// Who expects something of it, and who it expects something of.
    #[default]
    Both,
    /// Who expects something of it, and of those again.
    Consumers,
    /// Who it expects something of, and those of others again.
    Providers,
}

impl Direction {
    /// Every direction with its name in addresses.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("both", Self::Both),
        ("consumers", Self::Consumers),
        ("providers", Self::Providers),
    ];

    /// The direction of this name.
    pub fn parse(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, direction)| *direction)
    }

    /// As addresses name it.
    pub fn as_str(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, direction)| *direction == self);
        found.map_or("both", |(name, _)| name)
    }

    fn leads_to_consumers(self) -> bool {
        self != Self::Providers
    }

    fn leads_to_providers(self) -> bool {
        self != Self::Consumers
    }
}

/// Who has a contract with whom.
#[derive(Debug)]
pub struct Network {
    /// From consumers to providers.
    graph: DiGraph<(), ()>,
}

impl Network {
    /// The network of the applications at places below `size`, by their pairs of consumer and provider.
    pub fn new(size: usize, pairs: impl IntoIterator<Item = (Place, Place)>) -> Self {
        let mut graph = DiGraph::new();
        for _ in 0..size {
            graph.add_node(());
        }
        for (consumer, provider) in pairs {
            graph.add_edge(NodeIndex::new(consumer), NodeIndex::new(provider), ());
        }
        Self { graph }
    }

    /// Those at most `depth` contracts away, or any number of them: nearest first, `start` included, and of equally near
    /// ones the first first.
    pub fn neighbourhood(&self, start: Place, depth: Option<usize>, direction: Direction) -> Vec<Place> {
        let mut seen = vec![false; self.graph.node_count()];
        seen[start] = true;
        let (mut found, mut ring) = (Vec::new(), vec![start]);
        let mut left = depth.unwrap_or(usize::MAX);
        while !ring.is_empty() {
            found.extend_from_slice(&ring);
            if left == 0 {
                break;
            }
            left -= 1;
            ring = self.beyond(&ring, direction, &mut seen);
        }
        found
    }

    /// Those one contract away from a ring who were not seen before, in order.
    fn beyond(&self, ring: &[Place], direction: Direction, seen: &mut [bool]) -> Vec<Place> {
        let mut next = Vec::new();
        for place in ring {
            for neighbour in self.neighbours(*place, direction) {
                if !std::mem::replace(&mut seen[neighbour], true) {
                    next.push(neighbour);
                }
            }
        }
        next.sort_unstable();
        next
    }

    fn neighbours(&self, place: Place, direction: Direction) -> impl Iterator<Item = Place> + '_ {
        let towards = |wanted: bool, way| {
            let edges = self.graph.edges_directed(NodeIndex::new(place), way);
            edges.filter(move |_| wanted)
        };
        let providers = towards(direction.leads_to_providers(), petgraph::Outgoing).map(|edge| edge.target().index());
        let consumers = towards(direction.leads_to_consumers(), petgraph::Incoming).map(|edge| edge.source().index());
        providers.chain(consumers)
    }

    /// How many have a contract with it.
    pub fn consumers(&self, place: Place) -> usize {
        self.neighbours(place, Direction::Consumers).count()
    }

    /// How many it has a contract with.
    pub fn providers(&self, place: Place) -> usize {
        self.neighbours(place, Direction::Providers).count()
    }

    /// How many others depend on it, over any number of contracts.
    pub fn dependents(&self, place: Place) -> usize {
        self.neighbourhood(place, None, Direction::Consumers).len() - 1
    }
}

/// The nearest that can be drawn: as many as `applications`, with at most `contracts` between them.
pub fn drawable(nearest: &[Place], pairs: &[(Place, Place)], applications: usize, contracts: usize) -> usize {
    let size = nearest.iter().max().map_or(0, |last| last + 1);
    let mut position = vec![usize::MAX; size];
    for (index, place) in nearest.iter().enumerate() {
        position[*place] = index;
    }
    let mut added = vec![0; nearest.len()];
    let of = |place: Place| position.get(place).copied().filter(|index| *index < usize::MAX);
    for (consumer, provider) in pairs {
        if let (Some(one), Some(other)) = (of(*consumer), of(*provider)) {
            added[one.max(other)] += 1;
        }
    }
    let mut sum = 0;
    let fits = added.iter().take(applications).take_while(|more| {
        sum += **more;
        sum <= contracts
    });
    fits.count().max(nearest.len().min(1))
}
