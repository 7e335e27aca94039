//! Routes of webhooks, and of what triggered them.

use super::super::endpoint::{Endpoint, delete, get, post, put};
use super::super::handlers::{deliveries, triggered_webhooks, webhooks};
use super::super::media::LOG;

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/webhooks", webhooks::list),
        post("/webhooks", webhooks::create),
        post("/webhooks/execute", webhooks::execute_unsaved),
        get(
            "/webhooks/provider/{provider}/consumer/{consumer}",
            webhooks::list_of_pair,
        ),
        post(
            "/webhooks/provider/{provider}/consumer/{consumer}",
            webhooks::create_for_pair,
        ),
        get("/webhooks/provider/{provider}", webhooks::list_of_provider),
        post("/webhooks/provider/{provider}", webhooks::create_for_provider),
        get("/webhooks/consumer/{consumer}", webhooks::list_of_consumer),
        post("/webhooks/consumer/{consumer}", webhooks::create_for_consumer),
        get("/webhooks/{uuid}", webhooks::show),
        put("/webhooks/{uuid}", webhooks::put),
        delete("/webhooks/{uuid}", webhooks::delete),
        post("/webhooks/{uuid}/execute", webhooks::execute_saved),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/webhooks",
            webhooks::list_of_pair,
        ),
        post(
            "/pacts/provider/{provider}/consumer/{consumer}/webhooks",
            webhooks::create_for_pair,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/webhooks/status",
            triggered_webhooks::status,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/triggered-webhooks",
            triggered_webhooks::of_pact,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results/{number}/triggered-webhooks",
            triggered_webhooks::of_result,
        ),
        get("/triggered-webhooks", deliveries::list),
        get("/triggered-webhooks/{uuid}", deliveries::show),
        post("/triggered-webhooks/{uuid}/redeliver", deliveries::redeliver),
        get("/triggered-webhooks/{uuid}/logs", triggered_webhooks::logs).offering(LOG),
    ]
}
