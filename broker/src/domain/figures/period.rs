//! The time that charts look at, and the steps it is cut into.

use chrono::{Datelike, Days, Months, NaiveDate};

/// How far charts look back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Month,
    Quarter,
    Year,
}

/// What a bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Day,
    /// Beginning on a Monday.
    Week,
    /// As in the calendar.
    Month,
}

/// The days that one bar stands for. At the ends of a period it may be a part of a week or month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Bucket {
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    /// Is it a month of the calendar, from the first day to the last?
    pub fn is_whole_month(&self) -> bool {
        self.first.day() == 1 && self.last == Step::Month.last_day(self.first)
    }
}

impl Period {
    /// Every period, the shortest first.
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    /// The period of so many days.
    pub fn of_days(days: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.days().to_string() == days)
    }

    /// Its length.
    pub fn days(self) -> u64 {
        match self {
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }

    /// What it is cut into, so that there are neither too many bars nor too few.
    pub fn step(self) -> Step {
        match self {
            Self::Month => Step::Day,
            Self::Quarter => Step::Week,
            Self::Year => Step::Month,
        }
    }

    /// The first day of the period that ends today.
    fn first_day(self, today: NaiveDate) -> NaiveDate {
        before(today, self.days() - 1)
    }

    /// The days of the period that ends today.
    pub fn whole(self, today: NaiveDate) -> Bucket {
        Bucket {
            first: self.first_day(today),
            last: today,
        }
    }

    /// As many days before those.
    pub fn before(self, today: NaiveDate) -> Bucket {
        self.whole(before(self.first_day(today), 1))
    }

    /// The period that ends today, cut into steps: each day of it is in one of them.
    pub fn buckets(self, today: NaiveDate) -> Vec<Bucket> {
        let mut buckets = Vec::new();
        let mut first = self.first_day(today);
        while first <= today {
            let last = self.step().last_day(first).min(today);
            buckets.push(Bucket { first, last });
            let Some(next) = last.succ_opt() else { break };
            first = next;
        }
        buckets
    }
}

impl Step {
    /// The last day of the day, week or month that a day is in.
    fn last_day(self, day: NaiveDate) -> NaiveDate {
        let last = match self {
            Self::Day => Some(day),
            Self::Week => day.checked_add_days(Days::new(6 - u64::from(day.weekday().num_days_from_monday()))),
            Self::Month => day
                .with_day(1)
                .and_then(|first| first.checked_add_months(Months::new(1)))
                .and_then(|next| next.pred_opt()),
        };
        last.unwrap_or(day)
    }
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        // A Saturday.
        let today = day(2026, 11, 21);
        let weeks = Period::Quarter.buckets(today);
        assert_eq!(weeks.len(), 13);
        let last = weeks[weeks.len() - 1];
        assert_eq!((last.first, last.last), (day(2026, 11, 16), today));
        assert_eq!(weeks[0].first, day(2026, 8, 24));
        let months = Period::Year.buckets(today);
        assert_eq!(months.len(), 13);
        assert_eq!(
            (months[0].first, months[0].last),
            (day(2025, 11, 22), day(2025, 11, 30))
        );
        assert_eq!((months[3].first, months[3].last), (day(2026, 2, 1), day(2026, 2, 28)));
        assert_eq!(Period::Month.buckets(today).len(), 30);
    }

    #[test]
    fn periods_are_asked_for_by_their_days() {
        assert_eq!(Period::of_days("90"), Some(Period::Quarter));
        for other in ["", "31", "-30", "030", "ninety"] {
            assert_eq!(Period::of_days(other), None);
        }
    }

    proptest! {
        #[test]
        fn every_day_of_a_period_is_in_one_bucket(offset in 0_u64..40_000) {
            let today = day(1990, 1, 1).checked_add_days(Days::new(offset)).unwrap();
            for period in Period::ALL {
                let buckets = period.buckets(today);
                prop_assert_eq!(buckets[0].first, period.first_day(today));
                prop_assert_eq!(buckets[buckets.len() - 1].last, today);
                prop_assert!(buckets.windows(2).all(|two| two[0].last.succ_opt() == Some(two[1].first)));
                let days: i64 = buckets.iter().map(|one| (one.last - one.first).num_days() + 1).sum();
                prop_assert_eq!(days, i64::try_from(period.days()).unwrap());
                prop_assert!(buckets.len() <= 31);
            }
        }
    }
}
