//! Consumer versions down, provider versions across.

use std::collections::{BTreeMap, HashMap};

use super::super::integrations::SeenVersion;
use super::super::verdict::{address_of_result, seen, state_of_row};
use super::super::visit::Visit;
use super::super::words::{State, count};
use crate::app::matrix::MatrixAnswer;
use crate::domain::matrix::MatrixRow;

/// More columns than this help nobody.
const MOST_COLUMNS: usize = 24;

/// The grid of a pair.
pub(super) struct Grid {
    pub(super) consumer: (String, String),
    pub(super) provider: (String, String),
    /// Newest first.
    pub(super) provider_versions: Vec<SeenVersion>,
    pub(super) lines: Vec<Line>,
    /// How many provider versions are left out.
    pub(super) unseen: Option<String>,
}

/// A consumer version with what the provider versions say of it.
pub(super) struct Line {
    pub(super) version: SeenVersion,
    pub(super) contract: String,
    /// One for each provider version.
    pub(super) cells: Vec<Option<(State, String)>>,
    /// What stands in place of the cells when nobody has verified.
    pub(super) unverified: Option<State>,
}

/// The grids of an answer, one for each pair, in the order of its rows; none when many pairs would have one cell each,
/// which a list tells better.
pub(super) fn grids(visit: &Visit, answer: &MatrixAnswer) -> Vec<Grid> {
    let mut places: HashMap<(i64, i64), usize> = HashMap::new();
    let mut pairs: Vec<Vec<&MatrixRow>> = Vec::new();
    for row in answer.outcome.considered.iter().chain(&answer.outcome.ignored) {
        let place = *places.entry((row.consumer.id, row.provider.id)).or_insert(pairs.len());
        match pairs.get_mut(place) {
            Some(rows) => rows.push(row),
            None => pairs.push(vec![row]),
        }
    }
    if pairs.len() > 1 && pairs.iter().all(|rows| rows.len() == 1) {
        return Vec::new();
    }
    pairs.iter().filter_map(|rows| grid(visit, answer, rows)).collect()
}

fn grid(visit: &Visit, answer: &MatrixAnswer, rows: &[&MatrixRow]) -> Option<Grid> {
    let first = rows.first()?;
    let links = &visit.links;
    let verified = rows.iter().filter_map(|row| row.result.as_ref());
    let columns: BTreeMap<i64, _> = verified
        .map(|result| (result.provider_version.id, &result.provider_version))
        .collect();
    let unseen = columns.len().saturating_sub(MOST_COLUMNS);
    let columns: Vec<_> = columns.into_values().rev().take(MOST_COLUMNS).collect();
    let mut lines: Vec<(i64, Vec<&MatrixRow>)> = Vec::new();
    for row in rows {
        match lines.last_mut() {
            Some((version, rows)) if *version == row.consumer_version.id => rows.push(row),
            _ => lines.push((row.consumer_version.id, vec![row])),
        }
    }
    let line = |rows: &[&MatrixRow]| -> Option<Line> {
        let first = rows.first()?;
        let cell = |column: i64| {
            let found = rows.iter().find_map(|row| {
                let result = row.result.as_ref()?;
                (result.provider_version.id == column).then_some((row, result))
            });
            found.map(|(row, result)| {
                (
                    state_of_row(row.success()),
                    address_of_result(links, row, result.number),
                )
            })
        };
        let is_unverified = rows.iter().all(|row| row.result.is_none());
        Some(Line {
            version: seen(links, answer, &first.consumer, &first.consumer_version),
            contract: links.pact(
                &first.consumer.name,
                &first.provider.name,
                &first.consumer_version.number,
            ),
            cells: columns.iter().map(|column| cell(column.id)).collect(),
            unverified: is_unverified.then(|| state_of_row(None)),
        })
    };
    Some(Grid {
        consumer: (first.consumer.name.clone(), links.pacticipant(&first.consumer.name)),
        provider: (first.provider.name.clone(), links.pacticipant(&first.provider.name)),
        provider_versions: columns
            .iter()
            .map(|version| seen(links, answer, &first.provider, version))
            .collect(),
        lines: lines.iter().filter_map(|(_, rows)| line(rows)).collect(),
        unseen: (unseen > 0).then(|| count(i64::try_from(unseen).unwrap_or(i64::MAX), "older provider version")),
    })
}
