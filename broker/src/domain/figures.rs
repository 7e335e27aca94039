//! How much happened: what is counted of each day, and what charts make of the counts.

mod period;
mod scale;
mod sums;
mod waiting;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

pub use period::{Bucket, Period, Step};
pub use scale::Scale;
pub use sums::{Placed, Sums};
pub use waiting::Waits;

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// A contract was published, changed or not.
    Published,
    /// A contract was published whose content was not there before.
    Changed,
    /// A verification succeeded.
    Succeeded,
    /// A verification failed.
    Failed,
    /// A content of this day was verified for the first time, after a wait of this class (see [`Waits`]).
    Verified(i64),
    /// A version was deployed to the environment with this id.
    Deployed(i64),
    /// A version was released to the environment with this id.
    Released(i64),
}

impl Figure {
    /// The name and the detail that it is kept under.
    pub fn key(self) -> (&'static str, i64) {
        match self {
            Self::Published => ("published", 0),
            Self::Changed => ("changed", 0),
            Self::Succeeded => ("succeeded", 0),
            Self::Failed => ("failed", 0),
            Self::Verified(class) => ("verified", class),
            Self::Deployed(environment) => ("deployed", environment),
            Self::Released(environment) => ("released", environment),
        }
    }

    /// The figure of a name and a detail; none when another release of the broker counts something else.
    pub fn of(name: &str, detail: i64) -> Option<Self> {
        Some(match name {
            "published" => Self::Published,
            "changed" => Self::Changed,
            "succeeded" => Self::Succeeded,
            "failed" => Self::Failed,
            "verified" => Self::Verified(detail),
            "deployed" => Self::Deployed(detail),
            "released" => Self::Released(detail),
            _ => return None,
        })
    }
}

/// Something that happened, with what it counts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When the broker was told.
    pub at: NaiveDateTime,
    /// The pacticipants that it is about: a consumer and a provider, or one twice.
    pub sides: [i64; 2],
    pub counts: Vec<(NaiveDate, Figure)>,
}

/// Stands for all pacticipants together.
pub const EVERYBODY: i64 = 0;

/// Amounts by pacticipant (or [`EVERYBODY`]), day and figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<(i64, NaiveDate, Figure), i64>);

impl Tally {
    /// Counts what happened, for everybody and once for each side.
    pub fn count(&mut self, happening: &Happening) {
        let [one, other] = happening.sides;
        let whose = [Some(EVERYBODY), Some(one), (other != one).then_some(other)];
        for (day, figure) in &happening.counts {
            for pacticipant in whose.into_iter().flatten() {
                *self.0.entry((pacticipant, *day, *figure)).or_default() += 1;
            }
        }
    }

    /// Every amount with what it is of: pacticipant, day and figure.
    pub fn amounts(&self) -> impl Iterator<Item = (i64, NaiveDate, Figure, i64)> {
        self.0
            .iter()
            .map(|((pacticipant, day, figure), amount)| (*pacticipant, *day, *figure, *amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_by_what_it_is_kept_under() {
        for figure in [
            Figure::Published,
            Figure::Changed,
            Figure::Succeeded,
            Figure::Failed,
            Figure::Verified(7),
            Figure::Deployed(3),
            Figure::Released(4),
        ] {
            let (name, detail) = figure.key();
            assert_eq!(Figure::of(name, detail), Some(figure));
        }
        assert_eq!(Figure::of("invented", 0), None);
    }

    #[test]
    fn what_happens_counts_for_everybody_and_once_for_each_side() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let published = |sides| Happening {
            at: day.into(),
            sides,
            counts: vec![(day, Figure::Published)],
        };
        let mut tally = Tally::default();
        for sides in [[1, 2], [1, 3], [4, 4]] {
            tally.count(&published(sides));
        }
        let amounts: Vec<(i64, i64)> = tally.amounts().map(|(whose, _, _, amount)| (whose, amount)).collect();
        assert_eq!(amounts, [(EVERYBODY, 3), (1, 2), (2, 1), (3, 1), (4, 1)]);
    }
}
