//! Routes of single contracts.

use super::super::endpoint::{Endpoint, delete, get, patch, put};
use super::super::handlers::{contracts, removal};
use super::super::media::EXTENDED;

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut routes = vec![
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/latest",
            contracts::latest,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/latest-untagged",
            contracts::latest_untagged,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/latest/{tag}",
            contracts::latest_tagged,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/{branch}/latest",
            contracts::latest_on_branch,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}",
            contracts::by_content,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/metadata/{metadata}",
            contracts::by_content_with_metadata,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/previous-distinct",
            contracts::previous_distinct,
        ),
        get(
            "/pact/provider/{provider}/consumer/{consumer}/latest",
            contracts::latest,
        ),
    ];
    // The second and third are what older clients know.
    for path in [
        "/pacts/provider/{provider}/consumer/{consumer}/version/{version}",
        "/pacts/provider/{provider}/consumer/{consumer}/versions/{version}",
        "/pact/provider/{provider}/consumer/{consumer}/version/{version}",
    ] {
        routes.push(get(path, contracts::of_version));
        routes.push(put(path, contracts::put));
        routes.push(patch(path, contracts::patch));
        routes.push(delete(path, removal::pact));
    }
    routes.into_iter().map(|route| route.offering(EXTENDED)).collect()
}
