//! With the feature `expand_currently_deployed_provider_versions`, a webhook that tells the deployed version of the
//! provider fires once for each.

use serde_json::json;

use super::{PUBLISHED, REQUIRING, VERIFIED, World, create, rules};

rules! { expanding:
    it_fires_once_for_each_deployed_version
    it_does_not_fire_when_nothing_is_deployed
    a_webhook_without_the_parameter_fires_once
    the_parameter_may_stand_in_the_address
    every_consumer_version_of_a_result_fires_for_each
    every_required_version_fires_for_each
}

const TOLD: [&str; 2] = ["consumerVersionNumber", "currentlyDeployedProviderVersionNumber"];

/// Version 8 of the provider in two environments and version 9 in one of them, too, as another instance.
async fn with_two_deployed(world: &World) {
    world.environments(&["test", "production"]).await;
    for version in ["8", "9"] {
        world.provider_version(version, "feat").await;
    }
    world.deploy("8", "production", None).await;
    world.deploy("8", "test", Some("blue")).await;
    world.deploy("9", "test", Some("green")).await;
}

async fn it_fires_once_for_each_deployed_version(mut world: World) {
    with_two_deployed(&world).await;
    world.hook(&[PUBLISHED], &TOLD).await;
    world.publish("1", None, &[], "things").await;
    assert_eq!(world.told().await, ["1 | 8", "1 | 9"]);
}

async fn it_does_not_fire_when_nothing_is_deployed(mut world: World) {
    world.hook(&[PUBLISHED], &TOLD).await;
    world.publish("1", None, &[], "things").await;
    assert!(world.told().await.is_empty());
}

async fn a_webhook_without_the_parameter_fires_once(mut world: World) {
    with_two_deployed(&world).await;
    world.hook(&[PUBLISHED], &["consumerVersionNumber"]).await;
    world.publish("1", None, &[], "things").await;
    assert_eq!(world.told().await, ["1"]);
}

async fn the_parameter_may_stand_in_the_address(mut world: World) {
    with_two_deployed(&world).await;
    let url = format!(
        "{}/${{pactbroker.currentlyDeployedProviderVersionNumber}}",
        world.receiver.url
    );
    let hook = json!({"events": [{"name": PUBLISHED}], "request": {"method": "POST", "url": url}});
    create(&world.broker, "/webhooks", &hook).await;
    world.publish("1", None, &[], "things").await;
    world.told().await;
    let mut paths: Vec<String> = world
        .receiver
        .received()
        .into_iter()
        .map(|one| one.request.target)
        .collect();
    paths.sort();
    assert_eq!(paths, ["/8", "/9"]);
}

async fn every_consumer_version_of_a_result_fires_for_each(mut world: World) {
    with_two_deployed(&world).await;
    world.publish("1", Some("feat"), &[], "things").await;
    world.publish("2", Some("main"), &[], "things").await;
    world.hook(&[VERIFIED], &TOLD).await;
    let selectors = json!([{"branch": "feat"}, {"mainBranch": true}]);
    world.result(&world.chosen(selectors).await, "9", true).await;
    assert_eq!(world.told().await, ["1 | 8", "1 | 9", "2 | 8", "2 | 9"]);
}

async fn every_required_version_fires_for_each(mut world: World) {
    with_two_deployed(&world).await;
    let told = ["providerVersionNumber", "currentlyDeployedProviderVersionNumber"];
    world.hook(&[REQUIRING], &told).await;
    world.publish("1", None, &[], "things").await;
    assert_eq!(world.told().await, ["8 | 8", "8 | 9", "9 | 8", "9 | 9"]);
}

mod without {
    use super::super::{PUBLISHED, World, rules};

    rules! { start: without_the_feature_it_fires_once_and_tells_none }

    async fn without_the_feature_it_fires_once_and_tells_none(mut world: World) {
        super::with_two_deployed(&world).await;
        world.hook(&[PUBLISHED], &super::TOLD).await;
        world.publish("1", None, &[], "things").await;
        assert_eq!(world.told().await, ["1 | "]);
    }
}
