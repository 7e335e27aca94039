//! A webhook with `forEveryConsumerVersion` tells what a result changes for every consumer version with the content.

use serde_json::json;

use super::{PUBLISHED, Received, VERIFIED, World, create, rules};

rules! { start:
    the_first_result_is_told_for_every_version_with_the_content
    another_outcome_is_told_for_every_version_with_the_content
    the_same_outcome_again_is_told_as_usual
    a_webhook_without_it_fires_as_usual
    versions_that_were_chosen_tell_the_tags_of_their_selectors_and_others_their_own
    it_ends_with_the_newest_hundred
    it_changes_nothing_about_the_events_of_contracts
    every_commit_that_shares_a_content_gets_its_status
}

const TOLD: [&str; 2] = ["consumerVersionNumber", "githubVerificationStatus"];

async fn hook(world: &World, parameters: &[&str]) {
    let every = json!({"forEveryConsumerVersion": true});
    world.hook_with(every, &[VERIFIED], parameters).await;
}

/// Versions 1, 2 and 4 of the consumer with one content, and 3 with another.
async fn with_four_versions(world: &World) {
    for (version, what) in [("1", "things"), ("2", "things"), ("3", "other things"), ("4", "things")] {
        world.publish(version, None, &["dev"], what).await;
    }
}

async fn the_first_result_is_told_for_every_version_with_the_content(mut world: World) {
    with_four_versions(&world).await;
    hook(&world, &TOLD).await;
    world.verify("2", "9", true).await;
    assert_eq!(world.told().await, ["1 | success", "2 | success", "4 | success"]);
}

async fn another_outcome_is_told_for_every_version_with_the_content(mut world: World) {
    with_four_versions(&world).await;
    world.verify("2", "8", true).await;
    hook(&world, &TOLD).await;
    world.verify("3", "9", false).await;
    assert_eq!(world.told().await, ["3 | failure"]);
    world.verify("2", "9", false).await;
    assert_eq!(world.told().await, ["1 | failure", "2 | failure", "4 | failure"]);
}

async fn the_same_outcome_again_is_told_as_usual(mut world: World) {
    with_four_versions(&world).await;
    world.verify("2", "8", true).await;
    hook(&world, &TOLD).await;
    world.verify("2", "9", true).await;
    assert_eq!(world.told().await, ["4 | success"]);
}

async fn a_webhook_without_it_fires_as_usual(mut world: World) {
    with_four_versions(&world).await;
    world.hook(&[VERIFIED], &TOLD).await;
    let off = json!({"forEveryConsumerVersion": false});
    world.hook_with(off, &[VERIFIED], &TOLD).await;
    world.verify("2", "9", true).await;
    assert_eq!(world.told().await, ["4 | success", "4 | success"]);
}

async fn versions_that_were_chosen_tell_the_tags_of_their_selectors_and_others_their_own(mut world: World) {
    world.publish("1", Some("main"), &["a"], "things").await;
    world.publish("2", Some("feat"), &["a", "b"], "things").await;
    world.publish("3", None, &["c"], "things").await;
    hook(&world, &["consumerVersionNumber", "consumerVersionTags"]).await;
    let selectors = json!([{"tag": "b", "latest": true}, {"mainBranch": true}]);
    world.result(&world.chosen(selectors).await, "9", true).await;
    assert_eq!(world.told().await, ["1 | ", "2 | b", "3 | c"]);
}

async fn it_ends_with_the_newest_hundred(mut world: World) {
    for version in 0..=101 {
        world.publish(&version.to_string(), None, &[], "things").await;
    }
    hook(&world, &["consumerVersionNumber"]).await;
    world.verify("0", "9", true).await;
    let told = world.told().await;
    assert_eq!(told.len(), 100);
    assert!(
        told.contains(&"2".to_owned()) && !told.contains(&"1".to_owned()),
        "{told:?}"
    );
}

async fn it_changes_nothing_about_the_events_of_contracts(mut world: World) {
    with_four_versions(&world).await;
    let every = json!({"forEveryConsumerVersion": true});
    world.hook_with(every, &[PUBLISHED], &TOLD).await;
    world.publish("5", None, &[], "things").await;
    assert_eq!(world.told().await, ["5 | pending"]);
}

async fn every_commit_that_shares_a_content_gets_its_status(mut world: World) {
    let parameters = json!({"owner": "acme", "repository": "web", "token": "t", "address": world.receiver.url});
    let hook = json!({"template": {"name": "github-commit-status", "parameters": parameters}});
    let own = create(&world.broker, "/webhooks", &hook).await;
    let shown = world.broker.get(&own).await.expect_status(200).json();
    assert_eq!(shown["forEveryConsumerVersion"], true);

    for commit in ["a1", "b2"] {
        world.publish(commit, None, &[], "things").await;
    }
    let of = |state: &str| ["a1", "b2"].map(|commit| format!("/repos/acme/web/statuses/{commit} {state}"));
    assert_eq!(statuses(&mut world).await, of("pending"));
    world.verify("b2", "9", false).await;
    assert_eq!(statuses(&mut world).await, of("failure"));
    world.publish("c3", None, &[], "things").await;
    assert_eq!(statuses(&mut world).await, ["/repos/acme/web/statuses/c3 failure"]);
}

/// Where statuses were sent since this was last asked, and which.
async fn statuses(world: &mut World) -> Vec<String> {
    let before = world.seen;
    world.told().await;
    let status = |one: &Received| format!("{} {}", one.target, one.json()["state"].as_str().unwrap());
    let mut statuses: Vec<String> = world.receiver.received()[before..].iter().map(status).collect();
    statuses.sort();
    statuses
}
