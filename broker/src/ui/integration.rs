//! One integration: the contracts that matter now, and who verified each.

use askama::Template;

use super::contract::Sides;
use super::integrations::SeenVersion;
use super::visit::Visit;
use super::words::{self, State, When, when};
use crate::app::landscape::{VersionDetails, VersionSeen};
use crate::app::overview::{OVERVIEW_PAGE, OverviewItem, overview};
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};
use crate::http::path::Path;

#[derive(Template)]
#[template(path = "integration.html")]
struct Page {
    frame: Frame,
    sides: Sides,
    rows: Vec<Row>,
    total: String,
    next: Option<String>,
}

/// A contract that is the newest of something, or is somewhere.
struct Row {
    version: SeenVersion,
    contract: String,
    tags: Vec<String>,
    state: State,
    published: When,
    verified: Option<(SeenVersion, When)>,
}

/// `GET /dashboard/provider/{provider}/consumer/{consumer}`
pub(crate) async fn show(_: Caller<Read>, visit: Visit, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    let page = visit.page()?.unwrap_or(OVERVIEW_PAGE);
    let pair = (consumer.clone(), provider.clone());
    let found = visit
        .read(move |connection| overview(connection, Some((&pair.0, &pair.1)), page))
        .await?;
    let links = &visit.links;
    visit.show(&Page {
        frame: visit.frame(Section::Integrations),
        sides: Sides::of(links, &consumer, &provider),
        rows: found.items.iter().map(|item| Row::of(&visit, item)).collect(),
        total: words::count(found.total, "contract"),
        next: page.following(found.total).map(|page| visit.page_url(page)),
    })
}

impl Row {
    fn of(visit: &Visit, item: &OverviewItem) -> Self {
        let (links, now) = (&visit.links, visit.now);
        let version = |name: &str, number: &str, details: &VersionDetails| {
            let (number, details) = (number.to_owned(), details.clone());
            SeenVersion::of(links, name, &VersionSeen { number, details })
        };
        let verified = item.result.as_ref().map(|result| {
            let by = version(&item.provider, &result.provider_number, &result.provider_details);
            (by, when(result.executed_at, now))
        });
        Self {
            version: version(&item.consumer, &item.consumer_number, &item.consumer_details),
            contract: links.pact(&item.consumer, &item.provider, &item.consumer_number),
            tags: item.tags.clone(),
            state: words::state(item.status),
            published: when(item.pact_created_at, now),
            verified,
        }
    }
}
