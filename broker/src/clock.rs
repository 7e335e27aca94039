//! The only source of the present moment.

use crate::app::Moment;

/// The present moment in UTC, cut to what both databases keep: microseconds.
#[expect(clippy::disallowed_methods, reason = "this is the one place that may ask the system")]
pub(crate) fn now() -> Moment {
    let now = chrono::Utc::now();
    chrono::DateTime::from_timestamp_micros(now.timestamp_micros())
        .map_or(now, |cut| cut)
        .naive_utc()
}
