//! The results of the single interactions: what failed in full, the rest by name.

use std::collections::{HashMap, HashSet};

use super::super::interaction::title;
use super::super::text::{Cut, Room};
use super::super::words;
use crate::domain::reading::Entry;
use crate::domain::test_results::{Mismatch, TestResult};

/// Failed interactions that are shown.
const MOST_FAILED: usize = 100;
/// Names of others.
const MOST_NAMES: usize = 1_000;
/// Mismatches of one interaction.
const MOST_MISMATCHES: usize = 50;
/// Of one text in a mismatch.
const MOST_OF_A_TEXT: usize = 2_000;

/// The results of the interactions of a contract.
pub(super) struct Tests {
    pub(super) summary: String,
    pub(super) failed: Cut<Failed>,
    pub(super) passed: Cut<Name>,
    /// Interactions about which nothing was told.
    pub(super) untold: Cut<Name>,
}

/// An interaction, with its place in the contract when it is found there.
pub(super) struct Name {
    pub(super) title: String,
    pub(super) address: Option<String>,
}

/// An interaction that was not kept.
pub(super) struct Failed {
    pub(super) name: Name,
    pub(super) state: Option<String>,
    pub(super) mismatches: Cut<Difference>,
    pub(super) exceptions: Cut<String>,
}

/// What was expected, and what came.
pub(super) struct Difference {
    pub(super) of: String,
    pub(super) place: Option<String>,
    pub(super) words: Option<String>,
    pub(super) expected: Option<String>,
    pub(super) received: Option<String>,
}

/// Finds the interactions that results are about.
struct Finder<'a> {
    by_id: HashMap<&'a str, usize>,
    by_description: HashMap<String, usize>,
    entries: &'a [Entry<'a>],
    content: &'a str,
}

impl Tests {
    /// `content` is the address of the contract that has these entries.
    pub(super) fn of(results: &[TestResult], entries: &[Entry<'_>], content: &str, room: &mut Room) -> Self {
        let finder = Finder::of(entries, content);
        let found: Vec<(&TestResult, Option<usize>)> =
            results.iter().map(|result| (result, finder.find(result))).collect();
        let with = |success: Option<bool>| -> Vec<(&TestResult, Option<usize>)> {
            let found = found.iter().copied();
            found.filter(|(result, _)| result.success == success).collect()
        };
        let (failed, passed, unclear) = (with(Some(false)), with(Some(true)), with(None));
        let told: HashSet<usize> = failed.iter().chain(&passed).filter_map(|(_, place)| *place).collect();
        let untold: Vec<usize> = (0..entries.len()).filter(|place| !told.contains(place)).collect();
        let elsewhere: Vec<_> = unclear.into_iter().filter(|(_, place)| place.is_none()).collect();
        let amount = |count: usize| words::amount_of(i64::try_from(count).unwrap_or(i64::MAX));
        let mut untold_names = room.first(&untold, MOST_NAMES, |room, place| finder.entry(*place, room));
        let others = room.first(&elsewhere, MOST_NAMES, |room, (result, place)| {
            finder.name(result, *place, room)
        });
        untold_names.rows.extend(others.rows);
        untold_names.more += others.more;
        Self {
            summary: format!(
                "{} failed, {} kept, {} not told about",
                amount(failed.len()),
                amount(passed.len()),
                amount(untold.len() + elsewhere.len())
            ),
            failed: room.first(&failed, MOST_FAILED, |room, (result, place)| {
                Failed::of(result, finder.name(result, *place, room), room)
            }),
            passed: room.first(&passed, MOST_NAMES, |room, (result, place)| {
                finder.name(result, *place, room)
            }),
            untold: untold_names,
        }
    }
}

impl<'a> Finder<'a> {
    fn of(entries: &'a [Entry<'a>], content: &'a str) -> Self {
        let places = || entries.iter().enumerate();
        Self {
            by_id: places()
                .filter_map(|(place, entry)| Some((entry.id()?, place)))
                .collect(),
            // Of several with the same description, the first.
            by_description: places()
                .rev()
                .map(|(place, entry)| (entry.description().into_owned(), place))
                .collect(),
            entries,
            content,
        }
    }

    fn find(&self, result: &TestResult) -> Option<usize> {
        let by_id = result.interaction_id.as_deref().and_then(|id| self.by_id.get(id));
        let by_description = || self.by_description.get(result.description.as_deref()?);
        by_id.or_else(by_description).copied()
    }

    fn entry(&self, place: usize, room: &mut Room) -> Name {
        let entry = &self.entries[place];
        Name {
            title: room.text(&title(entry), MOST_OF_A_TEXT),
            address: Some(format!("{}?interaction={}", self.content, entry.anchor)),
        }
    }

    fn name(&self, result: &TestResult, place: Option<usize>, room: &mut Room) -> Name {
        if let Some(place) = place {
            return self.entry(place, room);
        }
        let told = result.description.as_ref().or(result.interaction_id.as_ref());
        Name {
            title: room.text(told.map_or("(no description)", String::as_str), 300),
            address: None,
        }
    }
}

impl Failed {
    fn of(result: &TestResult, name: Name, room: &mut Room) -> Self {
        Self {
            name,
            state: result.state.as_ref().map(|state| room.text(state, MOST_OF_A_TEXT)),
            mismatches: room.first(&result.mismatches, MOST_MISMATCHES, Difference::of),
            exceptions: room.first(&result.exceptions, MOST_MISMATCHES, |room, text| {
                room.text(text, MOST_OF_A_TEXT)
            }),
        }
    }
}

impl Difference {
    fn of(room: &mut Room, mismatch: &Mismatch) -> Self {
        let mut text = |text: &Option<String>| text.as_ref().map(|text| room.text(text, MOST_OF_A_TEXT));
        Self {
            of: text(&mismatch.attribute).unwrap_or_default(),
            place: text(&mismatch.place),
            words: text(&mismatch.description),
            expected: text(&mismatch.expected),
            received: text(&mismatch.received),
        }
    }
}
