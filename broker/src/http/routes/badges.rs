//! Routes of badges, each also with the suffix that pages expect of a drawing.

use super::super::endpoint::{Endpoint, get};
use super::super::handlers::badges;
use super::super::media::DRAWING;

/// Two lines of the table: the path, and the path with its suffix.
macro_rules! drawn {
    ($path:literal, $handler:expr) => {
        [get($path, $handler), get(concat!($path, ".svg"), $handler)]
    };
}

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    let routes = [
        drawn!(
            "/pacts/provider/{provider}/consumer/{consumer}/latest/badge",
            badges::latest
        ),
        drawn!(
            "/pacts/provider/{provider}/consumer/{consumer}/latest-untagged/badge",
            badges::latest_untagged
        ),
        drawn!(
            "/pacts/provider/{provider}/consumer/{consumer}/latest/{tag}/badge",
            badges::latest_tagged
        ),
        drawn!(
            "/matrix/provider/{provider}/latest/{provider_tag}/consumer/{consumer}/latest/{tag}/badge",
            badges::of_tags
        ),
        drawn!(
            "/pacticipants/{pacticipant}/latest-version/{tag}/can-i-deploy/to/{to}/badge",
            badges::tag_to_tag
        ),
        drawn!(
            "/pacticipants/{pacticipant}/branches/{branch}/latest-version/can-i-deploy/to-environment/{environment}/badge",
            badges::branch_to_environment
        ),
        drawn!(
            "/pacticipants/{pacticipant}/main-branch/can-i-merge/badge",
            badges::can_i_merge
        ),
    ];
    routes
        .into_iter()
        .flatten()
        .map(|route| route.offering(DRAWING))
        .collect()
}
