use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Two circles, of 0, 1, 2 and of 4, 5, with 3 between them; 6 has a contract with itself, 7 has none.
const PAIRS: [(Place, Place); 8] = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 4), (6, 6)];

fn network() -> Network {
    Network::new(8, PAIRS)
}

#[test]
fn the_nearest_come_first() {
    let network = network();
    for (start, depth, direction, expected) in [
        (3, Some(0), Direction::Both, vec![3]),
        (3, Some(1), Direction::Both, vec![3, 2, 4]),
        (3, Some(1), Direction::Consumers, vec![3, 2]),
        (3, Some(1), Direction::Providers, vec![3, 4]),
        (3, Some(2), Direction::Both, vec![3, 2, 4, 0, 1, 5]),
        (5, None, Direction::Consumers, vec![5, 4, 3, 2, 1, 0]),
        (7, None, Direction::Both, vec![7]),
    ] {
        let found = network.neighbourhood(start, depth, direction);
        assert_eq!(found, expected, "{start} {depth:?} {direction:?}");
    }
    assert_eq!(network.dependents(5), 5);
}

#[test]
fn circles_are_found_with_a_way_round() {
    let circles = network().circles();
    assert_eq!(circles.all, [vec![0, 1, 2], vec![4, 5], vec![6]]);
    assert!(circles.hold(6) && !circles.hold(3));
    assert!(circles.join(2, 0) && !circles.join(3, 4));
    assert_eq!(network().way_round(1), Some(vec![1, 2, 0, 1]));
    assert_eq!(network().way_round(6), Some(vec![6, 6]));
    assert_eq!(network().way_round(3), None);
}

#[test]
fn single_points_of_failure_are_told_with_what_they_hold_together() {
    assert_eq!(network().single_points(), [2, 3, 4]);
    assert_eq!(network().without(3), Falling { parts: 2, cut_off: 2 });
    assert_eq!(network().without(0), Falling { parts: 1, cut_off: 0 });
    assert_eq!(network().without(7), Falling { parts: 0, cut_off: 0 });
}

#[test]
fn directions_have_names() {
    for (name, direction) in Direction::NAMES {
        assert_eq!(Direction::parse(name), Some(direction));
        assert_eq!(direction.as_str(), name);
    }
    assert_eq!(Direction::parse("sideways"), None);
}

#[test]
fn what_is_drawn_ends_before_it_is_too_much() {
    let nearest = [3, 2, 4, 0, 1, 5];
    for (applications, contracts, expected) in [(60, 60, 6), (4, 60, 4), (60, 3, 4), (60, 2, 3), (60, 1, 2), (0, 0, 1)]
    {
        let drawn = drawable(&nearest, &PAIRS, applications, contracts);
        assert_eq!(drawn, expected, "{applications} {contracts}");
    }
    assert_eq!(drawable(&[], &PAIRS, 60, 60), 0);
}

const SIZE: usize = 9;

fn pairs() -> impl Strategy<Value = Vec<(Place, Place)>> {
    prop::collection::vec((0..SIZE, 0..SIZE), 0..16)
}

/// Who can be reached from one, by the plainest way: pairs are followed until nothing is new.
fn reached(pairs: &[(Place, Place)], start: Place) -> BTreeSet<Place> {
    let mut found = BTreeSet::from([start]);
    loop {
        let more = pairs.iter().filter(|(from, _)| found.contains(from)).map(|(_, to)| *to);
        let all: BTreeSet<Place> = found.iter().copied().chain(more).collect();
        if all == found {
            return found;
        }
        found = all;
    }
}

/// How many parts the applications but one fall into.
fn parts_but(pairs: &[(Place, Place)], left_out: Option<Place>) -> usize {
    let kept = pairs
        .iter()
        .filter(|(one, other)| ![Some(*one), Some(*other)].contains(&left_out));
    let ways: Vec<(Place, Place)> = kept.flat_map(|(one, other)| [(*one, *other), (*other, *one)]).collect();
    let places = (0..SIZE).filter(|place| Some(*place) != left_out);
    places.map(|place| reached(&ways, place)).collect::<BTreeSet<_>>().len()
}

proptest! {
    #[test]
    fn a_neighbourhood_without_limit_is_who_can_be_reached(pairs in pairs(), start in 0..SIZE) {
        let network = Network::new(SIZE, pairs.iter().copied());
        let found = network.neighbourhood(start, None, Direction::Providers);
        prop_assert_eq!(found.len(), found.iter().collect::<BTreeSet<_>>().len(), "nobody twice");
        prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), reached(&pairs, start));
    }

    #[test]
    fn a_deeper_neighbourhood_begins_with_the_shallower(pairs in pairs(), start in 0..SIZE, depth in 0..4_usize) {
        let network = Network::new(SIZE, pairs);
        let near = network.neighbourhood(start, Some(depth), Direction::Both);
        prop_assert!(network.neighbourhood(start, Some(depth + 1), Direction::Both).starts_with(&near));
    }

    #[test]
    fn a_circle_is_who_can_be_reached_and_reaches_back(pairs in pairs(), one in 0..SIZE, other in 0..SIZE) {
        let network = Network::new(SIZE, pairs.iter().copied());
        let (there, back) = (reached(&pairs, one).contains(&other), reached(&pairs, other).contains(&one));
        let (circles, is_alone) = (network.circles(), one == other && !pairs.contains(&(one, one)));
        let is_round = circles.join(one, other);
        prop_assert!(is_round == (there && back) || is_alone, "{one} {other}");
        prop_assert_eq!(circles.hold(one), network.way_round(one).is_some());
    }

    #[test]
    fn a_way_round_follows_contracts_and_visits_nobody_twice(pairs in pairs(), start in 0..SIZE) {
        let Some(way) = Network::new(SIZE, pairs.iter().copied()).way_round(start) else { return Ok(()) };
        prop_assert_eq!((way.first(), way.last()), (Some(&start), Some(&start)));
        prop_assert!(way.windows(2).all(|step| pairs.contains(&(step[0], step[1]))));
        prop_assert_eq!(way[1..].iter().collect::<BTreeSet<_>>().len(), way.len() - 1);
    }

    #[test]
    fn a_single_point_of_failure_is_one_whose_loss_makes_more_parts(pairs in pairs()) {
        let network = Network::new(SIZE, pairs.iter().copied());
        let points = network.single_points();
        for place in 0..SIZE {
            let is_alone = network.without(place).parts == 0;
            let lost = usize::from(is_alone);
            let falls = parts_but(&pairs, Some(place)) > parts_but(&pairs, None) - lost;
            prop_assert_eq!(points.contains(&place), falls, "{}", place);
            prop_assert_eq!(falls, network.without(place).parts > 1, "{}", place);
        }
    }
}
