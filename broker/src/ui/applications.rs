//! The list of applications.

use askama::Template;

use super::visit::Visit;
use super::words::{When, when};
use crate::app::pacticipants::{self as app, PacticipantFilter, PacticipantView};
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};
use crate::http::part::PACTICIPANTS;

#[derive(Template)]
#[template(path = "applications.html")]
struct Page {
    frame: Frame,
    q: String,
    rows: Vec<Row>,
    next: Option<String>,
}

struct Row {
    name: String,
    address: String,
    display_name: Option<String>,
    main_branch: Option<String>,
    labels: Vec<String>,
    latest: Option<(String, String)>,
    changed: When,
}

/// `GET /pacticipants`
pub(crate) async fn list(_: Caller<Read>, visit: Visit) -> Reply {
    let asked = visit.part_or_beginning(PACTICIPANTS)?;
    let q = visit.query()?.text("q").unwrap_or_default().trim().to_owned();
    let filter = PacticipantFilter {
        search: (!q.is_empty()).then(|| q.clone()),
        ..PacticipantFilter::default()
    };
    let part = asked.list.clone();
    let found = visit
        .read(move |connection| app::pacticipant_list(connection, &filter, &part))
        .await?;
    let row = |one: &PacticipantView| {
        let pacticipant = &one.pacticipant;
        let latest = one.latest_version.as_ref();
        Row {
            name: pacticipant.name.clone(),
            address: visit.links.pacticipant(&pacticipant.name),
            display_name: pacticipant
                .display_name
                .clone()
                .filter(|display| *display != pacticipant.name),
            main_branch: pacticipant.main_branch.clone(),
            labels: one.labels.clone(),
            latest: latest.map(|number| (number.clone(), visit.links.version(&pacticipant.name, number))),
            changed: when(pacticipant.updated_at, visit.now),
        }
    };
    visit.show(&Page {
        frame: visit.frame(Section::Applications),
        q,
        rows: found.pacticipants.iter().map(row).collect(),
        next: visit.next_url(&asked, &found.extent),
    })
}
