//! How often versions came to each environment.

use super::drawing::{Drawing, Fill};
use super::telling::{Chart, Key, Shown, Telling, whole};
use crate::domain::figures::{Placed, Scale, Sums};
use crate::ui::words::{amount_of, count};

/// Environments that are told apart; the others are drawn together.
const FILLS: [Fill; 5] = [
    Fill::Plain("accent"),
    Fill::Pattern("pattern-stripes"),
    Fill::Plain("idle"),
    Fill::Pattern("pattern-dots"),
    Fill::Pattern("pattern-lines"),
];
const OTHERS: Fill = Fill::Pattern("pattern-cross");

/// Environments that are drawn as one.
struct Series {
    name: String,
    fill: Fill,
    environments: Vec<i64>,
}

impl Series {
    fn of(&self, sums: &Sums) -> i64 {
        let placed = |id| sums.placed.get(id).copied().map_or(0, Placed::all);
        self.environments.iter().map(placed).sum()
    }
}

pub(super) fn chart(telling: &Telling<'_>) -> Chart {
    let (now, before) = (telling.now.placed_anywhere(), telling.before.placed_anywhere());
    let compared = telling.compared(now.all(), before.all());
    let series = series(telling);
    let says = match now.all() {
        0 => format!("Nothing was deployed or released {compared}."),
        all => {
            let released = match now.released {
                0 => String::new(),
                released => format!(", {} of them released,", amount_of(released)),
            };
            format!(
                "{}{released} {compared}: {}.",
                count(all, "deployment"),
                each(&series, &telling.now)
            )
        }
    };
    Chart {
        id: "placed",
        heading: "Deployments and releases",
        says,
        shown: shown(telling, &series),
    }
}

/// How much came to each environment; those that nothing came to are not named.
fn each(series: &[Series], sums: &Sums) -> String {
    let amounts = series.iter().map(|one| (&one.name, one.of(sums)));
    let told = amounts.filter(|(_, amount)| *amount > 0);
    let told: Vec<String> = told
        .map(|(name, amount)| format!("{name} {}", amount_of(amount)))
        .collect();
    match told.is_empty() {
        true => "none".to_owned(),
        false => told.join(", "),
    }
}

/// The environments by how much came to them, most first. Those that are deleted have no names any more.
fn series(telling: &Telling<'_>) -> Vec<Series> {
    let mut known = Vec::new();
    let mut rest = Vec::new();
    for (id, placed) in &telling.now.placed {
        match telling.environments.get(id) {
            Some(name) => known.push((placed.all(), name, *id)),
            None => rest.push(*id),
        }
    }
    known.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    let (shown, others) = known.split_at(known.len().min(FILLS.len()));
    rest.extend(others.iter().map(|(_, _, id)| *id));
    let named = shown.iter().zip(FILLS).map(|((_, name, id), fill)| Series {
        name: (*name).clone(),
        fill,
        environments: vec![*id],
    });
    let others = (!rest.is_empty()).then(|| Series {
        name: "other environments".to_owned(),
        fill: OTHERS,
        environments: rest,
    });
    named.chain(others).collect()
}

fn shown(telling: &Telling<'_>, series: &[Series]) -> Shown {
    if telling.now.placed_anywhere().all() == 0 {
        let command = format!(
            "accord record-deployment --pacticipant my-service \\\n  --version \"$(git rev-parse HEAD)\" \\\n  \
             --environment production \\\n  --broker-base-url {}",
            telling.base
        );
        return Shown::Command("A pipeline tells the broker after each deployment:", command);
    }
    let steps = telling.drawn(|sums| {
        let values = series.iter().map(|one| Some(one.of(sums) as f64)).collect();
        (values, each(series, sums))
    });
    let most = telling.steps.iter().map(|(_, sums)| sums.placed_anywhere().all()).max();
    let fills: Vec<Fill> = series.iter().map(|one| one.fill).collect();
    let names: Vec<&str> = series.iter().map(|one| one.name.as_str()).collect();
    let cells = |sums: &Sums| series.iter().map(|one| amount_of(one.of(sums))).collect();
    Shown::Drawn {
        drawing: Drawing::of_bars(&Scale::of_counts(most.unwrap_or(0)), whole, &steps, &fills),
        legend: series
            .iter()
            .map(|one| (Key::Fill(one.fill), one.name.clone()))
            .collect(),
        table: telling.table(&names, cells),
    }
}
