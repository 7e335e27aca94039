//! How long contracts waited until somebody verified them.

use super::drawing::{Drawing, Mark};
use super::telling::{Chart, Key, Shown, Telling};
use crate::domain::figures::{Scale, Sums};
use crate::ui::words::{amount_of, count};

const MARKS: [Mark; 2] = [Mark::Round, Mark::Square];

/// Half of the contracts waited no longer than the first, nine of ten no longer than the second.
const SHARES: [f64; 2] = [0.5, 0.9];

pub(super) fn chart(telling: &Telling<'_>) -> Chart {
    Chart {
        id: "waits",
        heading: "From publication to verified",
        says: says(telling),
        shown: shown(telling),
    }
}

fn says(telling: &Telling<'_>) -> String {
    let (sums, days) = (&telling.now, telling.period.days());
    if sums.changed == 0 && sums.waits.count() == 0 {
        return format!("No contract with a new content was published in the last {days} days.");
    }
    let unverified = match sums.unverified() {
        0 => "Each of them is verified".to_owned(),
        1 => "1 is not verified yet".to_owned(),
        more => format!("{} are not verified yet", amount_of(more)),
    };
    match SHARES.map(|share| sums.waits.percentile(share)) {
        [Some(median), Some(ninetieth)] => format!(
            "Half of the new contents of the last {days} days were verified within {}, nine of ten within {}. \
             {unverified}.",
            about(median),
            about(ninetieth)
        ),
        _ => format!(
            "No success yet for {} of the last {days} days.",
            count(sums.changed, "new content")
        ),
    }
}

fn shown(telling: &Telling<'_>) -> Shown {
    if telling.now.waits.count() == 0 {
        return telling.verify();
    }
    let percentiles = |sums: &Sums| SHARES.map(|share| sums.waits.percentile(share));
    let steps = telling.drawn(|sums| (percentiles(sums).into(), words(sums)));
    let known: Vec<f64> = steps
        .iter()
        .flat_map(|step| step.values.iter().flatten().copied())
        .collect();
    let shortest = known.iter().copied().fold(f64::INFINITY, f64::min);
    let longest = known.iter().copied().fold(1.0, f64::max);
    let cells = |sums: &Sums| {
        let told = percentiles(sums).map(|wait| wait.map_or_else(|| "–".to_owned(), about));
        told.into_iter()
            .chain([amount_of(sums.waits.count()), amount_of(sums.unverified())])
            .collect()
    };
    Shown::Drawn {
        drawing: Drawing::of_lines(&Scale::of_times(shortest, longest), axis, &steps, &MARKS),
        legend: vec![
            (Key::Line(MARKS[0]), "half were verified within".to_owned()),
            (Key::Line(MARKS[1]), "nine of ten were verified within".to_owned()),
        ],
        table: telling.table(
            &["Half within", "Nine of ten within", "Verified", "Not verified yet"],
            cells,
        ),
    }
}

fn words(sums: &Sums) -> String {
    let unverified = format!("{} not verified yet", amount_of(sums.unverified()));
    match SHARES.map(|share| sums.waits.percentile(share)) {
        [Some(median), Some(ninetieth)] => {
            format!(
                "half within {}, nine of ten within {}, {unverified}",
                about(median),
                about(ninetieth)
            )
        }
        _ if sums.changed == 0 => "no new contents".to_owned(),
        _ => unverified,
    }
}

const UNITS: [(f64, &str); 3] = [(86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute")];

/// A length of time as exactly as it is known.
fn about(seconds: f64) -> String {
    let unit = UNITS.into_iter().find(|(length, _)| seconds >= 1.5 * length);
    let (length, name) = unit.unwrap_or((1.0, "second"));
    let amount = seconds / length;
    match amount < 9.95 && length > 60.0 {
        true => format!("about {amount:.1} {name}s"),
        false => format!("about {}", count(amount.round().max(1.0) as i64, name)),
    }
}

/// A length of time on the axis, shorter than in a sentence.
fn axis(seconds: f64) -> String {
    let units = [
        (365.0 * 86_400.0, "yr"),
        (86_400.0, "d"),
        (3_600.0, "h"),
        (60.0, "min"),
        (1.0, "s"),
    ];
    let unit = units.into_iter().find(|(length, _)| seconds >= *length);
    let (length, name) = unit.unwrap_or((1.0, "s"));
    format!("{:.0} {name}", seconds / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_told_as_exactly_as_they_are_known() {
        for (seconds, words) in [
            (0.4, "about 1 second"),
            (75.0, "about 75 seconds"),
            (310.0, "about 5 minutes"),
            (7_000.0, "about 1.9 hours"),
            (90_000.0, "about 25 hours"),
            (200_000.0, "about 2.3 days"),
            (2_000_000.0, "about 23 days"),
        ] {
            assert_eq!(about(seconds), words);
        }
    }
}
