//! Pages, as people see them.

mod applications;
mod can_i_deploy;
mod charts;
mod contract;
mod contract_hostile;
pub(crate) mod crawl;
mod difference;
mod environments;
mod integration;
mod links;
mod looks;
mod matrix;
mod network;
mod overview;
mod result;
mod visible;
mod webhook_form;
mod webhooks;

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::contract;
use serde_json::json;

use visible::{page, words as read};

/// Pages are the same on both.
const BOTH: [System; 2] = [System::Sqlite, System::Postgres];

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
