//! Pages, as people see them.

mod applications;
mod can_i_deploy;
mod contract;
mod contract_hostile;
mod difference;
mod environments;
mod links;
mod matrix;
mod overview;
mod result;
mod visible;
mod webhooks;

use accord_tests::api::{Answer, Api};
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::contract;
use reqwest::Method;
use serde_json::json;

/// Pages are the same on both.
const BOTH: [System; 2] = [System::Sqlite, System::Postgres];

/// What browsers send.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// A page, as a browser gets it.
async fn page(broker: &Api, path: &str) -> Answer {
    let page = Answer::to(broker.call_accepting(BROWSER, Method::GET, path)).await;
    assert_eq!(page.header("content-type"), Some("text/html;charset=utf-8"), "{path}");
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    page
}

/// What is read on a page: its text without marks, with single spaces.
fn read(page: &Answer) -> String {
    let text = regex::Regex::new("(?s)<script.*?</script>|<[^>]*>").unwrap();
    let text = text.replace_all(&page.text, " ");
    let text = text
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#38;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Two contracts of a shop, one verified, what is deployed, and a webhook whose receiver is not there.
async fn shop(system: System) -> Option<TestBroker> {
    let broker = TestBroker::start(system).await?;
    let webhook = json!({
        "description": "Start the build", "events": [{"name": "contract_published"}],
        "request": {"method": "POST", "url": "https://ci.example.invalid/build", "body": {"build": "now"}},
    });
    broker.post("/webhooks", &webhook).await.expect_status(201);
    for (provider, number) in [("Orders", "1"), ("Stock", "1")] {
        let path = format!("/pacts/provider/{provider}/consumer/Web-Shop/version/{number}");
        broker
            .put(&path, &contract("Web-Shop", provider, "things"))
            .await
            .expect_status(201);
    }
    broker
        .put("/pacticipants/Web-Shop/branches/feat%2Fcart/versions/1", &json!({}))
        .await;
    broker
        .put("/pacticipants/Orders/labels/team-a", &json!({}))
        .await
        .expect_status(201);
    broker.verify(("Web-Shop", "1"), ("Orders", "7"), true).await;
    broker.create_environment("production").await;
    broker.deploy("Orders", "7", "production").await;
    Some(broker)
}
