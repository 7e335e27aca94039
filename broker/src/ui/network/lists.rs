//! What the picture shows and means, in words.

use super::super::words::{State, amount_of, state};
use crate::app::network::{CircleSeen, ContractInNetwork, NetworkSeen, Weight};
use crate::http::links::Links;

/// How much of a way round is told.
const STEPS: usize = 8;

/// A name, and the network around it.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) around: String,
}

impl Named {
    fn of(links: &Links, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            around: links.network_around(name),
        }
    }
}

/// A contract of the picture.
pub(super) struct Line {
    pub(super) consumer: (String, String),
    pub(super) provider: (String, String),
    pub(super) state: State,
    pub(super) is_in_circle: bool,
    pub(super) contract: String,
    pub(super) matrix: String,
}

impl Line {
    pub(super) fn of(links: &Links, seen: &NetworkSeen, one: &ContractInNetwork) -> Self {
        let side = |place: usize| seen.applications[place].name.as_str();
        let (consumer, provider) = (side(one.consumer), side(one.provider));
        Self {
            consumer: (consumer.to_owned(), links.pacticipant(consumer)),
            provider: (provider.to_owned(), links.pacticipant(provider)),
            state: state(one.status),
            is_in_circle: one.is_in_circle,
            contract: links.latest_pact(consumer, provider),
            matrix: links.of_pair("/matrix", consumer, provider),
        }
    }
}

/// Applications that depend on each other.
pub(super) struct Circle {
    pub(super) way: Vec<Named>,
    /// How many steps of the way are left out before its end.
    pub(super) left_out: usize,
    /// How many they are, if the way does not pass all.
    pub(super) size: Option<String>,
}

impl Circle {
    pub(super) fn of(links: &Links, one: &CircleSeen) -> Self {
        let (beginning, end) = one.way.split_at(one.way.len().saturating_sub(1));
        let left_out = beginning.len().saturating_sub(STEPS);
        let shown = beginning.iter().take(beginning.len() - left_out).chain(end);
        Self {
            way: shown.map(|name| Named::of(links, name)).collect(),
            left_out,
            size: (one.size > beginning.len()).then(|| amount(one.size)),
        }
    }
}

/// An application, and what depends on it.
pub(super) struct Point {
    pub(super) who: Named,
    pub(super) page: String,
    pub(super) consumers: String,
    pub(super) providers: String,
    pub(super) dependents: String,
    /// What would be left without it.
    pub(super) falling: String,
}

impl Point {
    pub(super) fn of(links: &Links, one: &Weight) -> Self {
        Self {
            who: Named::of(links, &one.name),
            page: links.pacticipant(&one.name),
            consumers: amount(one.consumers),
            providers: amount(one.providers),
            dependents: amount(one.dependents),
            falling: one.falling.map_or("nobody is cut off".to_owned(), |falling| {
                format!("{} cut off, {} parts", amount(falling.cut_off), amount(falling.parts))
            }),
        }
    }
}

fn amount(amount: usize) -> String {
    amount_of(i64::try_from(amount).unwrap_or(i64::MAX))
}
