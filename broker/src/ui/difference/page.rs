//! The page of a difference.

use askama::Template;

use super::super::contract::{Sides, Version, versions};
use super::super::interaction::{Shown, title};
use super::super::text::{Cut, Room};
use super::super::words::{self, When, when};
use super::fields::Field;
use crate::app::Moment;
use crate::app::contracts::{Comparison, Neighbours, PactView};
use crate::domain::difference::{Change, Comparable, Difference, ListDifference};
use crate::domain::json::{Json, JsonError};
use crate::domain::reading::{Entry, Kind};
use crate::http::error::ApiError;
use crate::http::html::Frame;
use crate::http::links::Links;

/// Interactions of each list.
const MOST: usize = 50;
/// Fields of an interaction.
const MOST_FIELDS: usize = 100;
/// Bytes of contracts on a page, and of one value there.
const ROOM: (usize, usize) = (300_000, 10_000);

/// The page of a difference.
#[derive(Template)]
#[template(path = "difference.html")]
pub(super) struct Page {
    frame: Frame,
    sides: Sides,
    before: Option<Contract>,
    after: Contract,
    /// Where another version is chosen.
    choice: String,
    versions: Vec<Version>,
    summary: String,
    is_same: bool,
    lists: Lists,
}

/// One of the two.
struct Contract {
    number: String,
    address: String,
    at: When,
}

/// What differs.
struct Lists {
    changed: Cut<Changed>,
    added: Cut<Shown>,
    removed: Cut<Shown>,
    /// Outside of interactions.
    document: Cut<Field>,
}

/// An interaction that both have.
struct Changed {
    title: String,
    fields: Cut<Field>,
}

impl Page {
    pub(super) fn of(
        frame: Frame,
        comparison: &Comparison,
        neighbours: &Neighbours,
        now: Moment,
    ) -> Result<Self, ApiError> {
        let (links, after) = (&frame.links, &comparison.after);
        let (lists, summary) = compare(comparison).map_err(|error| ApiError::internal(error.to_string()))?;
        let pair = (&*after.consumer, &*after.provider, &*after.number);
        Ok(Self {
            sides: Sides::of(links, &after.consumer, &after.provider),
            before: comparison.before.as_ref().map(|pact| Contract::of(links, pact, now)),
            after: Contract::of(links, after, now),
            choice: links.choice_of_difference(&after.consumer, &after.provider, &after.number),
            versions: versions(links, pair, neighbours, now),
            is_same: summary.is_empty(),
            summary,
            lists,
            frame,
        })
    }
}

impl Contract {
    fn of(links: &Links, pact: &PactView, now: Moment) -> Self {
        Self {
            number: pact.number.clone(),
            address: links.pact(&pact.consumer, &pact.provider, &pact.number),
            at: when(pact.created_at, now),
        }
    }
}

/// What differs, and how much in words; no words when nothing does.
fn compare(comparison: &Comparison) -> Result<(Lists, String), JsonError> {
    let later = Comparable::from_stored(&comparison.after.body)?;
    let earlier = comparison.before.as_ref();
    let earlier = earlier
        .map(|before| Comparable::from_stored(&before.body))
        .transpose()?;
    let difference = earlier.as_ref().map(|earlier| Difference::between(earlier, &later));
    let difference = difference.unwrap_or_default();
    Ok((Lists::of(&difference), summary(&difference)))
}

fn summary(difference: &Difference<'_>) -> String {
    let lists = [&difference.interactions, &difference.messages];
    let sum = |of: fn(&ListDifference<'_>) -> usize| lists.iter().map(|list| of(list)).sum::<usize>();
    let counts = [
        (sum(|list| list.added.len()), "interaction", "added"),
        (sum(|list| list.removed.len()), "interaction", "removed"),
        (sum(|list| list.changed.len()), "interaction", "changed"),
        (difference.document.len(), "other field", "changed"),
    ];
    let told = counts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, what, verb)| {
            let count = words::count(i64::try_from(*count).unwrap_or(i64::MAX), what);
            format!("{count} {verb}")
        });
    told.collect::<Vec<_>>().join(", ")
}

/// An interaction or message, with the kind that it has where it stands.
type Placed<'a> = (&'a Json, Kind<'a>);

impl Lists {
    fn of(difference: &Difference<'_>) -> Self {
        let mut room = Room::new(ROOM.0, ROOM.1);
        let (interactions, messages) = (&difference.interactions, &difference.messages);
        let changed: Vec<&Change<'_>> = interactions.changed.iter().chain(&messages.changed).collect();
        Self {
            changed: room.first(&changed, MOST, |room, change| Changed::of(room, change)),
            added: whole(&mut room, &interactions.added, &messages.added),
            removed: whole(&mut room, &interactions.removed, &messages.removed),
            document: room.first(&difference.document, MOST_FIELDS, Field::of),
        }
    }
}

fn whole(room: &mut Room, interactions: &[&Json], messages: &[&Json]) -> Cut<Shown> {
    let interactions = interactions.iter().map(|one| (*one, Kind::of(one)));
    let messages = messages.iter().map(|one| (*one, Kind::Message));
    let all: Vec<Placed<'_>> = interactions.chain(messages).collect();
    room.first(&all, MOST, |room, (source, kind)| {
        Shown::of(&Entry::alone(source, *kind), String::new(), room)
    })
}

impl Changed {
    fn of(room: &mut Room, change: &Change<'_>) -> Self {
        Self {
            title: title(&Entry::alone(change.after, Kind::of(change.after))),
            fields: room.first(&change.fields, MOST_FIELDS, Field::of),
        }
    }
}
