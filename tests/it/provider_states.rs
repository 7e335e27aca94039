//! The states that contracts expect of a provider.

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use serde_json::json;

#[tokio::test]
async fn an_environment_is_found_by_its_name_and_by_its_uuid() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    let pact = json!({"consumer": {"name": "web"}, "provider": {"name": "stock"}, "interactions": [{
        "description": "a request",
        "providerStates": [{"name": "something is in stock"}],
        "request": {"method": "GET", "path": "/"},
        "response": {"status": 200},
    }]});
    broker
        .put("/pacts/provider/stock/consumer/web/version/1", &pact)
        .await
        .expect_status(201);
    let environment = broker.create_environment("prod").await.json();
    broker.deploy("web", "1", "prod").await;

    let uuid = environment["uuid"].as_str().unwrap();
    for name in ["prod", uuid] {
        let path = format!("/pacts/provider/stock/provider-states/environment/{name}");
        let states = broker.get(&path).await.expect_status(200).json();
        assert_eq!(states["providerStates"][0]["name"], "something is in stock", "{name}");
    }
    broker
        .get("/pacts/provider/stock/provider-states/environment/nowhere")
        .await
        .expect_status(404);
}
