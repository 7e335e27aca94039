//! Routes of verification results.

use super::super::endpoint::{Endpoint, delete, get, post};
use super::super::handlers::{removal, results};
use super::super::media::EXTENDED;

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    let routes = vec![
        post(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results",
            results::publish,
        ),
        post(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/metadata/{metadata}/verification-results",
            results::publish_with_metadata,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results/latest",
            results::latest,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results/latest",
            removal::latest_result,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results/{number}",
            results::show,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results/{number}",
            removal::result,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/metadata/{metadata}/verification-results/{number}",
            results::show_with_metadata,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/metadata/{metadata}/verification-results/{number}",
            removal::result_with_metadata,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/verification-results/latest",
            results::of_version,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/verification-results/latest",
            removal::result_of_version,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/latest/verification-results/latest",
            results::of_latest,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/latest/verification-results/latest",
            removal::result_of_latest,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/latest/{tag}/verification-results/latest",
            results::of_latest_tagged,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/latest/{tag}/verification-results/latest",
            removal::result_of_latest_tagged,
        ),
        get(
            "/verification-results/consumer/{consumer}/version/{version}/latest",
            results::of_consumer_version,
        ),
    ];
    routes.into_iter().map(|route| route.offering(EXTENDED)).collect()
}
