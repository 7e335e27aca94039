//! How high everything in a column stands: as near to whom it is connected with as those above and below let it.

use super::layers::Layers;

/// How often everything moves nearer.
const ROUNDS: usize = 8;
/// Who has to stay straight: passages of lines more than applications.
const PASSAGE: f64 = 4.0;

/// The middle of each, from the top; `height` is how much room one needs.
pub(super) fn heights(layers: &Layers, applications: usize, height: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut middles = vec![0.0; layers.column_of.len()];
    let weight = |one: usize| if one < applications { 1.0 } else { PASSAGE };
    let mut columns: Vec<&Vec<usize>> = layers.columns.iter().collect();
    for round in 0..=ROUNDS {
        let near = |one: usize| match round {
            ROUNDS => [layers.left[one].as_slice(), &layers.right[one]].concat(),
            _ if round % 2 == 0 => layers.left[one].clone(),
            _ => layers.right[one].clone(),
        };
        for column in &columns {
            let wish = |one: &usize| Wish {
                wanted: mean(&near(*one), &middles).unwrap_or(middles[*one]),
                weight: weight(*one),
                height: height(*one),
            };
            let wishes: Vec<Wish> = column.iter().map(wish).collect();
            for (one, middle) in column.iter().zip(settled(&wishes)) {
                middles[*one] = middle;
            }
        }
        columns.reverse();
    }
    let tops = middles
        .iter()
        .enumerate()
        .map(|(one, middle)| middle - height(one) / 2.0);
    let top = tops.reduce(f64::min).unwrap_or(0.0);
    middles.into_iter().map(|middle| middle - top).collect()
}

fn mean(near: &[usize], middles: &[f64]) -> Option<f64> {
    let sum: f64 = near.iter().map(|one| middles[*one]).sum();
    (!near.is_empty()).then(|| sum / near.len() as f64)
}

/// Where one would like its middle to be.
#[derive(Debug, Clone, Copy)]
struct Wish {
    wanted: f64,
    weight: f64,
    height: f64,
}

/// Some who stand as near to each other as they may, moved by their common wish.
#[derive(Debug, Clone, Copy)]
struct Block {
    wanted: f64,
    weight: f64,
    size: usize,
}

/// Middles in the same order without overlapping, as near to all wishes as can be: by the least sum of squares, found by
/// pooling those who would stand in each other's way.
fn settled(wishes: &[Wish]) -> Vec<f64> {
    let mut below = 0.0;
    let mut offsets = Vec::with_capacity(wishes.len());
    let mut blocks: Vec<Block> = Vec::new();
    for wish in wishes {
        let offset = below + wish.height / 2.0;
        below += wish.height;
        offsets.push(offset);
        let mut block = Block {
            wanted: wish.wanted - offset,
            weight: wish.weight,
            size: 1,
        };
        while let Some(above) = blocks.pop_if(|above| above.wanted > block.wanted) {
            let weight = above.weight + block.weight;
            block = Block {
                wanted: (above.wanted * above.weight + block.wanted * block.weight) / weight,
                weight,
                size: above.size + block.size,
            };
        }
        blocks.push(block);
    }
    let shifts = blocks
        .iter()
        .flat_map(|block| std::iter::repeat_n(block.wanted, block.size));
    offsets
        .iter()
        .zip(shifts)
        .map(|(offset, shift)| offset + shift)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_come_true_unless_they_are_in_each_others_way() {
        let wish = |wanted| Wish {
            wanted,
            weight: 1.0,
            height: 10.0,
        };
        assert_eq!(settled(&[wish(5.0), wish(50.0)]), [5.0, 50.0]);
        assert_eq!(settled(&[wish(20.0), wish(20.0)]), [15.0, 25.0], "both give way");
        assert_eq!(settled(&[wish(40.0), wish(0.0), wish(100.0)]), [15.0, 25.0, 100.0]);
    }
}
