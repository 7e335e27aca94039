//! Where everything of a picture stands.

use super::heights::heights;
use super::layers::{Layers, Line};
use super::order::untangle;
use crate::domain::network::Place;

/// The box of an application.
pub(super) const BOX: (f64, f64) = (196.0, 50.0);
/// Between columns: room for arrow heads and signs.
const BETWEEN: f64 = 112.0;
/// Above and below what stands in a column.
const GAP: f64 = 16.0;
const PASSAGE: f64 = 14.0;
/// Above a box, for a contract with itself.
const LOOP: f64 = 26.0;
const MARGIN: f64 = 12.0;

/// A point: from the left, from the top.
pub(super) type Point = (f64, f64);

/// A picture without words.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) size: (f64, f64),
    /// The upper left corner of each application.
    pub(super) corners: Vec<Point>,
    /// For each contract, where its line passes from the consumer to the provider: in pairs, which are two ends between
    /// two columns. From one pair to the next it is straight.
    pub(super) ways: Vec<Vec<Point>>,
}

impl Layout {
    /// The layout of as many applications, by their pairs of consumer and provider.
    pub(super) fn of(count: usize, pairs: &[(Place, Place)]) -> Self {
        let mut layers = Layers::of(count, pairs);
        untangle(&mut layers);
        let mut loops = vec![false; count];
        for (consumer, _) in pairs.iter().filter(|(consumer, provider)| consumer == provider) {
            loops[*consumer] = true;
        }
        let height = |one: usize| match loops.get(one) {
            Some(true) => BOX.1 + GAP + LOOP,
            Some(false) => BOX.1 + GAP,
            None => PASSAGE,
        };
        let middles = heights(&layers, count, height);
        let x = |one: usize| MARGIN + layers.column_of[one] as f64 * (BOX.0 + BETWEEN);
        let corner = |one: Place| (x(one), MARGIN + middles[one] + (height(one) - GAP) / 2.0 - BOX.1);
        let corners: Vec<Point> = (0..count).map(corner).collect();
        let middle = |one: usize| match corners.get(one) {
            Some((_, top)) => top + BOX.1 / 2.0,
            None => MARGIN + middles[one],
        };
        let ways = Ends::of(&layers, count, &middle).ways(&layers, x, middle);
        let columns = layers.columns.len() as f64;
        let bottom = (0..middles.len())
            .map(|one| middles[one] + height(one) / 2.0)
            .reduce(f64::max);
        Self {
            size: (
                2.0 * MARGIN + columns * BOX.0 + (columns - 1.0).max(0.0) * BETWEEN,
                2.0 * MARGIN + bottom.unwrap_or(0.0),
            ),
            corners,
            ways,
        }
    }
}

/// How far above or below the middle of its box each line begins, and ends.
struct Ends {
    left: Vec<f64>,
    right: Vec<f64>,
}

impl Ends {
    fn of(layers: &Layers, count: usize, middle: &impl Fn(usize) -> f64) -> Self {
        let mut ends = Self {
            left: vec![0.0; layers.lines.len()],
            right: vec![0.0; layers.lines.len()],
        };
        let mut at: Vec<[Vec<(f64, usize)>; 2]> = vec![[Vec::new(), Vec::new()]; count];
        for (index, line) in layers.lines.iter().enumerate() {
            if let [first, second, ..] = line.stations() {
                at[*first][0].push((middle(*second), index));
            }
            if let [.., second, last] = line.stations() {
                at[*last][1].push((middle(*second), index));
            }
        }
        for [mut leaving, mut coming] in at {
            spread(&mut leaving, &mut ends.left);
            spread(&mut coming, &mut ends.right);
        }
        ends
    }

    fn ways(&self, layers: &Layers, x: impl Fn(usize) -> f64, middle: impl Fn(usize) -> f64) -> Vec<Vec<Point>> {
        let way = |(index, line): (usize, &Line)| {
            let [first, passages @ .., last] = line.stations() else {
                return Vec::new();
            };
            let begin = (x(*first) + BOX.0, middle(*first) + self.left[index]);
            let end = (x(*last), middle(*last) + self.right[index]);
            let straight = |one: &usize| [(x(*one), middle(*one)), (x(*one) + BOX.0, middle(*one))];
            let mut way = vec![begin];
            way.extend(passages.iter().flat_map(straight));
            way.push(end);
            if matches!(line, Line::Back(_)) {
                way.reverse();
            }
            way
        };
        layers.lines.iter().enumerate().map(way).collect()
    }
}

/// Spreads those who meet at one side of a box over it, in the order of where they come from.
fn spread(meeting: &mut [(f64, usize)], ends: &mut [f64]) {
    meeting.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let many = meeting.len().saturating_sub(1) as f64;
    let step = ((BOX.1 - 14.0) / many.max(1.0)).min(10.0);
    for (place, (_, index)) in meeting.iter().enumerate() {
        ends[*index] = (place as f64 - many / 2.0) * step;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIZE: usize = 12;

    fn pairs() -> impl Strategy<Value = Vec<(Place, Place)>> {
        let pairs = prop::collection::btree_set((0..SIZE, 0..SIZE), 0..30);
        pairs.prop_map(|pairs| pairs.into_iter().collect())
    }

    fn is_in(point: &Point, size: Point) -> bool {
        (0.0..=size.0).contains(&point.0) && (0.0..=size.1).contains(&point.1)
    }

    #[test]
    fn consumers_stand_left_of_their_providers() {
        let layout = Layout::of(4, &[(0, 1), (1, 2), (0, 2), (3, 2)]);
        let columns: Vec<f64> = layout
            .corners
            .iter()
            .map(|(x, _)| (x - MARGIN) / (BOX.0 + BETWEEN))
            .collect();
        assert_eq!(columns, [0.0, 1.0, 2.0, 1.0]);
        assert_eq!(layout.ways.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 4, 2]);
    }

    proptest! {
        #[test]
        fn boxes_stand_apart_and_inside(pairs in pairs()) {
            let layout = Layout::of(SIZE, &pairs);
            for (place, corner) in layout.corners.iter().enumerate() {
                prop_assert!(is_in(corner, layout.size) && is_in(&(corner.0 + BOX.0, corner.1 + BOX.1), layout.size));
                for other in &layout.corners[place + 1..] {
                    let apart = (corner.0 - other.0).abs() >= BOX.0 || (corner.1 - other.1).abs() >= BOX.1;
                    prop_assert!(apart, "{corner:?} and {other:?}");
                }
            }
        }

        #[test]
        fn lines_lead_from_consumers_to_providers(pairs in pairs()) {
            let layout = Layout::of(SIZE, &pairs);
            for ((consumer, provider), way) in pairs.iter().zip(&layout.ways) {
                prop_assert!(way.iter().all(|point| is_in(point, layout.size)), "{way:?}");
                let touches = |point: Option<&Point>, place: Place| {
                    let (left, top) = layout.corners[place];
                    point.is_some_and(|(x, y)| (*x == left || *x == left + BOX.0) && (top..=top + BOX.1).contains(y))
                };
                let is_line = touches(way.first(), *consumer) && touches(way.last(), *provider);
                prop_assert!(is_line || (consumer == provider && way.is_empty()), "{consumer} {provider} {way:?}");
            }
        }
    }
}
