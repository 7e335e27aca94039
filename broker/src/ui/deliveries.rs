//! Deliveries of webhooks: what was sent, what was answered, and what is still to come.

use askama::Template;

use super::visit::Visit;
use super::words::{State, When, when};
use crate::app::webhooks::{self as app, DeliveriesAsked, DeliveryView};
use crate::domain::webhook::DeliveryStatus;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};
use crate::http::part::DELIVERIES;
use crate::http::path::Path;

/// A delivery in a table.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) event: String,
    pub(super) consumer: String,
    pub(super) provider: String,
    pub(super) state: State,
    pub(super) attempts: i32,
    pub(super) triggered: When,
    pub(super) next_attempt: Option<When>,
}

impl Line {
    /// The line about a delivery.
    pub(super) fn of(visit: &Visit, one: &DeliveryView) -> Self {
        let triggered = &one.triggered;
        Self {
            name: one.description.as_ref().unwrap_or(&triggered.name).clone(),
            address: visit.links.triggered(&triggered.uuid),
            event: triggered.event_name.replace('_', " "),
            consumer: one.consumer.clone(),
            provider: one.provider.clone(),
            state: state(&triggered.status),
            attempts: triggered.attempts_made,
            triggered: when(triggered.triggered_at, visit.now),
            next_attempt: triggered.next_attempt_at.map(|at| when(at, visit.now)),
        }
    }
}

fn state(status: &str) -> State {
    let (class, words) = match DeliveryStatus::from_name(status) {
        DeliveryStatus::Success => ("good", "delivered"),
        DeliveryStatus::Failure => ("bad", "given up"),
        DeliveryStatus::Retrying => ("warn", "trying again"),
        DeliveryStatus::NotRun => ("", "waiting"),
    };
    State { class, words }
}

#[derive(Template)]
#[template(path = "deliveries.html")]
struct ListPage {
    frame: Frame,
    status: String,
    deliveries: Vec<Line>,
    next: Option<String>,
}

/// `GET /triggered-webhooks`
pub(crate) async fn list(_: Caller<Read>, visit: Visit) -> Reply {
    let asked = visit.part_or_beginning(DELIVERIES)?;
    let status = visit.query()?.text("status").unwrap_or_default().to_owned();
    let wanted = DeliveriesAsked {
        status: (!status.is_empty()).then(|| DeliveryStatus::from_name(&status)),
        ..DeliveriesAsked::default()
    };
    let part = asked.list.clone();
    let found = visit
        .read(move |connection| app::delivery_list(connection, &wanted, &part))
        .await?;
    visit.show(&ListPage {
        frame: visit.frame(Section::Webhooks),
        status,
        deliveries: found.deliveries.iter().map(|one| Line::of(&visit, one)).collect(),
        next: visit.next_url(&asked, &found.extent),
    })
}

#[derive(Template)]
#[template(path = "delivery.html")]
struct ShowPage {
    frame: Frame,
    line: Line,
    webhook: Option<String>,
    redeliver: String,
    attempts: Vec<Attempt>,
}

struct Attempt {
    state: State,
    at: When,
    log: String,
}

/// `GET /triggered-webhooks/{uuid}`
pub(crate) async fn show(_: Caller<Read>, visit: Visit, path: Path<String>) -> Reply {
    let uuid = path.into_inner();
    let redeliver = visit.links.page_of_delivery(&uuid, "redeliver");
    let (found, logs) = visit
        .read(move |connection| {
            Ok((
                app::delivery_show(connection, &uuid)?,
                app::triggered_logs(connection, &uuid)?,
            ))
        })
        .await?;
    let attempts = logs.attempts.iter().map(|attempt| Attempt {
        state: match attempt.success {
            true => state("success"),
            false => State {
                class: "bad",
                words: "failed",
            },
        },
        at: when(attempt.created_at, visit.now),
        log: attempt.log.clone(),
    });
    let is_there = found.triggered.webhook_id.is_some();
    visit.show(&ShowPage {
        frame: visit.frame(Section::Webhooks),
        line: Line::of(&visit, &found),
        webhook: is_there.then(|| visit.links.webhook(&found.triggered.webhook_uuid)),
        redeliver,
        attempts: attempts.collect(),
    })
}
