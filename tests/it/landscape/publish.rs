//! The landscape as its teams would publish it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use accord_tests::api::{Answer, Api};
use accord_tests::landscape::{ENVIRONMENTS, Integration, Landscape, contract, number};
use accord_tests::story::{publication, segment};
use reqwest::Method;
use serde_json::{Value, json};

/// Where results are published, by consumer, provider and content.
type Links = HashMap<(usize, usize, usize), String>;

/// Publishes everything, in order.
pub(super) async fn landscape(api: &Api, landscape: &Landscape) {
    let mut links = Links::new();
    for index in 0..landscape.versions {
        for application in 0..landscape.applications.len() {
            version(api, landscape, application, index).await;
        }
        for integration in &landscape.integrations {
            result(api, landscape, integration, index, &mut links).await;
        }
    }
    for (environment, behind, _) in ENVIRONMENTS {
        api.create_environment(environment).await;
        for name in &landscape.applications {
            api.deploy(name, &number(landscape.versions - 1 - behind), environment)
                .await;
        }
    }
}

async fn version(api: &Api, landscape: &Landscape, application: usize, index: usize) {
    let contracts: Vec<Value> = landscape
        .integrations
        .iter()
        .filter(|pair| pair.consumer == application)
        .filter_map(|pair| Some((pair, pair.content_published(index)?)))
        .map(|(pair, content)| contract(landscape.name(application), landscape.name(pair.provider), content))
        .collect();
    let (name, branch, version) = (landscape.name(application), landscape.branch(index), number(index));
    if contracts.is_empty() {
        let path = format!("/pacticipants/{name}/branches/{}/versions/{version}", segment(&branch));
        let request = api.call(Method::PUT, &path).header("Content-Type", "application/json");
        Answer::to(request).await.expect_status(201);
    } else {
        let body = publication(name, &version, Some(&branch), &contracts);
        api.post("/contracts/publish", &body).await.expect_status(200);
    }
}

async fn result(api: &Api, landscape: &Landscape, integration: &Integration, index: usize, links: &mut Links) {
    let Some(verification) = integration.verified_by(index) else {
        return;
    };
    let (consumer, provider) = (
        landscape.name(integration.consumer),
        landscape.name(integration.provider),
    );
    let content = (integration.consumer, integration.provider, verification.content);
    let link = match links.entry(content) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(place) => {
            let published =
                (0..=index).find(|index| integration.content_published(*index) == Some(verification.content));
            let published = number(published.expect("a content is published before it is verified"));
            let path = format!("/pacts/provider/{provider}/consumer/{consumer}/version/{published}");
            let pact = api.get(&path).await.expect_status(200);
            place.insert(pact.link("pb:publish-verification-results"))
        }
    };
    let success = landscape.succeeds(integration, verification);
    let body = json!({"success": success, "providerApplicationVersion": number(index)});
    api.post(link, &body).await.expect_status(201);
}
