//! Pact files as other libraries write them: published, they come back as they were.

use std::path::Path;

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::{publication, segment};
use reqwest::Method;
use serde_json::Value;

#[tokio::test]
async fn pact_files_of_all_libraries_come_back_as_they_were_on_sqlite() {
    come_back_as_they_were(System::Sqlite).await;
}

#[tokio::test]
async fn pact_files_of_all_libraries_come_back_as_they_were_on_postgres() {
    come_back_as_they_were(System::Postgres).await;
}

async fn come_back_as_they_were(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    for file in pact_files() {
        let pact: Value = serde_json::from_str(&file).unwrap();
        let (consumer, provider) = (name(&pact, "consumer"), name(&pact, "provider"));
        let body = publication(&consumer, "1", Some("main"), std::slice::from_ref(&pact));
        broker.post("/contracts/publish", &body).await.expect_status(200);

        let path = |version| {
            format!(
                "/pacts/provider/{}/consumer/{}/version/{version}",
                segment(&provider),
                segment(&consumer)
            )
        };
        let published = broker.get(&path(1)).await.expect_status(200);
        assert_eq!(as_submitted(published.json()), pact, "{consumer} and {provider}");

        // Another client sends the same content with other white space and another order of keys.
        broker
            .send_raw(Method::PUT, &path(2), reformatted(&pact).into_bytes())
            .await
            .expect_status(201);
        let again = broker.get(&path(2)).await.expect_status(200);
        assert_eq!(
            again.link("pb:pact-version"),
            published.link("pb:pact-version"),
            "{consumer} and {provider}"
        );
    }
}

fn pact_files() -> Vec<String> {
    let directory = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/pacts"));
    let files: Vec<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    assert!(!files.is_empty(), "there are no pact files in {}", directory.display());
    files
}

fn name(pact: &Value, side: &str) -> String {
    pact[side]["name"].as_str().unwrap().to_owned()
}

/// Takes away what the broker adds.
fn as_submitted(mut pact: Value) -> Value {
    let members = pact.as_object_mut().unwrap();
    for added in ["createdAt", "updatedAt", "_links"] {
        members.shift_remove(added);
    }
    for list in ["interactions", "messages"] {
        for interaction in pact.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let id = interaction.as_object_mut().unwrap().shift_remove("_id");
            assert!(id.is_some(), "every interaction has an id by the broker");
        }
    }
    pact
}

fn reformatted(pact: &Value) -> String {
    serde_json::to_string_pretty(&reversed(pact)).unwrap()
}

fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .rev()
            .map(|(key, member)| (key.clone(), reversed(member)))
            .collect(),
        Value::Array(items) => items.iter().map(reversed).collect(),
        other => other.clone(),
    }
}
