//! When things happened.

use chrono::{Duration, NaiveDateTime};

use super::Landscape;

/// The days that a history spans, whatever its length.
const DAYS: i64 = 28;

/// How long before the loading it ends.
const MINUTES_BEFORE: i64 = 10;

/// Spreads a history over its days.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    end: NaiveDateTime,
    versions: usize,
    applications: usize,
}

impl Clock {
    /// The history of a landscape that ends shortly before `now`.
    pub(super) fn ending_before(now: NaiveDateTime, landscape: &Landscape) -> Self {
        Self {
            end: now - Duration::minutes(MINUTES_BEFORE),
            versions: landscape.versions,
            applications: landscape.applications.len(),
        }
    }

    /// When the history ends.
    pub(super) fn end(self) -> NaiveDateTime {
        self.end
    }

    /// When an application made the version with an index.
    pub(super) fn of_version(self, application: usize, index: usize) -> NaiveDateTime {
        self.at(2 * (index * self.applications + application))
    }

    /// When that version verified contracts: half a step later, but not after the end. One part more keeps it apart from
    /// the moments of versions.
    pub(super) fn of_verification(self, application: usize, index: usize) -> NaiveDateTime {
        self.at(2 * (index * self.applications + application) + self.applications + 1)
    }

    /// A step, from a version to the next of the same application, has twice as many parts as there are applications.
    fn at(self, parts: usize) -> NaiveDateTime {
        let all = 2 * self.versions * self.applications;
        let span = Duration::days(DAYS);
        let begin = self.end - span;
        let micros = i64::try_from(parts.min(all)).unwrap_or(i64::MAX);
        let of = i64::try_from(all).unwrap_or(i64::MAX);
        begin + Duration::microseconds(span.num_microseconds().unwrap_or(i64::MAX) / of * micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn a_history_spans_its_days_and_ends_before_now() {
        let now = NaiveDate::from_ymd_opt(2026, 3, 1).and_then(|day| day.and_hms_opt(12, 0, 0));
        let now = now.expect("a date");
        let landscape = Landscape::new("S".parse().expect("a size"));
        let clock = Clock::ending_before(now, &landscape);
        assert_eq!(clock.of_version(0, 0), now - Duration::minutes(10) - Duration::days(28));
        assert!(clock.of_version(199, 9) < clock.end());
        assert_eq!(clock.of_verification(199, 9), clock.end());
        let half_a_step = (clock.of_version(7, 4) - clock.of_version(7, 3)) / 2;
        let later = clock.of_verification(7, 3) - clock.of_version(7, 3);
        assert!(later > half_a_step && later < half_a_step + half_a_step / 100);
    }
}
