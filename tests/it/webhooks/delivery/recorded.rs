//! What webhooks of the reference send, in small stories: which events fire, for which webhook, with which content.
//!
//! `recordings/deliveries.json` holds what a receiver got in each story. Order and time are free; base addresses, hashes,
//! metadata and numbers of results are not compared, and of the descriptions of a provider version only whether there are
//! any.

mod stories;

use std::time::Instant;

use accord_tests::database::System;
use regex::Regex;
use serde_json::{Value, json};
use stories::{STORIES, Story};

use super::receiver::{Received, Receiver};
use super::{PATIENCE, deliveries, started};

#[tokio::test]
async fn deliveries_are_those_of_the_reference_on_sqlite() {
    deliveries_are_those_of_the_reference(System::Sqlite).await;
}

#[tokio::test]
async fn deliveries_are_those_of_the_reference_on_postgres() {
    deliveries_are_those_of_the_reference(System::Postgres).await;
}

async fn deliveries_are_those_of_the_reference(system: System) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/recordings/deliveries.json");
    let recorded: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let recorded = recorded.as_object().unwrap();
    assert_eq!(recorded.len(), STORIES.len());
    for name in STORIES {
        let Some(broker) = started(system, &[0]).await else {
            return;
        };
        let receiver = Receiver::well().await;
        Story::new(&broker, &receiver).play(name).await;
        let deadline = Instant::now() + PATIENCE;
        while !deliveries(&broker, "?status=not_run").await.is_empty() {
            assert!(Instant::now() < deadline, "{name}: not everything was sent");
        }
        let sent = receiver.received();
        let sent = sent.iter().map(|one| normalised(broker.base(), one)).collect();
        let wanted = recorded[*name].as_array().unwrap().clone();
        assert_eq!(sorted(sent), sorted(wanted), "{name} on {system:?}");
        broker.stop().await;
    }
}

fn sorted(mut deliveries: Vec<Value>) -> Vec<Value> {
    for delivery in &mut deliveries {
        delivery.sort_all_objects();
    }
    deliveries.sort_by_key(Value::to_string);
    deliveries
}

fn normalised(base: &str, received: &Received) -> Value {
    let (name, query) = received.target.trim_start_matches('/').split_once('?').unwrap();
    let mut body = received.body.replace(base, "{base}");
    for (pattern, replacement) in [
        (r#"/metadata/[^/"?]+"#, "/metadata/{meta}"),
        (r"\b[0-9a-f]{40,64}\b", "{sha}"),
        (r"/verification-results/\d+", "/verification-results/{n}"),
    ] {
        body = Regex::new(pattern)
            .unwrap()
            .replace_all(&body, replacement)
            .into_owned();
    }
    // A quote in a name makes a body that is no JSON, there as here.
    let mut parameters = serde_json::from_str(&body).unwrap_or_else(|_| json!({"(body is not JSON)": body}));
    if let Some(descriptions) = parameters.get_mut("providerVersionDescriptions") {
        *descriptions = json!(descriptions != "");
    }
    let name = percent_encoding::percent_decode_str(name).decode_utf8().unwrap();
    json!({"webhook": name, "query": query, "parameters": parameters})
}
