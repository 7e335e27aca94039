//! Who has a contract with whom, as a graph.

use std::collections::{BTreeSet, HashMap, VecDeque};

/// That a consumer has a contract with a provider, by their ids.
pub type Edge = (i64, i64);

/// Those who are connected with `start` over any number of contracts, nearest first, `start` included.
///
/// At most `most` of them, when it is given; of equally near ones those with the smaller id.
pub fn connected(edges: &[Edge], start: i64, most: Option<usize>) -> Vec<i64> {
    let mut neighbours: HashMap<i64, BTreeSet<i64>> = HashMap::new();
    for (consumer, provider) in edges {
        neighbours.entry(*consumer).or_default().insert(*provider);
        neighbours.entry(*provider).or_default().insert(*consumer);
    }
    let most = most.unwrap_or(usize::MAX);
    let (mut found, mut next) = (Vec::new(), VecDeque::from([start]));
    let mut seen = BTreeSet::from([start]);
    while let Some(one) = next.pop_front() {
        if found.len() == most {
            break;
        }
        found.push(one);
        for neighbour in neighbours.get(&one).into_iter().flatten() {
            if seen.insert(*neighbour) {
                next.push_back(*neighbour);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDGES: &[Edge] = &[(1, 2), (3, 2), (3, 4), (5, 6), (6, 5), (7, 7)];

    #[test]
    fn contracts_connect_in_both_directions() {
        assert_eq!(connected(EDGES, 1, None), [1, 2, 3, 4]);
        assert_eq!(connected(EDGES, 4, None), [4, 3, 2, 1]);
        assert_eq!(connected(EDGES, 5, None), [5, 6], "a circle ends");
        assert_eq!(connected(EDGES, 7, None), [7], "with itself");
        assert_eq!(connected(EDGES, 9, None), [9], "nobody");
    }

    #[test]
    fn a_limit_keeps_the_nearest() {
        assert_eq!(connected(EDGES, 1, Some(3)), [1, 2, 3]);
        assert_eq!(connected(EDGES, 1, Some(0)), [0_i64; 0]);
    }
}
