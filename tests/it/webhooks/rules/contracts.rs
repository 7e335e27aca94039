//! What a publication is: `contract_published` always, `contract_content_changed` by comparison with what was there.

use accord_tests::story::contract;
use reqwest::Method;

use super::{CHANGED, PUBLISHED, World, pact, rules};

rules! { start:
    the_first_contract_is_published_and_changed
    the_same_content_is_published_and_not_changed
    the_same_version_again_is_published_and_not_changed
    other_content_is_changed
    an_untagged_version_is_compared_with_the_untagged_one_before
    a_tagged_version_is_compared_with_the_one_before_of_each_tag
    branches_play_no_part_in_whether_content_changed
    a_contract_by_put_is_the_same_as_one_by_publish
    what_a_merge_adds_is_changed
    the_newest_result_of_the_main_branch_is_told
    the_newest_result_is_told_when_the_main_branch_has_none
    a_publication_that_is_refused_fires_nothing
}

async fn hook(world: &World) {
    world
        .hook(&[PUBLISHED, CHANGED], &["eventName", "consumerVersionNumber"])
        .await;
}

const FIRST: [&str; 2] = ["contract_content_changed | 1", "contract_published | 1"];
const SECOND_CHANGED: [&str; 2] = ["contract_content_changed | 2", "contract_published | 2"];
const SECOND_SAME: [&str; 1] = ["contract_published | 2"];

async fn the_first_contract_is_published_and_changed(mut world: World) {
    hook(&world).await;
    world.publish("1", Some("main"), &["dev"], "things").await;
    assert_eq!(world.told().await, FIRST);
}

async fn the_same_content_is_published_and_not_changed(mut world: World) {
    world.publish("1", None, &[], "things").await;
    hook(&world).await;
    world.publish("2", None, &[], "things").await;
    assert_eq!(world.told().await, SECOND_SAME);
}

async fn the_same_version_again_is_published_and_not_changed(mut world: World) {
    world.publish("1", None, &[], "things").await;
    hook(&world).await;
    world.publish("1", None, &[], "things").await;
    assert_eq!(world.told().await, ["contract_published | 1"]);
}

async fn other_content_is_changed(mut world: World) {
    world.publish("1", None, &[], "things").await;
    hook(&world).await;
    world.publish("2", None, &[], "other things").await;
    assert_eq!(world.told().await, SECOND_CHANGED);
}

async fn an_untagged_version_is_compared_with_the_untagged_one_before(mut world: World) {
    world.publish("0", None, &[], "things").await;
    world.publish("1", None, &["dev"], "other things").await;
    hook(&world).await;
    world.publish("2", None, &[], "things").await;
    assert_eq!(world.told().await, SECOND_SAME);
}

async fn a_tagged_version_is_compared_with_the_one_before_of_each_tag(mut world: World) {
    world.publish("0", None, &["dev"], "things").await;
    world.publish("1", None, &[], "other things").await;
    hook(&world).await;
    world.publish("2", None, &["dev"], "things").await;
    assert_eq!(world.told().await, SECOND_SAME);
    world.publish("3", None, &["dev", "new"], "things").await;
    assert_eq!(
        world.told().await,
        ["contract_content_changed | 3", "contract_published | 3"]
    );
}

async fn branches_play_no_part_in_whether_content_changed(mut world: World) {
    world.publish("1", Some("main"), &[], "things").await;
    hook(&world).await;
    world.publish("2", Some("feat"), &[], "things").await;
    assert_eq!(world.told().await, SECOND_SAME);
}

async fn a_contract_by_put_is_the_same_as_one_by_publish(mut world: World) {
    hook(&world).await;
    let put = async |version: &str, what: &str| {
        let body = contract("web", "orders", what);
        let answer = world.broker.put(&pact(version), &body).await;
        assert!(answer.status < 300, "{}", answer.text);
    };
    put("1", "things").await;
    put("1", "things").await;
    put("2", "other things").await;
    assert_eq!(
        world.told().await,
        [
            "contract_content_changed | 1",
            "contract_content_changed | 2",
            "contract_published | 1",
            "contract_published | 1",
            "contract_published | 2",
        ]
    );
}

async fn what_a_merge_adds_is_changed(mut world: World) {
    world.publish("1", None, &[], "things").await;
    hook(&world).await;
    for what in ["things", "other things"] {
        let body = contract("web", "orders", what).to_string();
        let path = pact("1");
        let merge = world.broker.send_raw(Method::PATCH, &path, body.into_bytes());
        merge.await.expect_status(200);
    }
    assert_eq!(
        world.told().await,
        [
            "contract_content_changed | 1",
            "contract_published | 1",
            "contract_published | 1"
        ]
    );
}

const STATUS: [&str; 2] = ["providerVersionNumber", "githubVerificationStatus"];

async fn the_newest_result_of_the_main_branch_is_told(mut world: World) {
    world.publish("1", None, &[], "things").await;
    world.hook(&[PUBLISHED], &STATUS).await;
    world.provider_version("8", "main").await;
    world.verify("1", "8", true).await;
    world.verify("1", "9", false).await;
    world.publish("2", None, &[], "things").await;
    assert_eq!(world.told().await, ["8 | success"]);
}

async fn the_newest_result_is_told_when_the_main_branch_has_none(mut world: World) {
    world.hook(&[PUBLISHED], &STATUS).await;
    world.publish("1", None, &[], "things").await;
    assert_eq!(world.told().await, [" | pending"]);
    world.verify("1", "8", true).await;
    world.verify("1", "9", false).await;
    world.publish("2", None, &[], "things").await;
    assert_eq!(world.told().await, ["9 | failure"]);
}

async fn a_publication_that_is_refused_fires_nothing(mut world: World) {
    world.publish("1", None, &[], "things").await;
    hook(&world).await;
    let other = contract("web", "orders", "other things");
    world.broker.put(&pact("1"), &other).await.expect_status(409);
    assert!(world.told().await.is_empty());
}
