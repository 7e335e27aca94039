//! Applications without whom the others fall apart.

use petgraph::Undirected;
use petgraph::algo::articulation_points::articulation_points;

use super::{Direction, Network, Place};

/// What happens to those who are connected with an application when it is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Falling {
    /// How many parts are left that have nothing to do with each other.
    pub parts: usize,
    /// How many applications are not in the largest of them.
    pub cut_off: usize,
}

impl Network {
    /// Every single point of failure: an application without whom others are no longer connected, in order.
    pub fn single_points(&self) -> Vec<Place> {
        let graph = self.graph.clone().into_edge_type::<Undirected>();
        let mut points: Vec<Place> = articulation_points(&graph)
            .into_iter()
            .map(|node| node.index())
            .collect();
        points.sort_unstable();
        points
    }

    /// What is left of those connected with an application when it is gone.
    pub fn without(&self, place: Place) -> Falling {
        let mut seen = vec![false; self.graph.node_count()];
        seen[place] = true;
        let neighbours: Vec<Place> = self.neighbours(place, Direction::Both).collect();
        let mut sizes = Vec::new();
        for neighbour in neighbours {
            if !seen[neighbour] {
                sizes.push(self.part_around(neighbour, &mut seen));
            }
        }
        let largest = sizes.iter().max().copied().unwrap_or(0);
        Falling {
            parts: sizes.len(),
            cut_off: sizes.iter().sum::<usize>() - largest,
        }
    }

    /// How many there are around one who were not seen before, itself included.
    fn part_around(&self, place: Place, seen: &mut [bool]) -> usize {
        seen[place] = true;
        let (mut size, mut ring) = (0, vec![place]);
        while !ring.is_empty() {
            size += ring.len();
            ring = self.beyond(&ring, Direction::Both, seen);
        }
        size
    }
}
