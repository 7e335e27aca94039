//! One environment: what is in it.

use askama::Template;

use super::super::visit::Visit;
use super::super::words::{State, When, count, when};
use super::{Placed, newest, next, state};
use crate::app::board::{Line, Occupied, PlacementFilter, board};
use crate::app::environments::environment_show;
use crate::domain::environment::Contact;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};
use crate::http::part::PLACED;
use crate::http::path::Path;

#[derive(Template)]
#[template(path = "environment.html")]
struct Page {
    frame: Frame,
    here: String,
    q: String,
    name: String,
    display_name: String,
    production: bool,
    created: When,
    count: String,
    contacts: Vec<(String, Vec<(String, String)>)>,
    rows: Vec<Row>,
    next: Option<String>,
}

/// An application here.
struct Row {
    name: String,
    address: String,
    versions: Vec<Placed>,
    newest: Option<(String, String)>,
    drift: Option<State>,
    next: Option<String>,
}

/// `GET /environments/{uuid}`
pub(crate) async fn show(_: Caller<Read>, visit: Visit, path: Path<String>) -> Reply {
    let asked = visit.part_or_beginning(PLACED)?;
    let q = visit.query()?.text("q").unwrap_or_default().trim().to_owned();
    let search = (!q.is_empty()).then(|| q.clone());
    let part = asked.list.clone();
    let (environment, found) = visit
        .read(move |connection| {
            let environment = environment_show(connection, &path)?;
            let filter = PlacementFilter {
                search,
                environment: Some(environment.id),
                differing: false,
            };
            Ok((environment, board(connection, &filter, &part)?))
        })
        .await?;
    let amount = found.environments.iter().find(|(one, _)| one.id == environment.id);
    let row = |line: &Line| {
        let here: Vec<&Occupied> = line.places.iter().collect();
        Row {
            name: line.pacticipant.clone(),
            address: visit.links.pacticipant(&line.pacticipant),
            versions: here
                .iter()
                .map(|place| Placed::of(&visit, &line.pacticipant, place))
                .collect(),
            newest: newest(&visit.links, line),
            drift: line.drift.map(state),
            next: next(&visit.links, line, &here, &environment.name),
        }
    };
    visit.show(&Page {
        frame: visit.frame(Section::Environments),
        here: visit.links.environment(&environment.uuid),
        q,
        production: environment.production,
        created: when(environment.created_at, visit.now),
        count: count(amount.map_or(0, |(_, amount)| *amount), "application"),
        contacts: contacts(environment.contacts.as_deref()),
        rows: found.lines.iter().map(row).collect(),
        next: visit.next_url(&asked, &found.extent),
        name: environment.name,
        display_name: environment.display_name,
    })
}

/// Whom to ask, with what was said of how to reach them.
fn contacts(stored: Option<&str>) -> Vec<(String, Vec<(String, String)>)> {
    let contacts: Vec<Contact> = stored
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let told = |contact: Contact| {
        let details = contact.details.unwrap_or_default().into_iter();
        let text = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        (contact.name, details.map(|(key, value)| (key, text(value))).collect())
    };
    contacts.into_iter().map(told).collect()
}
