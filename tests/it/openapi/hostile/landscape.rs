//! What there is to be attacked.

use std::time::Duration;

use accord_tests::broker::TestBroker;
use serde_json::{Value, json};

/// Names that stand in the landscape.
pub(super) const NAMES: &[&str] = &["web", "stock", "1", "2", "main", "feat/x", "prod", "team-a", "latest"];

/// Publishes, verifies, deploys and configures a little of everything; returns the counts.
pub(super) async fn build(broker: &TestBroker) -> Value {
    for version in ["1", "2"] {
        broker.publish("web", version, "stock").await;
        for path in [
            format!("/pacticipants/web/branches/main/versions/{version}"),
            format!("/pacticipants/web/branches/feat%2Fx/versions/{version}"),
            format!("/pacticipants/web/versions/{version}/tags/prod"),
            format!("/pacticipants/stock/versions/{version}/tags/prod"),
        ] {
            broker.put(&path, &json!({})).await;
        }
    }
    broker.put("/pacticipants/web/labels/team-a", &json!({})).await;
    broker.verify(("web", "1"), ("stock", "1"), true).await;
    broker.create_environment("prod").await;
    broker.deploy("stock", "1", "prod").await;
    let webhook = json!({
        "events": [{"name": "contract_published"}],
        "request": {"method": "POST", "url": "https://example.invalid/hook", "headers": {"authorization": "secret"}},
    });
    broker.post("/webhooks", &webhook).await;
    counts(broker).await
}

/// How many there are of everything.
pub(super) async fn counts(broker: &TestBroker) -> Value {
    broker.get("/metrics").await.json()
}

/// The counts when nothing changes any more.
pub(super) async fn settled(broker: &TestBroker) -> Value {
    let mut before = counts(broker).await;
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let after = counts(broker).await;
        if after == before {
            return after;
        }
        before = after;
    }
}
