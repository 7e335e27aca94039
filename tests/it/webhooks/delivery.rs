//! What is triggered is delivered in the background, whatever happens to receivers and brokers.

mod crashes;
mod looking_after;
pub(super) mod receiver;
mod recorded;
mod repeating;
mod sending;

use std::time::{Duration, Instant};

use accord_broker::config::{HostPattern, Settings};
use accord_tests::api::Api;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};
use receiver::Receiver;
use serde_json::{Value, json};

use super::create;

pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// Settings of a broker that delivers, with these pauses in seconds between attempts.
pub(super) fn delivering(schedule: &[u64]) -> impl FnOnce(Settings) -> Settings {
    let schedule = schedule.to_vec();
    move |mut settings| {
        settings.webhook_concurrency = 8;
        settings.webhooks.hosts = vec![HostPattern::parse("127.0.0.1").unwrap()];
        settings.webhooks.retry_after_seconds = schedule;
        settings
    }
}

/// A broker that delivers.
async fn started(system: System, schedule: &[u64]) -> Option<TestBroker> {
    TestBroker::start_with(system, delivering(schedule)).await
}

/// Creates a webhook that goes to a receiver when a contract is published; returns its address.
async fn hook_to(broker: &Api, receiver: &Receiver, events: &[&str]) -> String {
    let events: Vec<Value> = events.iter().map(|name| json!({"name": name})).collect();
    let body = json!({"consumer": "${pactbroker.consumerName}", "version": "${pactbroker.consumerVersionNumber}"});
    let url = format!("{}/build", receiver.url);
    let hook = json!({"events": events, "request": {"method": "POST", "url": url, "body": body}});
    create(broker, "/webhooks", &hook).await
}

async fn published_hook(broker: &Api, receiver: &Receiver) -> String {
    hook_to(broker, receiver, &["contract_published"]).await
}

/// The deliveries in a list, newest first.
pub(super) async fn deliveries(broker: &Api, query: &str) -> Vec<Value> {
    let list = broker.get(&format!("/triggered-webhooks{query}")).await;
    let list = list.expect_status(200).json();
    list["_embedded"]["triggeredWebhooks"].as_array().unwrap().clone()
}

/// Waits until the newest delivery has come so far.
async fn until_status(broker: &Api, status: &str) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let newest = deliveries(broker, "?limit=1").await.pop();
        if let Some(newest) = newest.as_ref().filter(|newest| newest["status"] == status) {
            return newest.clone();
        }
        assert!(Instant::now() < deadline, "not {status}: {newest:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The log of a delivery.
async fn log(broker: &Api, delivery: &Value) -> String {
    let logs = delivery["_links"]["pb:logs"]["href"].as_str().unwrap();
    let logs = broker.get(logs).await.expect_status(200).json();
    let attempts = logs["executions"].as_array().unwrap().iter();
    attempts.map(|one| one["logs"].as_str().unwrap()).collect()
}

/// Changes the database behind the brokers' backs, as if time had passed.
fn change(url: &str, statement: &str) {
    let changed = match url.strip_prefix("sqlite://") {
        Some(file) => {
            let mut connection = SqliteConnection::establish(file).unwrap();
            connection.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
            connection.batch_execute(statement)
        }
        None => PgConnection::establish(url).unwrap().batch_execute(statement),
    };
    changed.unwrap();
}
