//! How many contracts were published.

use super::drawing::{Drawing, Fill};
use super::telling::{Chart, Key, Shown, Telling, whole};
use crate::domain::figures::{Scale, Sums};
use crate::ui::words::{amount_of, count};

const FILL: Fill = Fill::Plain("accent");

pub(super) fn chart(telling: &Telling<'_>) -> Chart {
    let published = telling.now.published;
    let compared = telling.compared(published, telling.before.published);
    let new = match telling.now.changed {
        0 => "None had a content that is new".to_owned(),
        new => format!("{} had a content that is new", amount_of(new)),
    };
    let says = match published {
        0 => format!("No contract was published {compared}."),
        _ => format!("{} {compared}. {new}.", count(published, "contract")),
    };
    Chart {
        id: "published",
        heading: "Contracts published",
        says,
        shown: shown(telling),
    }
}

fn shown(telling: &Telling<'_>) -> Shown {
    if telling.now.published == 0 {
        let command = format!(
            "accord publish pacts/*.json \\\n  --consumer-app-version \"$(git rev-parse HEAD)\" \\\n  --broker-base-url {}",
            telling.base
        );
        return Shown::Command("A consumer's pipeline publishes what its tests have written:", command);
    }
    let steps = telling.drawn(|sums| (vec![Some(sums.published as f64)], count(sums.published, "contract")));
    let most = telling.steps.iter().map(|(_, sums)| sums.published).max();
    let cells = |sums: &Sums| vec![amount_of(sums.published), amount_of(sums.changed)];
    Shown::Drawn {
        drawing: Drawing::of_bars(&Scale::of_counts(most.unwrap_or(0)), whole, &steps, &[FILL]),
        legend: vec![(Key::Fill(FILL), "published, changed or not".to_owned())],
        table: telling.table(&["Contracts", "With new content"], cells),
    }
}
