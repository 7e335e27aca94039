//! The route table. Literal segments stand before parameters: the first match wins.

use super::endpoint::{Endpoint, delete, get, patch, post, put};
use super::handlers::{
    branches, contracts, differences, environments, for_verification, integrations, labels, matrix, meta, pact_lists,
    pacticipants, provider_states, removal, results, versions,
};
use super::media::{CSV, DIFFERENCE, EXTENDED, GRAPH, TABLE};

/// Every route of the API.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let groups = [
        meta_routes(),
        pact_list_routes(),
        pact_routes(),
        difference_routes(),
        result_routes(),
        pacticipant_routes(),
        matrix_routes(),
        place_routes(),
    ];
    groups.into_iter().flatten().collect()
}

fn meta_routes() -> Vec<Endpoint> {
    vec![
        get("/", meta::index),
        get("/livez", meta::live),
        get("/readyz", meta::ready),
        get("/diagnostic/status/heartbeat", meta::heartbeat),
        get("/diagnostic/status/dependencies", meta::dependencies),
        get("/metrics", meta::metrics),
        get("/integrations", integrations::list).offering(GRAPH),
        delete("/integrations", meta::delete_integrations).offering(GRAPH),
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
        get("/dashboard", meta::dashboard),
        get(
            "/dashboard/provider/{provider}/consumer/{consumer}",
            meta::dashboard_of_pair,
        ),
    ]
}

fn pact_list_routes() -> Vec<Endpoint> {
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

fn pact_routes() -> Vec<Endpoint> {
    let mut routes = vec![
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/latest",
            contracts::latest,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/latest-untagged",
            contracts::latest_untagged,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/latest/{tag}",
            contracts::latest_tagged,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/branch/{branch}/latest",
            contracts::latest_on_branch,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}",
            contracts::by_content,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/metadata/{metadata}",
            contracts::by_content_with_metadata,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/previous-distinct",
            contracts::previous_distinct,
        ),
        get(
            "/pact/provider/{provider}/consumer/{consumer}/latest",
            contracts::latest,
        ),
    ];
    // The second and third are what older clients know.
    for path in [
        "/pacts/provider/{provider}/consumer/{consumer}/version/{version}",
        "/pacts/provider/{provider}/consumer/{consumer}/versions/{version}",
        "/pact/provider/{provider}/consumer/{consumer}/version/{version}",
    ] {
        routes.push(get(path, contracts::of_version));
        routes.push(put(path, contracts::put));
        routes.push(patch(path, contracts::patch));
        routes.push(delete(path, removal::pact));
    }
    routes.into_iter().map(|route| route.offering(EXTENDED)).collect()
}

fn difference_routes() -> Vec<Endpoint> {
    let routes = vec![
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/diff/previous-distinct",
            differences::with_previous,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/version/{version}/diff/version/{other}",
            differences::of_versions,
        ),
        get(
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/diff/pact-version/{other}",
            differences::of_contents,
        ),
    ];
    routes.into_iter().map(|route| route.offering(DIFFERENCE)).collect()
}

fn result_routes() -> Vec<Endpoint> {
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
            "/pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/verification-results/{number}/triggered-webhooks",
            results::triggered_webhooks,
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

fn pacticipant_routes() -> Vec<Endpoint> {
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

fn matrix_routes() -> Vec<Endpoint> {
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

fn place_routes() -> Vec<Endpoint> {
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
