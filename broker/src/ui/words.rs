//! How pages say things: ages, amounts, states.

use crate::app::Moment;
use crate::domain::pact_status::PactStatus;
use crate::http::render::look::{Look, look};

/// A moment as pages tell it: how long ago, with the exact time for who wants to know.
#[derive(Debug, Clone)]
pub(crate) struct When {
    /// "3 hours ago".
    pub(crate) words: String,
    /// For `datetime` attributes.
    pub(crate) machine: String,
    /// The time as people write it, in UTC.
    pub(crate) exact: String,
}

/// How long ago `then` was.
pub(crate) fn when(then: Moment, now: Moment) -> When {
    When {
        words: ago((now - then).num_seconds()),
        machine: then.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        exact: then.format("%-d %B %Y, %H:%M:%S UTC").to_string(),
    }
}

const UNITS: [(i64, &str); 6] = [
    (365 * 86_400, "year"),
    (30 * 86_400, "month"),
    (7 * 86_400, "week"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
];

fn ago(seconds: i64) -> String {
    if seconds < 0 {
        return format!("in {}", span(-seconds));
    }
    match span(seconds).as_str() {
        "a moment" => "just now".to_owned(),
        span => format!("{span} ago"),
    }
}

/// How long a time is, in its largest unit.
pub(crate) fn span(seconds: i64) -> String {
    let unit = UNITS.iter().find(|(length, _)| seconds >= *length);
    unit.map_or_else(|| "a moment".to_owned(), |(length, unit)| count(seconds / length, unit))
}

/// "1 version", "2 versions", "1,000 versions".
pub(crate) fn count(amount: i64, what: &str) -> String {
    let ending = if amount == 1 { "" } else { "s" };
    format!("{} {what}{ending}", amount_of(amount))
}

/// A number with commas between thousands.
pub(crate) fn amount_of(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if amount < 0 { format!("-{text}") } else { text }
}

/// A state: its word, and the class of its colour and sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) class: &'static str,
    pub(crate) words: &'static str,
}

/// The state of a contract.
pub(crate) fn state(status: PactStatus) -> State {
    let Look { class, words, .. } = look(status);
    State { class, words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_their_largest_unit() {
        for (seconds, words) in [
            (0, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (3_599, "59 minutes ago"),
            (2 * 86_400, "2 days ago"),
            (8 * 86_400, "1 week ago"),
            (400 * 86_400, "1 year ago"),
            (-7_200, "in 2 hours"),
        ] {
            assert_eq!(ago(seconds), words);
        }
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(count(1, "version"), "1 version");
        assert_eq!(count(0, "version"), "0 versions");
        assert_eq!(count(1_234_567, "version"), "1,234,567 versions");
        assert_eq!(amount_of(-1_000), "-1,000");
    }
}
