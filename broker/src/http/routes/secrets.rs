//! Routes of secrets, and of what webhooks are signed with.

use super::super::endpoint::{Endpoint, delete, get, post, put};
use super::super::handlers::{secrets, signing};

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/secrets", secrets::list),
        get("/secrets/{secret}", secrets::show),
        put("/secrets/{secret}", secrets::put),
        delete("/secrets/{secret}", secrets::delete),
        get("/webhooks/{uuid}/signing-secret", signing::show),
        post("/webhooks/{uuid}/signing-secret", signing::create),
        delete("/webhooks/{uuid}/signing-secret", signing::delete),
    ]
}
