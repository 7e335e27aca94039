//! What all charts are told with: the steps of a period, what happened in each, and words for them.

use std::cmp::Ordering;
use std::collections::HashMap;

use chrono::NaiveDate;

use super::drawing::{Drawing, Fill, Mark, Step};
use crate::app::figures::FiguresSeen;
use crate::domain::figures::{self, Bucket, Period, Sums};
use crate::ui::words::amount_of;

/// A chart with its words.
pub(super) struct Chart {
    /// For addresses within the page.
    pub(super) id: &'static str,
    pub(super) heading: &'static str,
    /// What it shows, in words; without a drawing, why there is none.
    pub(super) says: String,
    pub(super) shown: Shown,
}

/// What stands below the words.
pub(super) enum Shown {
    Drawn {
        drawing: Drawing,
        legend: Vec<(Key, String)>,
        table: Table,
    },
    /// There is nothing to draw: what to do about it, in words and as a command.
    Command(&'static str, String),
}

/// What a series is known by.
pub(super) enum Key {
    Fill(Fill),
    Line(Mark),
}

/// The same as the drawing, for who does not see it.
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<(String, Vec<String>)>,
}

/// What happened in a period, and in the one before.
pub(super) struct Telling<'a> {
    pub(super) period: Period,
    pub(super) steps: Vec<(Bucket, Sums)>,
    pub(super) now: Sums,
    pub(super) before: Sums,
    pub(super) environments: &'a HashMap<i64, String>,
    /// Where the broker is, for commands.
    pub(super) base: &'a str,
}

impl<'a> Telling<'a> {
    pub(super) fn of(seen: &'a FiguresSeen, period: Period, today: NaiveDate, base: &'a str) -> Self {
        let sums = |bucket| Sums::of(&seen.amounts, bucket);
        let buckets = period.buckets(today);
        let each = Sums::of_each(&seen.amounts, &buckets);
        Self {
            period,
            steps: buckets.into_iter().zip(each).collect(),
            now: sums(period.whole(today)),
            before: sums(period.before(today)),
            environments: &seen.environments,
            base,
        }
    }

    /// "in the last 90 days, 3 more than in the 90 before".
    pub(super) fn compared(&self, now: i64, before: i64) -> String {
        let days = self.period.days();
        let difference = amount_of((now - before).abs());
        let than = match now.cmp(&before) {
            Ordering::Less => format!("{difference} fewer than"),
            Ordering::Equal if before == 0 => "nor".to_owned(),
            Ordering::Equal => "as many as".to_owned(),
            Ordering::Greater if before == 0 => "none".to_owned(),
            Ordering::Greater => format!("{difference} more than"),
        };
        format!("in the last {days} days, {than} in the {days} before")
    }

    /// There is nothing to draw as long as nobody verifies.
    pub(super) fn verify(&self) -> Shown {
        let command = format!(
            "accord verify --provider-name my-service \\\n  --provider-base-url http://localhost:8080 \\\n  \
             --publish --provider-version \"$(git rev-parse HEAD)\" \\\n  --broker-base-url {}",
            self.base
        );
        Shown::Command(
            "A provider's pipeline verifies the contracts with it, and publishes the results:",
            command,
        )
    }

    /// A step for each bucket: its values, and what they are in words.
    pub(super) fn drawn(&self, told: impl Fn(&Sums) -> (Vec<Option<f64>>, String)) -> Vec<Step> {
        let step = |(bucket, sums): &(Bucket, Sums)| {
            let (values, words) = told(sums);
            Step {
                name: self.name(*bucket),
                title: format!("{}: {words}", days_of(*bucket)),
                values,
            }
        };
        self.steps.iter().map(step).collect()
    }

    /// A row for each bucket.
    pub(super) fn table(&self, columns: &[&str], cells: impl Fn(&Sums) -> Vec<String>) -> Table {
        let row = |(bucket, sums): &(Bucket, Sums)| (days_of(*bucket), cells(sums));
        Table {
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            rows: self.steps.iter().map(row).collect(),
        }
    }

    /// A bucket as the axis names it.
    fn name(&self, bucket: Bucket) -> String {
        let form = match self.period.step() {
            figures::Step::Day | figures::Step::Week => "%-d %b",
            figures::Step::Month => "%b %Y",
        };
        bucket.first.format(form).to_string()
    }
}

/// "16 November 2026", "16 to 21 November 2026", or "November 2026" for all of it.
fn days_of(bucket: Bucket) -> String {
    if bucket.is_whole_month() {
        return bucket.first.format("%B %Y").to_string();
    }
    let last = bucket.last.format("%-d %B %Y").to_string();
    if bucket.first == bucket.last {
        return last;
    }
    let same = |form: &str| bucket.first.format(form).to_string() == bucket.last.format(form).to_string();
    let form = match (same("%Y"), same("%B")) {
        (true, true) => "%-d",
        (true, false) => "%-d %B",
        _ => "%-d %B %Y",
    };
    format!("{} to {last}", bucket.first.format(form))
}

/// A count on an axis, where there is room for few letters. Axes name round counts, so nothing is lost.
pub(super) fn whole(value: f64) -> String {
    match value as i64 {
        millions if millions >= 1_000_000 && millions % 100_000 == 0 => format!("{}M", value / 1e6),
        thousands if thousands >= 10_000 && thousands % 1_000 == 0 => format!("{}k", thousands / 1_000),
        count => amount_of(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_named_as_people_do() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        for (first, last, words) in [
            (day(2026, 11, 16), day(2026, 11, 16), "16 November 2026"),
            (day(2026, 11, 16), day(2026, 11, 21), "16 to 21 November 2026"),
            (day(2026, 10, 26), day(2026, 11, 1), "26 October to 1 November 2026"),
            (day(2026, 11, 1), day(2026, 11, 29), "1 to 29 November 2026"),
            (day(2026, 11, 1), day(2026, 11, 30), "November 2026"),
            (day(2025, 12, 29), day(2026, 1, 4), "29 December 2025 to 4 January 2026"),
        ] {
            assert_eq!(days_of(Bucket { first, last }), words);
        }
    }

    #[test]
    fn counts_are_short_on_an_axis() {
        for (value, words) in [
            (0.0, "0"),
            (8_000.0, "8,000"),
            (150_000.0, "150k"),
            (1_500_000.0, "1.5M"),
            (2e6, "2M"),
        ] {
            assert_eq!(whole(value), words);
        }
    }

    #[test]
    fn a_period_is_compared_with_the_one_before() {
        let seen = FiguresSeen::default();
        let telling = Telling::of(&seen, Period::Quarter, NaiveDate::default(), "");
        let words = "in the last 90 days, 3 more than in the 90 before";
        assert_eq!(telling.compared(412, 409), words);
        assert!(telling.compared(0, 1_000).contains("1,000 fewer than"));
        assert!(telling.compared(7, 7).contains("as many as"));
        assert!(telling.compared(0, 0).contains("nor in the 90 before"));
        assert!(telling.compared(7, 0).contains("none in the 90 before"));
    }
}
