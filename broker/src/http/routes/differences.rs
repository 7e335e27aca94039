//! Routes of what differs between two contracts.

use super::super::endpoint::{Endpoint, get};
use super::super::handlers::differences;
use super::super::media::DIFFERENCE;

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    let routes = vec![
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/diff/previous-distinct",
            differences::with_previous,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/diff/version/{other}",
            differences::of_versions,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/diff/pact-version/{other}",
            differences::of_contents,
        ),
    ];
    routes.into_iter().map(|route| route.offering(DIFFERENCE)).collect()
}
