//! The page of a contract.

use askama::Template;

use super::super::interaction::{Shown, title};
use super::super::text::Room;
use super::super::words;
use super::head::Head;
use crate::app::Moment;
use crate::app::contracts::PactSeen;
use crate::domain::json::{self, Json};
use crate::domain::reading::{Entry, Reading};
use crate::http::html::Frame;

/// Interactions on a page.
const ON_A_PAGE: usize = 50;
/// Titles in the list of interactions.
const MOST_TITLES: usize = 1_000;
/// Lists of so many titles are folded.
const TITLES_IN_SIGHT: usize = 12;
/// Bytes of a contract on a page, and of one body there.
const ROOM: (usize, usize) = (300_000, 20_000);
/// Bytes of an interaction that is shown alone, and of one body of it.
const ROOM_ALONE: (usize, usize) = (600_000, 300_000);

/// What a page needs besides the contract.
pub(super) struct Around {
    pub(super) frame: Frame,
    pub(super) now: Moment,
    /// The address of the page without its query.
    pub(super) own: String,
    pub(super) page: usize,
    /// The anchor of the only interaction to show.
    pub(super) alone: Option<String>,
}

/// The page of a contract.
#[derive(Template)]
#[template(path = "contract.html")]
pub(super) struct Page {
    frame: Frame,
    head: Head,
    own: String,
    specification: Option<String>,
    count: String,
    /// Why nothing can be read, if that is so.
    broken: Option<String>,
    titles: Vec<Title>,
    are_titles_in_sight: bool,
    /// How many have no line in the list.
    titles_left_out: usize,
    shown: Vec<Shown>,
    is_alone: bool,
    parts: Option<Parts>,
}

/// A line of the list of interactions.
struct Title {
    text: String,
    address: String,
}

/// Which part of a long contract is shown.
struct Parts {
    words: String,
    previous: Option<String>,
    next: Option<String>,
}

impl Page {
    pub(super) fn of(seen: &PactSeen, around: Around) -> Self {
        let head = Head::of(&around.frame.links, seen, around.now);
        match json::parse(&seen.pact.body) {
            Ok(contract) => Self::read(head, &contract, around),
            Err(error) => Self {
                broken: Some(error.to_string()),
                ..Self::read(head, &Json::Null, around)
            },
        }
    }

    fn read(head: Head, contract: &Json, around: Around) -> Self {
        let reading = Reading::of(contract);
        let view = View::of(&reading, &around);
        let titles = reading.entries.iter().take(MOST_TITLES).enumerate();
        let titles: Vec<Title> = titles.map(|(index, entry)| view.title(index, entry)).collect();
        Self {
            specification: reading
                .specification
                .as_ref()
                .map(|version| super::super::text::clipped(version, 50)),
            count: words::count(as_amount(reading.entries.len()), "interaction"),
            broken: None,
            are_titles_in_sight: titles.len() <= TITLES_IN_SIGHT,
            titles_left_out: reading.entries.len() - titles.len(),
            titles,
            shown: view.shown(),
            is_alone: view.alone.is_some(),
            parts: view.parts(),
            own: around.own.clone(),
            frame: around.frame,
            head,
        }
    }
}

/// What of a contract is in view.
struct View<'a> {
    entries: &'a [Entry<'a>],
    own: &'a str,
    /// Counted from zero.
    page: usize,
    pages: usize,
    alone: Option<&'a Entry<'a>>,
}

impl<'a> View<'a> {
    fn of(reading: &'a Reading<'a>, around: &'a Around) -> Self {
        let entries = &reading.entries;
        let pages = entries.len().div_ceil(ON_A_PAGE).max(1);
        let wanted = around.alone.as_ref();
        Self {
            entries,
            own: &around.own,
            page: around.page.clamp(1, pages) - 1,
            pages,
            alone: wanted.and_then(|anchor| entries.iter().find(|entry| entry.anchor == *anchor)),
        }
    }

    /// Stays right when interactions before it come and go.
    fn address(&self, entry: &Entry<'_>) -> String {
        let (own, anchor) = (self.own, &entry.anchor);
        if self.pages > 1 {
            format!("{own}?interaction={anchor}")
        } else {
            format!("{own}#{anchor}")
        }
    }

    fn title(&self, index: usize, entry: &Entry<'_>) -> Title {
        let is_here = self.alone.is_none() && index / ON_A_PAGE == self.page;
        let address = if is_here {
            format!("#{}", entry.anchor)
        } else {
            self.address(entry)
        };
        Title {
            text: title(entry),
            address,
        }
    }

    fn shown(&self) -> Vec<Shown> {
        let (left, most_of_one) = if self.alone.is_some() { ROOM_ALONE } else { ROOM };
        let mut room = Room::new(left, most_of_one);
        let show = |entry: &Entry<'_>| Shown::of(entry, self.address(entry), &mut room);
        match self.alone {
            Some(entry) => [entry].into_iter().map(show).collect(),
            None => self
                .entries
                .iter()
                .skip(self.page * ON_A_PAGE)
                .take(ON_A_PAGE)
                .map(show)
                .collect(),
        }
    }

    fn parts(&self) -> Option<Parts> {
        if self.pages == 1 || self.alone.is_some() {
            return None;
        }
        let first = self.page * ON_A_PAGE;
        let last = (first + ON_A_PAGE).min(self.entries.len());
        let page = |number: usize| format!("{}?page={number}", self.own);
        let amount = |count: usize| words::amount_of(as_amount(count));
        Some(Parts {
            words: format!(
                "Interactions {} to {} of {}",
                amount(first + 1),
                amount(last),
                amount(self.entries.len())
            ),
            previous: (self.page > 0).then(|| page(self.page)),
            next: (self.page + 1 < self.pages).then(|| page(self.page + 2)),
        })
    }
}

fn as_amount(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
