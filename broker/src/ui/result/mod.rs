//! The result of a verification: what was kept of a contract, and what was not.

mod page;
mod tests_shown;

use super::visit::Visit;
use crate::app::AppError;
use crate::app::results_seen::result_seen;
use crate::app::verifications::{ContentAddress, WhichResult};
use crate::domain::metadata::LinkMetadata;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::endpoint::{Endpoint, page};
use crate::http::html::Section;
use crate::http::path::Path;
use page::Page;

/// The pages of single results.
pub(super) fn pages() -> Vec<Endpoint> {
    vec![
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results/latest",
            latest,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results/{number}",
            by_number,
        ),
        page(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/metadata/{metadata}/verification-results/{number}",
            by_number_with_metadata,
        ),
    ]
}

async fn latest(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, sha) = path.into_inner();
    let address = ContentAddress {
        consumer,
        provider,
        sha,
    };
    show(visit, address, LinkMetadata::default(), WhichResult::Latest).await
}

async fn by_number(_: Caller<Read>, visit: Visit, path: Path<(String, String, String, String)>) -> Reply {
    let (provider, consumer, sha, number) = path.into_inner();
    let address = ContentAddress {
        consumer,
        provider,
        sha,
    };
    let which = numbered(&number)?;
    show(visit, address, LinkMetadata::default(), which).await
}

async fn by_number_with_metadata(
    _: Caller<Read>,
    visit: Visit,
    path: Path<(String, String, String, String, String)>,
) -> Reply {
    let (provider, consumer, sha, metadata, number) = path.into_inner();
    let address = ContentAddress {
        consumer,
        provider,
        sha,
    };
    let which = numbered(&number)?;
    show(visit, address, LinkMetadata::decode(&metadata), which).await
}

fn numbered(number: &str) -> Result<WhichResult, AppError> {
    let number = number.parse();
    number
        .map(WhichResult::Number)
        .map_err(|_| AppError::NotFound("Verification results have numbers.".to_owned()))
}

async fn show(visit: Visit, address: ContentAddress, metadata: LinkMetadata, which: WhichResult) -> Reply {
    let up_to = visit.parameter("before").and_then(|number| number.parse().ok());
    let asked = address.clone();
    let seen = visit
        .read(move |connection| result_seen(connection, &asked, &metadata, which, up_to))
        .await?;
    let (seen, frame, now) = (seen, visit.frame(Section::Integrations), visit.now);
    visit
        .show_slowly(move || Ok(Page::of(frame, &address, &seen, up_to.is_some(), now)))
        .await
}
