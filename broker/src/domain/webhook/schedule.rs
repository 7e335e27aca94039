//! When a delivery that failed is attempted again.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime};

use super::WebhookRules;

/// Pauses of the long tail grow to this and no further.
const LONGEST_PAUSE: u64 = 6 * 60 * 60;

/// Longer pauses are mistakes, and no calendar can count them.
const YEAR: u64 = 365 * 24 * 60 * 60;

/// A receiver that asks for more patience than this is asked again all the same.
const MOST_PATIENCE: Duration = Duration::from_secs(60 * 60);

/// How much longer than it should a pause may be, so that deliveries which failed together do not come back together.
const JITTER: f64 = 0.1;

/// A schedule with a long tail: pauses that double, six hours at most, until the tail is over.
pub fn with_long_tail(mut schedule: Vec<u64>, tail: Duration) -> Vec<u64> {
    let mut left = tail.as_secs();
    while left > 0 {
        let last = schedule.last().copied().unwrap_or_default();
        let pause = last.saturating_mul(2).clamp(60, LONGEST_PAUSE).min(left);
        schedule.push(pause);
        left -= pause;
    }
    schedule
}

/// How long a receiver asks to be left alone, by its header `Retry-After`: in seconds, or until a date.
pub fn retry_after(header: &str, now: NaiveDateTime) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(header).ok()?.naive_utc();
    Some((until - now).to_std().unwrap_or_default())
}

impl WebhookRules {
    /// The pause after so many failed attempts; none when it is to be given up.
    ///
    /// `chance`, from 0 to 1, makes it a little longer. What the receiver asks for counts, an hour at most, unless the
    /// schedule asks for more patience.
    pub fn pause_after(&self, failures: usize, asked: Option<Duration>, chance: f64) -> Option<Duration> {
        let scheduled = self.retry_after_seconds.get(failures.checked_sub(1)?)?;
        let scheduled = Duration::from_secs(*scheduled.min(&YEAR)).mul_f64(1.0 + JITTER * chance.clamp(0.0, 1.0));
        Some(scheduled.max(asked.unwrap_or_default().min(MOST_PATIENCE)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rules(schedule: &[u64]) -> WebhookRules {
        WebhookRules {
            retry_after_seconds: schedule.to_vec(),
            ..WebhookRules::default()
        }
    }

    fn moment(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn the_documented_schedule_gives_up_after_seven_attempts() {
        let rules = WebhookRules::default();
        let pauses: Vec<Option<u64>> = (1..=7)
            .map(|failures| rules.pause_after(failures, None, 0.0).map(|pause| pause.as_secs()))
            .collect();
        assert_eq!(
            pauses,
            [Some(10), Some(60), Some(120), Some(300), Some(600), Some(1200), None]
        );
    }

    #[test]
    fn a_long_tail_doubles_and_ends_when_it_was_to_end() {
        let day = with_long_tail(vec![600, 1200], Duration::from_secs(86_400));
        assert_eq!(day, [600, 1200, 2400, 4800, 9600, 19_200, 21_600, 21_600, 7_200]);
        assert_eq!(with_long_tail(vec![], Duration::from_secs(90)), [60, 30]);
        assert_eq!(with_long_tail(vec![10], Duration::ZERO), [10]);
    }

    #[test]
    fn a_receiver_asks_for_patience_in_seconds_or_with_a_date() {
        let now = moment("2026-10-21T07:27:00");
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_secs(120)));
        let date = "Wed, 21 Oct 2026 07:28:00 GMT";
        assert_eq!(retry_after(date, now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after(date, moment("2026-10-22T00:00:00")), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("-1", now), None);
    }

    proptest! {
        #[test]
        fn a_pause_is_never_shorter_than_scheduled_nor_much_longer_than_asked(
            schedule in proptest::collection::vec(0_u64..100_000, 0..12),
            failures in 0_usize..15,
            asked in proptest::option::of(0_u64..1_000_000),
            chance in -1.0..2.0_f64,
        ) {
            let pause = rules(&schedule).pause_after(failures, asked.map(Duration::from_secs), chance);
            prop_assert_eq!(pause.is_some(), failures >= 1 && failures <= schedule.len());
            if let Some(pause) = pause {
                let scheduled = Duration::from_secs(schedule[failures - 1]);
                let asked = Duration::from_secs(asked.unwrap_or_default().min(3600));
                prop_assert!(pause >= scheduled && pause >= asked);
                prop_assert!(pause <= scheduled.mul_f64(1.1001).max(asked));
            }
        }

        #[test]
        fn a_long_tail_is_as_long_as_it_was_to_be(
            schedule in proptest::collection::vec(0_u64..100_000, 0..8),
            tail in 0_u64..1_000_000,
        ) {
            let length: u64 = schedule.iter().sum();
            let whole = with_long_tail(schedule.clone(), Duration::from_secs(tail));
            prop_assert!(whole.starts_with(&schedule));
            prop_assert_eq!(whole.iter().sum::<u64>(), length + tail);
            prop_assert!(whole[schedule.len()..].iter().all(|pause| (1..=LONGEST_PAUSE).contains(pause)));
        }
    }
}
