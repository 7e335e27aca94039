//! A password that is changed while somebody changes something else of the webhook.

use accord_tests::database::System;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use super::{create, sending_from};

/// How often the two meet. One alone need not meet the other at the wrong moment.
const ROUNDS: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_outlives_a_change_beside_it_on_sqlite() {
    a_new_password_outlives_a_change_beside_it(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_outlives_a_change_beside_it_on_postgres() {
    a_new_password_outlives_a_change_beside_it(System::Postgres).await;
}

async fn a_new_password_outlives_a_change_beside_it(system: System) {
    let Some(broker) = sending_from(system).await else {
        return;
    };
    let receiver = MockServer::start().await;
    Mock::given(matchers::any())
        .respond_with(ResponseTemplate::new(200))
        .mount(&receiver)
        .await;
    let hook = |description: &str, password: &str| -> Value {
        json!({
            "description": description,
            "events": [{"name": "contract_published"}],
            "request": {"method": "POST", "url": receiver.uri(), "username": "me", "password": password},
        })
    };
    let own = create(&broker, "/webhooks", &hook("first", "old")).await;
    for round in 0..ROUNDS {
        let password = format!("new-{round}");
        let (rotated, described) = (hook("rotated", &password), hook("described anew", "**********"));
        let (one, other) = tokio::join!(broker.put(&own, &rotated), broker.put(&own, &described));
        one.expect_status(200);
        other.expect_status(200);
        broker
            .post(&format!("{own}/execute"), &json!({}))
            .await
            .expect_status(200);
        let sent = receiver.received_requests().await.unwrap().pop().unwrap();
        let expected = format!("Basic {}", STANDARD.encode(format!("me:{password}")));
        assert_eq!(sent.headers["authorization"], expected, "round {round}");
    }
}
