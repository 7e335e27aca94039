//! Routes of the matrix, and *can I deploy?*.

use super::super::endpoint::{Endpoint, get};
use super::super::handlers::matrix;
use super::super::media::TABLE;

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    let routes = vec![
        get("/matrix", matrix::matrix),
        get("/matrix/provider/{provider}/consumer/{consumer}", matrix::of_pair),
        get("/can-i-deploy", matrix::can_i_deploy),
        get(
            "/pacticipants/{pacticipant}/latest-version/{tag}/can-i-deploy/to/{to}",
            matrix::tag_to_tag,
        ),
        get(
            "/pacticipants/{pacticipant}/branches/{branch}/latest-version/can-i-deploy/to-environment/{environment}",
            matrix::branch_to_environment,
        ),
    ];
    routes.into_iter().map(|route| route.offering(TABLE)).collect()
}
