//! The board of environments: what runs where, since when, and what may be next.

mod one;

use std::collections::HashMap;

use askama::Template;

use super::visit::Visit;
use super::words::{State, When, count, when};
use crate::app::board::{How, Line, Occupied, PlacementFilter, board};
use crate::app::environments::EnvironmentRecord;
use crate::domain::drift::Drift;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};
use crate::http::links::Links;
use crate::http::part::PLACED;
pub(crate) use one::show;

#[derive(Template)]
#[template(path = "environments.html")]
struct Page {
    frame: Frame,
    q: String,
    differing: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
    next: Option<String>,
}

/// An environment.
struct Column {
    name: String,
    display_name: String,
    address: String,
    production: bool,
    count: String,
}

/// An application in all environments.
struct Row {
    name: String,
    address: String,
    newest: Option<(String, String)>,
    drift: Option<State>,
    /// One for each environment.
    cells: Vec<Cell>,
}

/// What of an application is in one environment.
struct Cell {
    versions: Vec<Placed>,
    /// Where is told whether the newest version may go there, if it is not there yet.
    next: Option<String>,
}

/// A version in an environment.
pub(super) struct Placed {
    pub(super) number: String,
    pub(super) address: String,
    pub(super) instance: Option<String>,
    pub(super) is_release: bool,
    pub(super) since: When,
}

/// `GET /environments`
pub(crate) async fn list(_: Caller<Read>, visit: Visit) -> Reply {
    let asked = visit.part_or_beginning(PLACED)?;
    let query = visit.query()?;
    let q = query.text("q").unwrap_or_default().trim().to_owned();
    let filter = PlacementFilter {
        search: (!q.is_empty()).then(|| q.clone()),
        environment: None,
        differing: query.is_true("differing"),
    };
    let differing = filter.differing;
    let part = asked.list.clone();
    let found = visit.read(move |connection| board(connection, &filter, &part)).await?;
    let environments: Vec<EnvironmentRecord> = found.environments.iter().map(|(one, _)| one.clone()).collect();
    let column = |(environment, amount): &(EnvironmentRecord, i64)| Column {
        name: environment.name.clone(),
        display_name: environment.display_name.clone(),
        address: visit.links.environment(&environment.uuid),
        production: environment.production,
        count: count(*amount, "application"),
    };
    visit.show(&Page {
        frame: visit.frame(Section::Environments),
        q,
        differing,
        columns: found.environments.iter().map(column).collect(),
        next: visit.next_url(&asked, &found.extent),
        rows: found
            .lines
            .iter()
            .map(|line| Row::of(&visit, line, &environments))
            .collect(),
    })
}

impl Row {
    fn of(visit: &Visit, line: &Line, environments: &[EnvironmentRecord]) -> Self {
        let name = &line.pacticipant;
        let mut places: HashMap<i64, Vec<&Occupied>> = HashMap::new();
        for place in &line.places {
            places.entry(place.environment_id).or_default().push(place);
        }
        let cell = |environment: &EnvironmentRecord| {
            let here = places.remove(&environment.id).unwrap_or_default();
            Cell {
                next: next(&visit.links, line, &here, &environment.name),
                versions: here.iter().map(|place| Placed::of(visit, name, place)).collect(),
            }
        };
        Self {
            name: name.clone(),
            address: visit.links.pacticipant(name),
            newest: newest(&visit.links, line),
            drift: line.drift.map(state),
            cells: environments.iter().map(cell).collect(),
        }
    }
}

/// The newest version of the main branch, with its address.
pub(super) fn newest(links: &Links, line: &Line) -> Option<(String, String)> {
    let number = line.newest.as_ref()?;
    Some((number.clone(), links.version(&line.pacticipant, number)))
}

/// Where is told whether the newest version may go to this environment; nowhere if it is there.
pub(super) fn next(links: &Links, line: &Line, here: &[&Occupied], environment: &str) -> Option<String> {
    let number = line.newest.as_ref()?;
    let is_there = here.iter().any(|place| place.number == *number);
    (!is_there).then(|| links.can_i_deploy(&line.pacticipant, number, environment))
}

/// The drift in words.
pub(super) fn state(drift: Drift) -> State {
    let (class, words) = match drift {
        Drift::Same => ("good", "same everywhere"),
        Drift::Differs => ("", "differs"),
        Drift::ProductionBehind => ("warn", "production is behind"),
    };
    State { class, words }
}

impl Placed {
    pub(super) fn of(visit: &Visit, name: &str, place: &Occupied) -> Self {
        let instance = match &place.how {
            How::Deployed(instance) => instance.clone(),
            How::Released => None,
        };
        Self {
            number: place.number.clone(),
            address: visit.links.version(name, &place.number),
            instance,
            is_release: place.how == How::Released,
            since: when(place.since, visit.now),
        }
    }
}
