//! The order in each column, so that few lines cross.

use super::layers::Layers;

/// How often all columns are put in order; more hardly helps.
const SWEEPS: usize = 12;

/// Puts every column in the order of those to its left and to its right in turns, and keeps what crosses least.
pub(super) fn untangle(layers: &mut Layers) {
    let mut best = (crossings(layers), layers.columns.clone());
    for sweep in 0..SWEEPS {
        if best.0 == 0 {
            break;
        }
        let columns = 0..layers.columns.len();
        match sweep % 2 {
            0 => columns.for_each(|column| sort(layers, column, true)),
            _ => columns.rev().for_each(|column| sort(layers, column, false)),
        }
        let crossings = crossings(layers);
        if crossings < best.0 {
            best = (crossings, layers.columns.clone());
        }
    }
    layers.columns = best.1;
}

/// By the mean place of those to the left or right; who has none there stays where it is.
fn sort(layers: &mut Layers, column: usize, by_left: bool) {
    let (neighbours, beside) = match by_left {
        true => (&layers.left, column.wrapping_sub(1)),
        false => (&layers.right, column + 1),
    };
    let Some(beside) = layers.columns.get(beside) else {
        return;
    };
    let places = places(beside, layers.column_of.len());
    let mean = |(place, one): (usize, &usize)| {
        let near = &neighbours[*one];
        let sum: usize = near.iter().map(|neighbour| places[*neighbour]).sum();
        let mean = if near.is_empty() {
            place as f64
        } else {
            sum as f64 / near.len() as f64
        };
        (mean, *one)
    };
    let mut order: Vec<(f64, usize)> = layers.columns[column].iter().enumerate().map(mean).collect();
    order.sort_by(|one, other| one.0.total_cmp(&other.0));
    layers.columns[column] = order.into_iter().map(|(_, one)| one).collect();
}

fn places(column: &[usize], size: usize) -> Vec<usize> {
    let mut places = vec![0; size];
    for (place, one) in column.iter().enumerate() {
        places[*one] = place;
    }
    places
}

/// How often lines cross.
fn crossings(layers: &Layers) -> usize {
    let mut places = vec![0; layers.column_of.len()];
    for column in &layers.columns {
        for (place, one) in column.iter().enumerate() {
            places[*one] = place;
        }
    }
    let steps = |column: &Vec<usize>| {
        let steps = column
            .iter()
            .flat_map(|one| layers.right[*one].iter().map(|next| (*one, *next)));
        steps.map(|(one, next)| (places[one], places[next])).collect::<Vec<_>>()
    };
    layers.columns.iter().map(steps).map(|steps| crossed(&steps)).sum()
}

fn crossed(steps: &[(usize, usize)]) -> usize {
    let pairs = steps.iter().enumerate().flat_map(|(index, one)| {
        let later = steps[index + 1..].iter();
        later.map(move |other| (one, other))
    });
    pairs
        .filter(|(one, other)| (one.0 < other.0 && one.1 > other.1) || (one.0 > other.0 && one.1 < other.1))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_need_not_cross_does_not() {
        // As they come, each line crosses the other.
        let mut layers = Layers::of(4, &[(0, 3), (1, 2)]);
        layers.columns = vec![vec![0, 1], vec![2, 3]];
        assert_eq!(crossings(&layers), 1);
        untangle(&mut layers);
        assert_eq!(crossings(&layers), 0);
    }
}
