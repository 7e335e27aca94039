//! What happened in some days, added up.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Bucket, Figure, Waits};

/// What happened in some days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    pub published: i64,
    /// Contracts with a content that was not there before.
    pub changed: i64,
    pub succeeded: i64,
    pub failed: i64,
    /// How long those took that are verified.
    pub waits: Waits,
    /// Deployments and releases by environment.
    pub placed: BTreeMap<i64, Placed>,
}

/// How often versions came to an environment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Placed {
    pub deployed: i64,
    pub released: i64,
}

impl Placed {
    /// Either way.
    pub fn all(self) -> i64 {
        self.deployed + self.released
    }
}

impl Sums {
    /// Adds up what happened in the days of a bucket.
    pub fn of(amounts: &[(NaiveDate, Figure, i64)], bucket: Bucket) -> Self {
        let mut sums = Self::default();
        for (_, figure, amount) in amounts.iter().filter(|(day, ..)| bucket.contains(*day)) {
            sums.add(*figure, *amount);
        }
        sums
    }

    /// The same for each of these buckets, which follow each other.
    pub fn of_each(amounts: &[(NaiveDate, Figure, i64)], buckets: &[Bucket]) -> Vec<Self> {
        let mut all = vec![Self::default(); buckets.len()];
        for (day, figure, amount) in amounts {
            let place = buckets.partition_point(|bucket| bucket.last < *day);
            if buckets.get(place).is_some_and(|bucket| bucket.contains(*day)) {
                all[place].add(*figure, *amount);
            }
        }
        all
    }

    fn add(&mut self, figure: Figure, amount: i64) {
        match figure {
            Figure::Published => self.published += amount,
            Figure::Changed => self.changed += amount,
            Figure::Succeeded => self.succeeded += amount,
            Figure::Failed => self.failed += amount,
            Figure::Verified(class) => self.waits.add(class, amount),
            Figure::Deployed(environment) => self.placed.entry(environment).or_default().deployed += amount,
            Figure::Released(environment) => self.placed.entry(environment).or_default().released += amount,
        }
    }

    /// All results.
    pub fn results(&self) -> i64 {
        self.succeeded + self.failed
    }

    /// How many of a hundred results are successes; none when there are no results.
    pub fn success_rate(&self) -> Option<f64> {
        let results = self.results();
        (results > 0).then(|| self.succeeded as f64 * 100.0 / results as f64)
    }

    /// Contents that nobody has verified. Deleting a result may have a content counted as verified twice.
    pub fn unverified(&self) -> i64 {
        (self.changed - self.waits.count()).max(0)
    }

    /// Deployments and releases to any environment.
    pub fn placed_anywhere(&self) -> Placed {
        self.placed.values().fold(Placed::default(), |sum, one| Placed {
            deployed: sum.deployed + one.deployed,
            released: sum.released + one.released,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_bucket_are_added_up() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let amounts = [
            (day(1), Figure::Succeeded, 9),
            (day(2), Figure::Succeeded, 3),
            (day(3), Figure::Failed, 1),
            (day(3), Figure::Changed, 4),
            (day(3), Figure::Verified(12), 3),
            (day(3), Figure::Deployed(1), 2),
            (day(3), Figure::Released(2), 1),
            (day(4), Figure::Failed, 9),
        ];
        let bucket = Bucket {
            first: day(2),
            last: day(3),
        };
        let sums = Sums::of(&amounts, bucket);
        let other = Bucket {
            first: day(4),
            last: day(9),
        };
        let each = Sums::of_each(&amounts, &[bucket, other]);
        assert_eq!((&each[0], each[1].failed), (&sums, 9));
        assert_eq!((sums.succeeded, sums.failed, sums.unverified()), (3, 1, 1));
        assert_eq!(sums.success_rate(), Some(75.0));
        assert_eq!(sums.placed_anywhere().all(), 3);
        assert_eq!(Sums::default().success_rate(), None);
    }
}
