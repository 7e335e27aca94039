//! Routes of applications, their versions, branches, tags and labels.

use super::super::endpoint::{Endpoint, delete, get, patch, post, put};
use super::super::handlers::{branches, labels, pacticipants, removal, versions};

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/pacticipants", pacticipants::list),
        post("/pacticipants", pacticipants::create),
        get("/labels", labels::list),
        get("/pacticipants/label/{label}", pacticipants::with_label),
        get("/pacticipants/{pacticipant}/labels/{label}", labels::show),
        put("/pacticipants/{pacticipant}/labels/{label}", labels::put),
        delete("/pacticipants/{pacticipant}/labels/{label}", labels::remove),
        get("/pacticipants/{pacticipant}", pacticipants::show),
        put("/pacticipants/{pacticipant}", pacticipants::replace),
        patch("/pacticipants/{pacticipant}", pacticipants::patch),
        delete("/pacticipants/{pacticipant}", removal::pacticipant),
        get("/pacticipants/{pacticipant}/versions", versions::list),
        get("/pacticipants/{pacticipant}/versions/{version}", versions::show),
        put("/pacticipants/{pacticipant}/versions/{version}", versions::put),
        patch("/pacticipants/{pacticipant}/versions/{version}", versions::patch),
        delete("/pacticipants/{pacticipant}/versions/{version}", removal::version),
        get(
            "/pacticipants/{pacticipant}/environments/{uuid}/versions",
            versions::in_environment,
        ),
        get("/pacticipants/{pacticipant}/latest-version", versions::latest),
        get(
            "/pacticipants/{pacticipant}/latest-version/{tag}",
            versions::latest_tagged,
        ),
        get(
            "/pacticipants/{pacticipant}/versions/{version}/tags/{tag}",
            versions::tag,
        ),
        put(
            "/pacticipants/{pacticipant}/versions/{version}/tags/{tag}",
            versions::put_tag,
        ),
        delete(
            "/pacticipants/{pacticipant}/versions/{version}/tags/{tag}",
            removal::tag,
        ),
        get("/pacticipants/{pacticipant}/branches", branches::list),
        delete("/pacticipants/{pacticipant}/branches", removal::branches),
        get("/pacticipants/{pacticipant}/branches/{branch}", branches::show),
        get(
            "/pacticipants/{pacticipant}/branches/{branch}/versions",
            versions::of_branch,
        ),
        get("/pacticipants/{pacticipant}/tags/{tag}/versions", versions::with_tag),
        delete("/pacticipants/{pacticipant}/branches/{branch}", removal::branch),
        get(
            "/pacticipants/{pacticipant}/branches/{branch}/latest-version",
            versions::latest_on_branch,
        ),
        get(
            "/pacticipants/{pacticipant}/branches/{branch}/versions/{version}",
            versions::branch_version,
        ),
        put(
            "/pacticipants/{pacticipant}/branches/{branch}/versions/{version}",
            versions::put_branch_version,
        ),
        delete(
            "/pacticipants/{pacticipant}/branches/{branch}/versions/{version}",
            removal::branch_version,
        ),
    ]
}
