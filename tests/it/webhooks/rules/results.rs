//! A result fires once for each consumer version that its contract was chosen for.

use serde_json::json;

use super::{FAILED, PUBLISHED, SUCCEEDED, VERIFIED, World, pact, rules};

rules! { start:
    a_success_is_published_and_succeeded
    a_failure_is_published_and_failed
    without_selectors_it_fires_for_the_version_that_the_link_names
    without_a_version_in_the_link_it_fires_for_the_newest_with_the_content
    with_selectors_every_event_fires_for_each_version_once
    tags_are_those_of_the_selectors_of_the_version
    the_contract_is_told_as_that_of_each_version
    a_version_that_has_another_content_does_not_fire
}

const TOLD: [&str; 3] = ["eventName", "consumerVersionNumber", "providerVersionNumber"];

async fn a_success_is_published_and_succeeded(mut world: World) {
    world.publish("1", None, &[], "things").await;
    world.hook(&[VERIFIED, SUCCEEDED, FAILED], &TOLD).await;
    world.verify("1", "9", true).await;
    assert_eq!(
        world.told().await,
        [
            "provider_verification_published | 1 | 9",
            "provider_verification_succeeded | 1 | 9"
        ]
    );
}

async fn a_failure_is_published_and_failed(mut world: World) {
    world.publish("1", None, &[], "things").await;
    world.hook(&[VERIFIED, SUCCEEDED, FAILED], &TOLD).await;
    world.verify("1", "9", false).await;
    assert_eq!(
        world.told().await,
        [
            "provider_verification_failed | 1 | 9",
            "provider_verification_published | 1 | 9"
        ]
    );
}

/// Versions 1, 2 and 3 of the consumer with the same content, of which 2 and 3 can be chosen by branch or tag.
async fn with_three_versions(world: &World) {
    world.publish("1", None, &[], "things").await;
    world.publish("2", Some("feat"), &["a", "b", "c"], "things").await;
    world.publish("3", Some("main"), &["c"], "things").await;
}

async fn without_selectors_it_fires_for_the_version_that_the_link_names(mut world: World) {
    world.hook(&[PUBLISHED], &["pactUrl"]).await;
    world.publish("1", None, &["a", "b"], "things").await;
    let link = world.told().await.remove(0);
    world.publish("2", None, &[], "things").await;
    world.told().await;
    world
        .hook(&[VERIFIED], &["consumerVersionNumber", "consumerVersionTags"])
        .await;
    world.result(&world.results_of(&link).await, "9", true).await;
    assert_eq!(world.told().await, ["1 | a, b"]);
}

async fn without_a_version_in_the_link_it_fires_for_the_newest_with_the_content(mut world: World) {
    with_three_versions(&world).await;
    world.publish("4", Some("main"), &[], "other things").await;
    world
        .hook(&[VERIFIED], &["consumerVersionNumber", "consumerVersionTags"])
        .await;
    world.verify("1", "9", true).await;
    assert_eq!(world.told().await, ["3 | c"]);
}

async fn with_selectors_every_event_fires_for_each_version_once(mut world: World) {
    with_three_versions(&world).await;
    world.hook(&[VERIFIED, SUCCEEDED, FAILED], &TOLD).await;
    let selectors = json!([{"branch": "feat"}, {"tag": "a"}, {"mainBranch": true}]);
    world.result(&world.chosen(selectors).await, "9", true).await;
    assert_eq!(
        world.told().await,
        [
            "provider_verification_published | 2 | 9",
            "provider_verification_published | 3 | 9",
            "provider_verification_succeeded | 2 | 9",
            "provider_verification_succeeded | 3 | 9",
        ]
    );
}

async fn tags_are_those_of_the_selectors_of_the_version(mut world: World) {
    with_three_versions(&world).await;
    world
        .hook(&[VERIFIED], &["consumerVersionNumber", "consumerVersionTags"])
        .await;
    let selectors = json!([{"tag": "b", "latest": true}, {"tag": "a"}, {"branch": "feat"}, {"mainBranch": true}]);
    world.result(&world.chosen(selectors).await, "9", true).await;
    assert_eq!(world.told().await, ["2 | a, b", "3 | "]);
}

async fn the_contract_is_told_as_that_of_each_version(mut world: World) {
    with_three_versions(&world).await;
    world.hook(&[VERIFIED], &["consumerVersionNumber", "pactUrl"]).await;
    let selectors = json!([{"branch": "feat"}, {"mainBranch": true}]);
    world.result(&world.chosen(selectors).await, "9", true).await;
    let told = world.told().await;
    assert_eq!(told.len(), 2, "{told:?}");
    // Who follows the address and verifies what is there verifies it for the same version.
    for one in told {
        let (version, address) = one.split_once(" | ").expect("both are told");
        world.result(&world.results_of(address).await, "9", true).await;
        let again = world.told().await;
        assert!(
            again.len() == 1 && again[0].starts_with(&format!("{version} | ")),
            "{again:?}"
        );
    }
}

async fn a_version_that_has_another_content_does_not_fire(mut world: World) {
    world.publish("1", Some("feat"), &[], "things").await;
    world.publish("2", Some("main"), &[], "other things").await;
    world.hook(&[VERIFIED], &["consumerVersionNumber"]).await;
    let sha = |address: &str| {
        let (_, sha) = address.split_once("/pact-version/").expect("it names the content");
        sha[..40].to_owned()
    };
    let made_up = world.chosen(json!([{"branch": "feat"}])).await;
    let content = sha(&world.results_of(&pact("2")).await);
    world
        .result(&made_up.replace(&sha(&made_up), &content), "9", true)
        .await;
    assert_eq!(world.told().await, ["2"]);
}
