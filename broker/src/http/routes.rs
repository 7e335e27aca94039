//! The route table. Literal segments stand before parameters: the first match wins.

mod badges;
mod differences;
mod environments;
mod matrix;
mod meta;
mod network;
mod openapi;
mod pact_lists;
mod pacticipants;
mod pacts;
mod results;
mod secrets;
mod webhook_templates;
mod webhooks;

use super::endpoint::Endpoint;

/// Every route of the API.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let groups = [
        meta::endpoints(),
        badges::endpoints(),
        pact_lists::endpoints(),
        pacts::endpoints(),
        differences::endpoints(),
        results::endpoints(),
        pacticipants::endpoints(),
        matrix::endpoints(),
        environments::endpoints(),
        network::endpoints(),
        openapi::endpoints(),
        webhook_templates::endpoints(),
        webhooks::endpoints(),
        secrets::endpoints(),
    ];
    groups.into_iter().flatten().collect()
}
