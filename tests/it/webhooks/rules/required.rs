//! `contract_requiring_verification_published` fires once for each provider version that is in use and has no result for
//! the content, and says why.

use accord_tests::story::{contract, publication};
use serde_json::json;

use super::{PUBLISHED, REQUIRING, World, rules};

rules! { start:
    the_head_of_the_main_branch_is_required
    a_version_tagged_like_the_main_branch_stands_in_for_a_missing_head
    each_deployed_version_is_required
    each_released_version_is_required
    a_version_required_for_several_reasons_fires_once_and_tells_all
    an_environment_is_told_once_however_many_instances_it_has
    a_version_with_any_result_for_the_content_is_not_required
    it_does_not_fire_when_every_version_in_use_has_a_result
    a_version_that_was_replaced_or_undeployed_is_not_required
    a_version_whose_support_ended_is_not_required
    the_same_content_is_required_again_while_there_is_no_result
    each_contract_fires_for_its_own_provider
    other_events_do_not_fire_for_each_required_version
}

const TOLD: [&str; 3] = [
    "providerVersionNumber",
    "providerVersionBranch",
    "providerVersionDescriptions",
];

/// What is required when the consumer publishes a contract now.
async fn required(world: &mut World) -> Vec<String> {
    world.hook(&[REQUIRING], &TOLD).await;
    world.publish("1", None, &[], "things").await;
    world.told().await
}

async fn the_head_of_the_main_branch_is_required(mut world: World) {
    world.provider_version("1", "main").await;
    world.provider_version("2", "main").await;
    world.provider_version("3", "feat").await;
    assert_eq!(required(&mut world).await, ["2 | main | latest from main branch"]);
}

async fn a_version_tagged_like_the_main_branch_stands_in_for_a_missing_head(mut world: World) {
    let orders = json!({"name": "orders", "mainBranch": "trunk"});
    world.broker.post("/pacticipants", &orders).await.expect_status(201);
    for version in ["1", "2", "3"] {
        world.provider_version(version, "feat").await;
    }
    for version in ["1", "2"] {
        world
            .put(&format!("/pacticipants/orders/versions/{version}/tags/trunk"))
            .await;
    }
    assert_eq!(required(&mut world).await, ["2 | trunk | latest from main branch"]);
}

async fn each_deployed_version_is_required(mut world: World) {
    world.environments(&["test", "production"]).await;
    for (version, environment) in [("1", "production"), ("2", "test")] {
        world.provider_version(version, &format!("feat-{version}")).await;
        world.deploy(version, environment, None).await;
    }
    assert_eq!(
        required(&mut world).await,
        ["1 | feat-1 | deployed in production", "2 | feat-2 | deployed in test"]
    );
}

async fn each_released_version_is_required(mut world: World) {
    world.environments(&["production"]).await;
    for version in ["1", "2"] {
        world.provider_version(version, "feat").await;
        world.release(version, "production").await;
    }
    assert_eq!(
        required(&mut world).await,
        ["1 | feat | released in production", "2 | feat | released in production"]
    );
}

async fn a_version_required_for_several_reasons_fires_once_and_tells_all(mut world: World) {
    world.environments(&["test", "production"]).await;
    world.provider_version("1", "main").await;
    world.deploy("1", "test", None).await;
    world.deploy("1", "production", None).await;
    world.release("1", "production").await;
    let reasons = "latest from main branch, deployed in production, deployed in test, released in production";
    assert_eq!(required(&mut world).await, [format!("1 | main | {reasons}")]);
}

async fn an_environment_is_told_once_however_many_instances_it_has(mut world: World) {
    world.environments(&["test"]).await;
    world.provider_version("1", "feat").await;
    world.deploy("1", "test", Some("blue")).await;
    world.deploy("1", "test", Some("green")).await;
    assert_eq!(required(&mut world).await, ["1 | feat | deployed in test"]);
}

async fn a_version_with_any_result_for_the_content_is_not_required(mut world: World) {
    world.environments(&["test", "production"]).await;
    world.publish("0", None, &[], "things").await;
    for (version, environment, success) in [("1", "test", true), ("2", "production", false)] {
        world.verify("0", version, success).await;
        world.deploy(version, environment, None).await;
    }
    world.provider_version("3", "main").await;
    assert_eq!(required(&mut world).await, ["3 | main | latest from main branch"]);
}

async fn it_does_not_fire_when_every_version_in_use_has_a_result(mut world: World) {
    world.publish("0", None, &[], "things").await;
    world.provider_version("1", "main").await;
    world.verify("0", "1", false).await;
    assert!(required(&mut world).await.is_empty());
}

async fn a_version_that_was_replaced_or_undeployed_is_not_required(mut world: World) {
    world.environments(&["test", "production"]).await;
    for version in ["1", "2"] {
        world.provider_version(version, "feat").await;
        world.deploy(version, "test", None).await;
    }
    let undeployed = world.deploy("1", "production", None).await;
    world.end(&undeployed, "currentlyDeployed").await;
    assert_eq!(required(&mut world).await, ["2 | feat | deployed in test"]);
}

async fn a_version_whose_support_ended_is_not_required(mut world: World) {
    world.environments(&["test"]).await;
    world.provider_version("1", "feat").await;
    let release = world.release("1", "test").await;
    world.end(&release, "currentlySupported").await;
    assert!(required(&mut world).await.is_empty());
}

async fn the_same_content_is_required_again_while_there_is_no_result(mut world: World) {
    world.provider_version("1", "main").await;
    let told = ["1 | main | latest from main branch"];
    assert_eq!(required(&mut world).await, told);
    world.publish("2", None, &[], "things").await;
    assert_eq!(world.told().await, told);
}

async fn each_contract_fires_for_its_own_provider(mut world: World) {
    for (provider, version) in [("orders", "1"), ("stock", "2")] {
        world
            .put(&format!("/pacticipants/{provider}/branches/main/versions/{version}"))
            .await;
    }
    world
        .hook(&[REQUIRING], &["providerName", "providerVersionNumber"])
        .await;
    let contracts = ["orders", "stock"].map(|provider| contract("web", provider, "things"));
    let body = publication("web", "1", None, &contracts);
    world.broker.post("/contracts/publish", &body).await.expect_status(200);
    assert_eq!(world.told().await, ["orders | 1", "stock | 2"]);
}

async fn other_events_do_not_fire_for_each_required_version(mut world: World) {
    world.environments(&["test"]).await;
    world.provider_version("1", "feat").await;
    world.deploy("1", "test", None).await;
    world.provider_version("2", "main").await;
    world.hook(&[PUBLISHED], &["eventName", "providerVersionNumber"]).await;
    world.publish("1", None, &[], "things").await;
    assert_eq!(world.told().await, ["contract_published | "]);
}
