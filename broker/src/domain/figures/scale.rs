//! Axes: which values they name, and where between bottom and top a value stands.

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;

/// Lengths of time that an axis names.
const TIMES: [f64; 11] = [
    1.0,
    10.0,
    MINUTE,
    10.0 * MINUTE,
    HOUR,
    6.0 * HOUR,
    DAY,
    7.0 * DAY,
    30.0 * DAY,
    365.0 * DAY,
    3_650.0 * DAY,
];

/// A vertical axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// What it names, from the bottom to the top, at least two values.
    pub ticks: Vec<f64>,
    is_logarithmic: bool,
}

impl Scale {
    /// From zero to at least this count: whole numbers, few and round.
    pub fn of_counts(most: i64) -> Self {
        let most = most.max(1);
        let step = round_step(most);
        let ticks = (0..=(most - 1) / step + 1).map(|nth| (nth * step) as f64).collect();
        Self {
            ticks,
            is_logarithmic: false,
        }
    }

    /// From 0 to 100 per cent.
    pub fn of_percentages() -> Self {
        Self {
            ticks: vec![0.0, 25.0, 50.0, 75.0, 100.0],
            is_logarithmic: false,
        }
    }

    /// Around these lengths of time in seconds. Some contracts wait minutes and some weeks, so equal distances are equal
    /// factors.
    pub fn of_times(shortest: f64, longest: f64) -> Self {
        let below = TIMES.iter().rposition(|time| *time <= shortest).unwrap_or(0);
        let above = TIMES
            .iter()
            .position(|time| *time >= longest)
            .unwrap_or(TIMES.len() - 1);
        let above = above.max(below + 1).min(TIMES.len() - 1);
        Self {
            ticks: TIMES[below.min(above - 1)..=above].to_vec(),
            is_logarithmic: true,
        }
    }

    /// Where a value stands: 0 is the bottom, 1 the top; what lies beyond stands at the end.
    pub fn share(&self, value: f64) -> f64 {
        let (Some(bottom), Some(top)) = (self.ticks.first(), self.ticks.last()) else {
            return 0.0;
        };
        let share = match self.is_logarithmic {
            true => (value / bottom).ln() / (top / bottom).ln(),
            false => (value - bottom) / (top - bottom),
        };
        share.clamp(0.0, 1.0)
    }
}

/// The smallest of 1, 2, 5, 10, 20, 50 … of which five reach this.
fn round_step(most: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if step.saturating_mul(5) >= most {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_have_round_ticks() {
        for (most, ticks) in [
            (0, vec![0.0, 1.0]),
            (1, vec![0.0, 1.0]),
            (3, vec![0.0, 1.0, 2.0, 3.0]),
            (7, vec![0.0, 2.0, 4.0, 6.0, 8.0]),
            (412, vec![0.0, 100.0, 200.0, 300.0, 400.0, 500.0]),
        ] {
            assert_eq!(Scale::of_counts(most).ticks, ticks, "{most}");
        }
    }

    #[test]
    fn a_wait_stands_between_the_times_around_it() {
        let scale = Scale::of_times(5.0 * MINUTE, 3.0 * DAY);
        assert_eq!(
            (scale.ticks[0], scale.ticks[scale.ticks.len() - 1]),
            (MINUTE, 7.0 * DAY)
        );
        assert!(scale.share(HOUR) > scale.share(10.0 * MINUTE));
        assert!(Scale::of_times(1e12, 1e12).ticks.len() >= 2);
    }

    proptest! {
        #[test]
        fn counts_fit_with_few_ticks_and_little_room_to_spare(most in 1_i64..1_000_000_000_000) {
            let scale = Scale::of_counts(most);
            prop_assert!((2..=6).contains(&scale.ticks.len()));
            let share = scale.share(most as f64);
            prop_assert!(share > 0.4 && share <= 1.0, "{}", share);
        }

        #[test]
        fn longer_times_stand_higher(one in 1.0..1e9_f64, other in 1.0..1e9_f64) {
            let scale = Scale::of_times(one.min(other), one.max(other));
            prop_assert!(scale.share(one.max(other)) >= scale.share(one.min(other)));
        }
    }
}
