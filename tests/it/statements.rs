//! The number of database statements of a question does not grow with the size of its answer.

use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::{contract, publication};
use reqwest::Method;
use serde_json::{Value, json};

use crate::pages::crawl::one_of_each;

/// Questions that answer with a list.
const LISTS: &[&str] = &[
    "/can-i-deploy?pacticipant=web&version=1&environment=test",
    "/can-i-deploy?pacticipant=p00&version=1&environment=test",
    "/matrix?q[][pacticipant]=web&q[][version]=1&latestby=cvp&latest=true",
    "/matrix?q[][pacticipant]=web&q[][pacticipant]=p00&latestby=cvpv",
    "/matrix?q[][pacticipant]=web",
    "/pacticipants",
    "/pacticipants/web",
    "/pacticipants/web/versions",
    "/pacticipants/web/versions/1",
    "/pacts/latest",
    "/pacts/provider/p00",
    "/pacts/provider/p00/latest",
    "/pacts/provider/p00/tag/t",
    "/pacts/provider/p00/branch",
    "/pacts/provider/p00/branch/main/latest",
    "/pacts/provider/p00/consumer/web/versions",
    "/verification-results/consumer/web/version/1/latest",
    "/environments",
    "/dashboard?page=1&size=1000",
];

/// Pages of what grows, and questions that forms ask; one of each page besides is found by its links.
const GROWING: &[&str] = &[
    "/pacticipants/web",
    "/pacticipants/p00",
    "/pacticipants/web/charts",
    "/pacticipants/web/versions/1",
    "/pacticipants/p00/versions/1",
    "/dashboard/provider/p00/consumer/web",
    "/matrix/provider/p00/consumer/web",
    "/?q=web&status=never&label=x&branch=main&environment=test",
    "/can-i-deploy?pacticipant=web&version=1&environment=test",
    "/matrix?q[][pacticipant]=web&q[][version]=1",
    "/matrix?q[][pacticipant]=web&q[][pacticipant]=p00",
    "/network?application=web&depth=all&status=success&label=x",
    "/pacts/provider/p00/consumer/web/version/1/diff/version/0",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_longer_list_takes_no_more_statements() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    broker.create_environment("test").await;
    grow(&broker, 0, 2).await;
    let pages = one_of_each(&broker).await;
    let few = counts(&broker, &pages).await;
    grow(&broker, 2, 12).await;
    let many = counts(&broker, &pages).await;
    for ((path, few), (_, many)) in few.iter().zip(&many) {
        assert_eq!(few, many, "{path} takes a statement for each row");
    }
}

/// It is triggered by every contract.
fn webhook() -> Value {
    json!({
        "events": [{"name": "contract_published"}],
        "request": {"method": "POST", "url": "https://ci.example.invalid/build"},
    })
}

async fn counts(broker: &TestBroker, pages: &[String]) -> Vec<(String, u64)> {
    let mut counts = Vec::new();
    let lists = LISTS.iter().map(|path| ("application/hal+json", *path));
    let forms = GROWING.iter().map(|path| ("text/html", *path));
    let pages = pages.iter().map(|path| ("text/html", path.as_str()));
    for (accept, path) in lists.chain(forms).chain(pages) {
        let before = broker.statements().count();
        let call = broker.call_accepting(accept, Method::GET, path);
        Answer::to(call).await.expect_status(200);
        counts.push((format!("{path} as {accept}"), broker.statements().count() - before));
    }
    let before = broker.statements().count();
    for_verification(broker).await;
    counts.push(("for-verification".to_owned(), broker.statements().count() - before));
    counts
}

async fn for_verification(broker: &TestBroker) -> Answer {
    let question = json!({
        "consumerVersionSelectors": [{"mainBranch": true}, {"deployedOrReleased": true}, {"tag": "t", "latest": true}],
        "providerVersionBranch": "main",
        "includePendingStatus": true,
        "includeWipPactsSince": "2020-01-01",
    });
    broker
        .post("/pacts/provider/p00/for-verification", &question)
        .await
        .expect_status(200)
}

/// More of everything: consumers of `p00`, providers of `web`, versions of `web`, results, tags, deployments.
async fn grow(broker: &TestBroker, from: usize, to: usize) {
    let providers: Vec<String> = (0..to).map(|index| format!("p{index:02}")).collect();
    for version in from..to {
        let number = version.to_string();
        let contracts: Vec<_> = providers
            .iter()
            .map(|provider| contract("web", provider, &number))
            .collect();
        broker
            .post(
                "/contracts/publish",
                &publication("web", &number, Some("main"), &contracts),
            )
            .await
            .expect_status(200);
        broker
            .put(&format!("/pacticipants/web/versions/{number}/tags/t"), &json!({}))
            .await
            .expect_status(201);
        for provider in &providers {
            broker.verify(("web", &number), (provider, &number), true).await;
        }
        let consumer = format!("consumer{version}");
        broker.publish(&consumer, "1", "p00").await;
        broker.deploy(&consumer, "1", "test").await;
        broker.create_environment(&format!("stage{version}")).await;
        broker.post("/webhooks", &webhook()).await.expect_status(201);
        broker
            .put(&format!("/pacticipants/web/labels/label{version}"), &json!({}))
            .await
            .expect_status(201);
    }
    broker.deploy("web", "1", "test").await;
    for provider in &providers {
        broker.deploy(provider, &(to - 1).to_string(), "test").await;
    }
}
