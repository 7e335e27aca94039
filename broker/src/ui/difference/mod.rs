//! What changed from one contract of a pair to another.

mod fields;
mod page;

use super::visit::Visit;
use crate::app::contracts::{self as app, Comparison};
use crate::app::{Answer, AnyConnection};
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::endpoint::{Endpoint, page};
use crate::http::html::{Section, see_other};
use crate::http::path::Path;
use page::Page;

/// The pages of differences, and where the choice of another version leads to them.
pub(super) fn pages() -> Vec<Endpoint> {
    vec![
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/diff/previous-distinct",
            with_previous,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/diff/version/{other}",
            of_versions,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/diff/pact-version/{other}",
            of_contents,
        ),
        page(
            "/ui/compare/provider/{provider}/consumer/{consumer}/version/{version}",
            choose,
        ),
    ]
}

async fn with_previous(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    show(visit, move |connection| {
        app::compare_with_previous(connection, &consumer, &provider, &number)
    })
    .await
}

async fn of_versions(_: Caller<Read>, visit: Visit, path: Path<(String, String, String, String)>) -> Reply {
    let (provider, consumer, number, other) = path.into_inner();
    show(visit, move |connection| {
        app::compare_versions(connection, &consumer, &provider, [&number, &other])
    })
    .await
}

async fn of_contents(_: Caller<Read>, visit: Visit, path: Path<(String, String, String, String)>) -> Reply {
    let (provider, consumer, sha, other) = path.into_inner();
    show(visit, move |connection| {
        app::compare_contents(connection, &consumer, &provider, [&sha, &other])
    })
    .await
}

async fn show<F>(visit: Visit, compare: F) -> Reply
where
    F: FnOnce(&mut AnyConnection) -> Answer<Comparison> + Send + 'static,
{
    let (comparison, neighbours) = visit
        .read(move |connection| {
            let comparison = compare(connection)?;
            let neighbours = app::neighbours_of(connection, &comparison.after)?;
            Ok((comparison, neighbours))
        })
        .await?;
    let (frame, now) = (visit.frame(Section::Integrations), visit.now);
    visit
        .show_slowly(move || Page::of(frame, &comparison, &neighbours, now))
        .await
}

/// `GET /ui/compare/…?with={number}`: a form cannot put what is chosen into a path.
async fn choose(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    let with = visit.parameter("with");
    let other = with.as_deref().map(str::trim).filter(|other| !other.is_empty());
    let address = match other {
        Some(other) => visit.links.difference(&consumer, &provider, &number, other),
        None => visit.links.difference_with_previous(&consumer, &provider, &number),
    };
    Ok(see_other(&address))
}
