//! A contract: what it asks, and how it stands.

mod head;
mod page;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::visit::Visit;
use crate::app::contracts::{self as app, LatestPact, WhichPact};
use crate::domain::metadata::LinkMetadata;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::endpoint::{Endpoint, get, page};
use crate::http::html::Section;
use crate::http::media::{FILE, Media};
use crate::http::path::Path;
use page::{Around, Page};

pub(super) use head::{Build, Named, Sides, Version, versions};

/// The pages of single contracts, on every path that the API has for them.
pub(super) fn pages() -> Vec<Endpoint> {
    let raw = "/ui/raw/provider/{provider}/consumer/{consumer}/pact-version/{sha}";
    vec![
        page("/pacts/provider/{provider}/consumer/{consumer}/latest", latest),
        page("/pact/provider/{provider}/consumer/{consumer}/latest", latest),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/latest-untagged",
            latest_untagged,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/latest/{tag}",
            latest_tagged,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/{branch}/latest",
            latest_on_branch,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}",
            by_content,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/metadata/{metadata}",
            by_content_with_metadata,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}",
            of_version,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/versions/{version}",
            of_version,
        ),
        page(
            "/pact/provider/{provider}/consumer/{consumer}/version/{version}",
            of_version,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/previous-distinct",
            previous_distinct,
        ),
        get(raw, as_it_is).offering(FILE),
    ]
}

async fn latest(_: Caller<Read>, visit: Visit, path: Path<(String, String)>) -> Reply {
    show(visit, path.into_inner(), WhichPact::Latest(LatestPact::Overall)).await
}

async fn latest_untagged(_: Caller<Read>, visit: Visit, path: Path<(String, String)>) -> Reply {
    show(visit, path.into_inner(), WhichPact::Latest(LatestPact::Untagged)).await
}

async fn latest_tagged(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, tag) = path.into_inner();
    show(visit, (provider, consumer), WhichPact::Latest(LatestPact::Tagged(tag))).await
}

async fn latest_on_branch(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, branch) = path.into_inner();
    show(
        visit,
        (provider, consumer),
        WhichPact::Latest(LatestPact::OnBranch(branch)),
    )
    .await
}

async fn by_content(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, sha) = path.into_inner();
    show(
        visit,
        (provider, consumer),
        WhichPact::Content(sha, LinkMetadata::default()),
    )
    .await
}

async fn by_content_with_metadata(
    _: Caller<Read>,
    visit: Visit,
    path: Path<(String, String, String, String)>,
) -> Reply {
    let (provider, consumer, sha, metadata) = path.into_inner();
    let which = WhichPact::Content(sha, LinkMetadata::decode(&metadata));
    show(visit, (provider, consumer), which).await
}

async fn of_version(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    show(visit, (provider, consumer), WhichPact::OfVersion(number)).await
}

async fn previous_distinct(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    show(visit, (provider, consumer), WhichPact::PreviousDistinct(number)).await
}

async fn show(visit: Visit, (provider, consumer): (String, String), which: WhichPact) -> Reply {
    let around = Around {
        frame: visit.frame(Section::Integrations),
        now: visit.now,
        own: visit.self_url_without_query(),
        page: visit.parameter("page").and_then(|page| page.parse().ok()).unwrap_or(1),
        alone: visit.parameter("interaction"),
    };
    let seen = visit
        .read(move |connection| app::pact_seen(connection, &consumer, &provider, &which))
        .await?;
    visit.show_slowly(move || Ok(Page::of(&seen, around))).await
}

/// `GET /ui/raw/…`: the stored document, for browsers, which are shown pages everywhere else.
async fn as_it_is(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, sha) = path.into_inner();
    let pact = visit
        .read(move |connection| app::pact_by_content(connection, &consumer, &provider, &sha, None))
        .await?;
    Ok(HttpResponse::build(StatusCode::OK)
        .insert_header((CONTENT_TYPE, Media::Json.content_type()))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(pact.body))
}
