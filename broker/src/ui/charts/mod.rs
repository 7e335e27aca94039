//! Charts: how much of what happened over time, with one application or with all.

mod drawing;
mod placed;
mod published;
mod results;
mod telling;
mod waits;

use askama::Template;

use self::telling::{Chart, Key, Shown, Telling};
use super::visit::Visit;
use super::words::{When, when};
use crate::app::figures::figures_show;
use crate::domain::figures::Period;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};
use crate::http::path::Path;

#[derive(Template)]
#[template(path = "charts.html")]
struct Page {
    frame: Frame,
    application: Option<Application>,
    periods: Vec<PeriodLink>,
    behind: Option<When>,
    charts: Vec<Chart>,
}

/// The application that the charts are of.
struct Application {
    name: String,
    address: String,
}

/// A period that may be chosen.
struct PeriodLink {
    days: u64,
    address: String,
    is_chosen: bool,
}

/// `GET /charts`
pub(crate) async fn of_all(_: Caller<Read>, visit: Visit) -> Reply {
    show(&visit, None).await
}

/// `GET /pacticipants/{pacticipant}/charts`
pub(crate) async fn of_application(_: Caller<Read>, visit: Visit, path: Path<String>) -> Reply {
    show(&visit, Some(path.into_inner())).await
}

async fn show(visit: &Visit, name: Option<String>) -> Reply {
    let asked = visit.parameter("days").and_then(|days| Period::of_days(&days));
    let (period, today) = (asked.unwrap_or(Period::Month), visit.now.date());
    let (whose, since, in_full_since) = (name.clone(), period.before(today).first, period.whole(today).first);
    let seen = visit
        .read(move |connection| figures_show(connection, whose.as_deref(), since, in_full_since))
        .await?;
    let base = visit.links.to("");
    let telling = Telling::of(&seen, period, today, &base);
    let address = visit.links.charts(name.as_deref());
    let link = |one: Period| PeriodLink {
        days: one.days(),
        address: format!("{address}?days={}", one.days()),
        is_chosen: one == period,
    };
    visit.show(&Page {
        frame: visit.frame(Section::Charts),
        application: name.map(|name| Application {
            address: visit.links.pacticipant(&name),
            name,
        }),
        periods: Period::ALL.map(link).into(),
        behind: seen.behind.map(|behind| when(behind, visit.now)),
        charts: vec![
            published::chart(&telling),
            results::counts(&telling),
            results::rate(&telling),
            waits::chart(&telling),
            placed::chart(&telling),
        ],
    })
}
