//! How many verifications there were, and how many of them succeeded.

use super::drawing::{Drawing, Fill, Mark};
use super::telling::{Chart, Key, Shown, Telling, whole};
use crate::domain::figures::{Scale, Sums};
use crate::ui::words::{amount_of, count};

const SUCCEEDED: Fill = Fill::Plain("good");
const FAILED: Fill = Fill::Pattern("pattern-failed");

/// Results, the failed ones on top.
pub(super) fn counts(telling: &Telling<'_>) -> Chart {
    let (results, before) = (telling.now.results(), telling.before.results());
    let compared = telling.compared(results, before);
    let says = match results {
        0 => format!("Nothing was verified {compared}."),
        _ => format!(
            "{} {compared}: {} succeeded, {} failed.",
            count(results, "verification result"),
            amount_of(telling.now.succeeded),
            amount_of(telling.now.failed)
        ),
    };
    Chart {
        id: "results",
        heading: "Verification results",
        says,
        shown: counts_shown(telling),
    }
}

fn counts_shown(telling: &Telling<'_>) -> Shown {
    if telling.now.results() == 0 {
        return telling.verify();
    }
    let steps = telling.drawn(|sums| {
        let words = format!(
            "{} succeeded, {} failed",
            amount_of(sums.succeeded),
            amount_of(sums.failed)
        );
        (vec![Some(sums.succeeded as f64), Some(sums.failed as f64)], words)
    });
    let most = telling.steps.iter().map(|(_, sums)| sums.results()).max();
    let scale = Scale::of_counts(most.unwrap_or(0));
    let cells = |sums: &Sums| vec![amount_of(sums.succeeded), amount_of(sums.failed)];
    Shown::Drawn {
        drawing: Drawing::of_bars(&scale, whole, &steps, &[SUCCEEDED, FAILED]),
        legend: vec![
            (Key::Fill(SUCCEEDED), "✓ succeeded".to_owned()),
            (Key::Fill(FAILED), "✗ failed".to_owned()),
        ],
        table: telling.table(&["Succeeded", "Failed"], cells),
    }
}

/// Successes among the results, in per cent.
pub(super) fn rate(telling: &Telling<'_>) -> Chart {
    Chart {
        id: "rate",
        heading: "Success rate",
        says: rate_says(telling),
        shown: rate_shown(telling),
    }
}

fn rate_says(telling: &Telling<'_>) -> String {
    let days = telling.period.days();
    let Some(rate) = telling.now.success_rate() else {
        return format!("Without results of the last {days} days there is no rate.");
    };
    let compared = match telling.before.success_rate() {
        None => format!("there were no results in the {days} before"),
        Some(before) => format!("{} % in the {days} before", told(before)),
    };
    format!(
        "{} % of the results of the last {days} days are successes; {compared}.",
        told(rate)
    )
}

fn rate_shown(telling: &Telling<'_>) -> Shown {
    if telling.now.results() == 0 {
        return telling.verify();
    }
    let words = |sums: &Sums| match sums.success_rate() {
        Some(rate) => format!("{} %", told(rate)),
        None => "no results".to_owned(),
    };
    let steps = telling.drawn(|sums| {
        let of = match sums.results() {
            0 => String::new(),
            results => format!(" of {}", count(results, "result")),
        };
        (vec![sums.success_rate()], format!("{}{of}", words(sums)))
    });
    let axis = |value: f64| format!("{value:.0} %");
    Shown::Drawn {
        drawing: Drawing::of_lines(&Scale::of_percentages(), axis, &steps, &[Mark::Round]),
        legend: vec![(Key::Line(Mark::Round), "successes among all results".to_owned())],
        table: telling.table(&["Success rate"], |sums| vec![words(sums)]),
    }
}

/// A share as people say it; a single failure does not vanish in "100 %".
fn told(rate: f64) -> String {
    let cut = (rate * 10.0).floor() / 10.0;
    match cut.fract() == 0.0 {
        true => format!("{cut:.0}"),
        false => format!("{cut:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_does_not_vanish_in_a_round_number() {
        for (rate, words) in [
            (100.0, "100"),
            (99.999, "99.9"),
            (75.0, "75"),
            (0.0, "0"),
            (33.333, "33.3"),
        ] {
            assert_eq!(told(rate), words);
        }
    }
}
