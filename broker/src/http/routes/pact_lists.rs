//! Routes of lists of contracts, and what is to be verified.

use super::super::endpoint::{Endpoint, delete, get, post};
use super::super::handlers::{for_verification, pact_lists, provider_states, removal};

/// Their lines of the table.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/pacts/latest", pact_lists::latest),
        get("/pacts/provider/{provider}/for-verification", for_verification::get),
        post("/pacts/provider/{provider}/for-verification", for_verification::post),
        get(
            "/pacts/provider/{provider}/provider-states",
            provider_states::of_main_branches,
        ),
        get(
            "/pacts/provider/{provider}/provider-states/branch/{branch}",
            provider_states::of_branch,
        ),
        get(
            "/pacts/provider/{provider}/provider-states/environment/{environment}",
            provider_states::in_environment,
        ),
        get("/pacts/provider/{provider}", pact_lists::all),
        get("/pacts/provider/{provider}/tag/{tag}", pact_lists::tagged),
        get("/pacts/provider/{provider}/latest", pact_lists::latest_of_provider),
        get("/pacts/provider/{provider}/latest/{tag}", pact_lists::latest_tagged),
        get("/pacts/provider/{provider}/branch", pact_lists::on_main_branch),
        get(
            "/pacts/provider/{provider}/branch/latest",
            pact_lists::latest_on_main_branch,
        ),
        get("/pacts/provider/{provider}/branch/{branch}", pact_lists::on_branch),
        get(
            "/pacts/provider/{provider}/branch/{branch}/latest",
            pact_lists::latest_on_branch,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/versions",
            pact_lists::of_pair,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/versions",
            removal::pacts,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/tag/{tag}",
            pact_lists::tagged_of_pair,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/tag/{tag}",
            removal::tagged_pacts,
        ),
        // What the official command line asks, as it does for a provider.
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/branch",
            pact_lists::main_branch_of_pair,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/versions",
            pact_lists::main_branch_of_pair,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/versions",
            removal::main_branch_pacts,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/latest/versions",
            pact_lists::main_head_of_pair,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/latest/versions",
            removal::main_branch_pacts,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/{branch}",
            pact_lists::on_branch_of_pair,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/{branch}",
            removal::branch_pacts,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/{branch}/latest/versions",
            pact_lists::head_of_pair,
        ),
        delete(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/{branch}/latest/versions",
            removal::branch_pacts,
        ),
    ]
}
