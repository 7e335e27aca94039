//! Secrets: kept where nobody sees them, sent to receivers and to nobody else.

mod keys;
mod named;
mod planted;
mod signing;
mod stored;

use accord_broker::config::{HostPattern, Settings, WebhookRules};
use accord_tests::api::{Answer, Api};
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use reqwest::Method;
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

/// Lets webhooks be sent to this machine, and shows what it answers.
fn sending_here(settings: Settings) -> Settings {
    Settings {
        webhooks: WebhookRules {
            hosts: vec![HostPattern::parse("127.0.0.1").unwrap()],
            ..settings.webhooks
        },
        ..settings
    }
}

async fn broker() -> TestBroker {
    let started = TestBroker::start_with(System::Sqlite, sending_here);
    started.await.expect("SQLite is always there")
}

async fn receiver() -> MockServer {
    let receiver = MockServer::start().await;
    let answer = ResponseTemplate::new(200);
    Mock::given(matchers::any()).respond_with(answer).mount(&receiver).await;
    receiver
}

/// Creates a webhook with this request; gives its address.
async fn webhook(broker: &Api, request: Value) -> String {
    let hook = json!({"events": [{"name": "contract_published"}], "request": request});
    broker.post("/webhooks", &hook).await.expect_status(201).link("self")
}

/// Sends a webhook by hand.
async fn execute(broker: &Api, webhook: &str) -> Value {
    let tried = broker.post(&format!("{webhook}/execute"), &json!({})).await;
    tried.expect_status(200).json()
}

async fn delete(broker: &Api, address: &str) -> Answer {
    Answer::to(broker.call(Method::DELETE, address)).await
}

/// Changes an SQLite database behind the broker's back.
fn change(database_url: &str, statements: &str) {
    let file = database_url.strip_prefix("sqlite://").unwrap();
    let mut connection = SqliteConnection::establish(file).unwrap();
    let statements = format!("PRAGMA busy_timeout = 10000; {statements}");
    connection.batch_execute(&statements).unwrap();
}
