//! Routes of the broker as a whole: index, health, figures, integrations, publishing.

use super::super::endpoint::{Endpoint, delete, get, post};
use super::super::handlers::{contracts, documentation, integrations, meta, removal};
use super::super::media::{CSV, DOT, GRAPH, READING, TABLE};

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/", meta::index),
        get("/doc/{relation}", documentation::relation).offering(READING),
        get("/livez", meta::live),
        get("/readyz", meta::ready),
        get("/diagnostic/status/heartbeat", meta::heartbeat),
        get("/diagnostic/status/dependencies", meta::dependencies),
        get("/metrics", meta::metrics),
        get("/integrations", integrations::list).offering(GRAPH),
        delete("/integrations", meta::delete_integrations).offering(GRAPH),
        get("/integrations.dot", integrations::list).offering(DOT),
        // A `.csv` at the end is how the table has always been asked for in a browser.
        get("/relationships.csv", integrations::relationships).offering(CSV),
        get("/relationships", integrations::relationships).offering(CSV),
        get("/groups/{pacticipant}.csv", integrations::group).offering(CSV),
        get("/groups/{pacticipant}", integrations::group).offering(CSV),
        delete(
            "/integrations/provider/{provider}/consumer/{consumer}",
            removal::integration,
        ),
        post("/contracts/publish", contracts::publish),
        get("/dashboard", meta::dashboard).offering(TABLE),
        get(
            "/dashboard/provider/{provider}/consumer/{consumer}",
            meta::dashboard_of_pair,
        )
        .offering(TABLE),
        get("/test/error", meta::test_error),
        post("/test/error", meta::test_error),
    ]
}
