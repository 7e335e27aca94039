//! How long contracts waited, kept as counts of classes: those of days add up to those of months, and their size does
//! not depend on how many contracts there were.

use std::collections::BTreeMap;

use chrono::Duration;

/// Classes from one length to the double of it. Within a class, waits are taken to be spread evenly, so what is told of
/// them is off by a factor of 1.4 at most, and by far less when there are many.
const CLASSES_OF_OCTAVE: f64 = 2.0;

/// How many contracts waited how long.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waits(BTreeMap<i64, i64>);

impl Waits {
    /// The class of a wait; what a clock puts before its beginning took no time.
    pub fn class(wait: Duration) -> i64 {
        let seconds = wait.num_seconds().max(1) as f64;
        (seconds.log2() * CLASSES_OF_OCTAVE).floor() as i64
    }

    /// Adds contracts whose waits are of a class.
    pub fn add(&mut self, class: i64, contracts: i64) {
        *self.0.entry(class).or_default() += contracts;
    }

    /// How many contracts waited.
    pub fn count(&self) -> i64 {
        self.0.values().sum()
    }

    /// The wait in seconds that this share of the contracts did not exceed; none when there are none.
    pub fn percentile(&self, share: f64) -> Option<f64> {
        let wanted = share * self.count() as f64;
        let mut shorter = 0.0;
        for (class, contracts) in self.0.iter().filter(|(_, contracts)| **contracts > 0) {
            let here = *contracts as f64;
            if shorter + here >= wanted {
                return Some(seconds(*class as f64 + (wanted - shorter) / here));
            }
            shorter += here;
        }
        self.0.keys().next_back().map(|class| seconds(*class as f64 + 1.0))
    }
}

/// The wait at a place on the scale of classes.
fn seconds(place: f64) -> f64 {
    (place / CLASSES_OF_OCTAVE).exp2()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_waited_for_nothing() {
        assert_eq!(Waits::default().percentile(0.5), None);
        assert_eq!(Waits::class(Duration::seconds(-5)), Waits::class(Duration::zero()));
    }

    #[test]
    fn one_long_wait_moves_the_ninetieth_percentile_alone() {
        let mut waits = Waits::default();
        waits.add(Waits::class(Duration::minutes(5)), 8);
        waits.add(Waits::class(Duration::days(3)), 2);
        let (median, ninetieth) = (waits.percentile(0.5).unwrap(), waits.percentile(0.9).unwrap());
        assert!((200.0..420.0).contains(&median), "{median}");
        assert!((180_000.0..370_000.0).contains(&ninetieth), "{ninetieth}");
    }

    proptest! {
        #[test]
        fn percentiles_are_near_the_real_ones(mut lengths in prop::collection::vec(1_i64..40_000_000, 1..200), percent in 1_u32..=100) {
            let mut waits = Waits::default();
            for length in &lengths {
                waits.add(Waits::class(Duration::seconds(*length)), 1);
            }
            lengths.sort_unstable();
            let share = f64::from(percent) / 100.0;
            let rank = (share * lengths.len() as f64).ceil() as usize;
            let real = lengths[rank.clamp(1, lengths.len()) - 1] as f64;
            let told = waits.percentile(share).unwrap();
            let octave = CLASSES_OF_OCTAVE.recip().exp2();
            prop_assert!(told <= real * octave * 1.001 && told >= real / octave / 1.001, "{} for {}", told, real);
            prop_assert_eq!(waits.count(), i64::try_from(lengths.len()).unwrap());
        }
    }
}
