//! Routes of environments, deployments and releases.

use super::super::endpoint::{Endpoint, delete, get, patch, post, put};
use super::super::handlers::environments;

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/environments", environments::list),
        post("/environments", environments::create),
        get("/environments/{uuid}", environments::show),
        put("/environments/{uuid}", environments::replace),
        delete("/environments/{uuid}", environments::delete),
        get(
            "/environments/{uuid}/deployed-versions/currently-deployed",
            environments::deployed,
        ),
        get(
            "/environments/{uuid}/released-versions/currently-supported",
            environments::supported,
        ),
        get(
            "/pacticipants/{pacticipant}/versions/{version}/deployed-versions/environment/{uuid}",
            environments::deployments,
        ),
        post(
            "/pacticipants/{pacticipant}/versions/{version}/deployed-versions/environment/{uuid}",
            environments::record_deployment,
        ),
        get(
            "/pacticipants/{pacticipant}/versions/{version}/released-versions/environment/{uuid}",
            environments::releases,
        ),
        post(
            "/pacticipants/{pacticipant}/versions/{version}/released-versions/environment/{uuid}",
            environments::record_release,
        ),
        get("/deployed-versions/{uuid}", environments::deployment),
        patch("/deployed-versions/{uuid}", environments::end_deployment),
        get("/released-versions/{uuid}", environments::release),
        patch("/released-versions/{uuid}", environments::end_release),
    ]
}
