//! Webhooks for well-known services are created by name, and send what these expect.

use accord_tests::broker::TestBroker;
use reqwest::Method;
use serde_json::{Map, Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use super::{create, sending_here};

async fn templates(broker: &TestBroker) -> Vec<Value> {
    let index = broker.get("/").await.link("pb:webhook-templates");
    let list = broker.get(&index).await.expect_status(200).json();
    let mut templates = Vec::new();
    for summary in list["_embedded"]["webhookTemplates"].as_array().unwrap() {
        let own = summary["_links"]["self"]["href"].as_str().unwrap();
        let template = broker.get(own).await.expect_status(200).json();
        assert_eq!(template["title"], summary["title"]);
        templates.push(template);
    }
    templates
}

/// Something for every required parameter, and this address instead of the service's.
fn parameters(template: &Value, address: &str) -> Value {
    let parameters = template["parameters"].as_array().unwrap().iter();
    let required = parameters.filter(|parameter| parameter["required"] == true);
    let mut values: Map<String, Value> = required
        .map(|parameter| (parameter["name"].as_str().unwrap().to_owned(), json!("a value")))
        .collect();
    values.insert("address".to_owned(), json!(address));
    Value::Object(values)
}

#[tokio::test]
async fn every_template_becomes_a_webhook_that_sends_json() {
    let (broker, receiver) = (sending_here().await, MockServer::start().await);
    let accepted = ResponseTemplate::new(201);
    Mock::given(matchers::method(Method::POST.as_str()))
        .respond_with(accepted)
        .mount(&receiver)
        .await;
    broker.publish("web", "c0ffee", "orders").await;
    broker.verify(("web", "c0ffee"), ("orders", "9"), false).await;
    let templates = templates(&broker).await;
    assert!(templates.len() >= 10, "{templates:?}");
    for template in &templates {
        let parameters = parameters(template, &receiver.uri());
        let hook = json!({
            "provider": {"name": "orders"},
            "template": {"name": template["name"], "parameters": parameters},
        });
        let own = create(&broker, "/webhooks", &hook).await;
        let shown = broker.get(&own).await.expect_status(200).json();
        assert_eq!(shown["description"], template["title"]);
        assert_eq!(shown["events"], template["webhook"]["events"]);
        assert!(!shown.to_string().contains("${parameter."), "{shown}");
        let tried = broker.post(&format!("{own}/execute"), &json!({})).await.json();
        assert_eq!(tried["success"], true, "{tried}");
        let received = receiver.received_requests().await.unwrap().pop().unwrap();
        let body: Value = serde_json::from_slice(&received.body).unwrap();
        let all = format!("{} {body}", received.url);
        assert!(!all.contains("${") && !all.contains("%7B"), "{all}");
        if template["name"].as_str().unwrap().contains("status") {
            let state = body["state"].as_str().unwrap().to_lowercase();
            assert!(all.contains("c0ffee") && state.starts_with("fail"), "{all}");
        }
    }
    assert_eq!(receiver.received_requests().await.unwrap().len(), templates.len());
}

#[tokio::test]
async fn what_a_template_lacks_is_told_by_its_name() {
    let broker = sending_here().await;
    let hook = json!({"template": {"name": "github-commit-status", "parameters": {"owner": "acme", "reposit": "web"}}});
    let refused = broker.post("/webhooks", &hook).await.expect_status(400).json();
    let errors = &refused["errors"];
    assert_eq!(errors["template.parameters.repository"], json!(["is missing"]));
    assert_eq!(errors["template.parameters.token"], json!(["is missing"]));
    let unknown = errors["template.parameters.reposit"][0].as_str().unwrap();
    assert_eq!(unknown, "is none of owner, repository, token, context, address");
    broker.get("/webhook-templates/jira").await.expect_status(404);
}
