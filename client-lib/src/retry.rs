//! When a request is sent again, and after how long.

use std::time::Duration;

use chrono::{DateTime, Utc};
use rand::Rng;
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// How often and how patiently a request is repeated.
///
/// Waiting times double from `first_delay` to `longest_delay`, each cut at random by up to half, so that many builds
/// which failed together do not come back together. A longer `Retry-After` of the broker takes the place of the computed
/// time, with up to `first_delay` added at random; a shorter one changes nothing.
///
/// Only what cannot do harm is repeated: GET, PUT, PATCH (which sets fields to values), and those POSTs that the protocol
/// makes repeatable, such as publishing contracts and asking what to verify. Anything may be repeated when no connection
/// came about.
///
/// ```
/// use std::time::Duration;
/// use accord_client::RetryPolicy;
///
/// let patient = RetryPolicy { retries: 8, budget: Duration::from_secs(120), ..RetryPolicy::default() };
/// let never = RetryPolicy::never();
/// assert_eq!(never.retries, 0);
/// # let _ = patient;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How many times a request is sent again after the first attempt.
    pub retries: u32,
    /// Waiting time before the first repetition.
    pub first_delay: Duration,
    /// Computed waiting times grow no longer than this.
    pub longest_delay: Duration,
    /// A `Retry-After` longer than this is not waited for: the answer is handed to the caller.
    pub longest_retry_after: Duration,
    /// All attempts and waiting times of one request together: no repetition starts after it, and one that is under way
    /// is given up then. The first attempt alone may take the whole timeout of the client.
    pub budget: Duration,
}

impl Default for RetryPolicy {
    /// Four repetitions within a minute, first after half a second.
    fn default() -> Self {
        Self {
            retries: 4,
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(10),
            longest_retry_after: Duration::from_secs(30),
            budget: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// Sends everything once.
    pub fn never() -> Self {
        Self {
            retries: 0,
            ..Self::default()
        }
    }

    /// How long to wait before the next attempt, or `None` to give up.
    ///
    /// `attempt` counts from 0; `elapsed` is the time since the first attempt began.
    pub(crate) fn delay(&self, attempt: u32, retry_after: Option<Duration>, elapsed: Duration) -> Option<Duration> {
        if attempt >= self.retries {
            return None;
        }
        let backoff = self.backoff(attempt);
        let delay = match retry_after {
            Some(asked) if asked > self.longest_retry_after => return None,
            Some(asked) if asked > backoff => asked + self.first_delay.mul_f64(rand::rng().random_range(0.0..=1.0)),
            Some(_) | None => backoff,
        };
        (elapsed + delay < self.budget).then_some(delay)
    }

    /// How long a repetition that begins now may take.
    pub(crate) fn time_left(&self, elapsed: Duration) -> Duration {
        self.budget.saturating_sub(elapsed)
    }

    fn backoff(&self, attempt: u32) -> Duration {
        let doubled = self.first_delay.saturating_mul(2_u32.saturating_pow(attempt));
        doubled
            .min(self.longest_delay)
            .mul_f64(rand::rng().random_range(0.5..=1.0))
    }
}

/// Whether the same request may well succeed a little later.
pub(crate) fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

/// Reads `Retry-After` in both of its forms: seconds, or a date (RFC 9110, section 10.2.3).
///
/// A date is compared with the `Date` of the same answer, so that clocks which differ do no harm.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let now = http_date(headers.get(DATE)?.to_str().ok()?)?;
    Some((http_date(value)? - now).to_std().unwrap_or_default())
}

fn http_date(value: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(value).ok().map(|date| date.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn delays_double_up_to_the_longest_and_are_cut_by_half_at_most() {
        let policy = RetryPolicy {
            retries: 99,
            budget: seconds(9999),
            ..RetryPolicy::default()
        };
        for (attempt, full) in [(0, 500), (1, 1000), (2, 2000), (10, 10_000), (98, 10_000)] {
            let delay = policy.delay(attempt, None, Duration::ZERO).unwrap();
            let full = Duration::from_millis(full);
            assert!(delay <= full && delay >= full / 2, "attempt {attempt}: {delay:?}");
        }
    }

    #[test]
    fn gives_up_after_the_retries_and_before_the_budget_is_exceeded() {
        let policy = RetryPolicy::default();
        assert!(policy.delay(4, None, Duration::ZERO).is_none());
        assert!(policy.delay(0, Some(seconds(20)), seconds(30)).is_some());
        assert!(policy.delay(0, Some(seconds(20)), seconds(45)).is_none());
        assert!(RetryPolicy::never().delay(0, None, Duration::ZERO).is_none());
    }

    #[test]
    fn retry_after_is_honoured_up_to_its_ceiling() {
        let policy = RetryPolicy::default();
        let delay = policy.delay(0, Some(seconds(7)), Duration::ZERO).unwrap();
        assert!(
            delay >= seconds(7) && delay <= seconds(7) + policy.first_delay,
            "{delay:?}"
        );
        assert!(policy.delay(0, Some(seconds(31)), Duration::ZERO).is_none());
    }

    #[test]
    fn a_short_retry_after_does_not_shorten_the_back_off_and_a_long_one_is_spread() {
        let policy = RetryPolicy::default();
        let at_once = policy.delay(0, Some(Duration::ZERO), Duration::ZERO).unwrap();
        assert!(at_once >= policy.first_delay / 2, "{at_once:?}");
        let delays: Vec<_> = (0..9)
            .map(|_| policy.delay(0, Some(seconds(7)), Duration::ZERO))
            .collect();
        assert!(delays.iter().any(|delay| *delay != delays[0]), "{delays:?}");
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let answered = (DATE, "Fri, 02 Jan 2026 03:04:05 GMT".parse().unwrap());
        let read = |value: &str| {
            retry_after(&HeaderMap::from_iter([
                answered.clone(),
                (RETRY_AFTER, value.parse().unwrap()),
            ]))
        };
        assert_eq!(read("12"), Some(seconds(12)));
        assert_eq!(read("Fri, 02 Jan 2026 03:04:15 GMT"), Some(seconds(10)));
        assert_eq!(read("Fri, 02 Jan 2026 03:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(read("soon"), None);
    }
}
