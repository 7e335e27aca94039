//! Brokers that are killed, stopped, or several.

use std::collections::HashSet;
use std::time::Duration;

use accord_broker::startup::Broker;
use accord_tests::api::Api;
use accord_tests::database::{Database, System, settings};
use accord_tests::process::BrokerProcess;

use super::receiver::{Manner, Receiver};
use super::{PATIENCE, change, delivering, published_hook, until_status};

/// What nobody has given back may be taken when its lease is over: now.
const LEASES_ARE_OVER: &str =
    "UPDATE triggered_webhooks SET leased_until = '2020-01-01 00:00:00' WHERE leased_until IS NOT NULL";

async fn launched(database: &Database) -> BrokerProcess {
    let mut broker = BrokerProcess::launch_as(|program, port| {
        program
            .args(["serve", "--bind", "127.0.0.1", "--port", port])
            .args(["--database-url", database.url()])
            .env("ACCORD_WEBHOOK_SCHEME_WHITELIST", "http https")
            .env("ACCORD_WEBHOOK_HOST_WHITELIST", "127.0.0.1");
    })
    .unwrap();
    broker.until_ready(Duration::from_secs(30)).await.unwrap();
    broker
}

async fn at_work(database: &Database) -> (Broker, Api) {
    let broker = Broker::start(delivering(&[0, 0])(settings(database.url())))
        .await
        .unwrap();
    let api = Api::new(&broker.url());
    (broker, api)
}

#[tokio::test]
async fn a_delivery_of_a_broker_that_was_killed_is_taken_over_on_sqlite() {
    a_delivery_of_a_broker_that_was_killed_is_taken_over(System::Sqlite).await;
}

#[tokio::test]
async fn a_delivery_of_a_broker_that_was_killed_is_taken_over_on_postgres() {
    a_delivery_of_a_broker_that_was_killed_is_taken_over(System::Postgres).await;
}

async fn a_delivery_of_a_broker_that_was_killed_is_taken_over(system: System) {
    let Some(database) = Database::fresh(system).await else {
        return;
    };
    let receiver = Receiver::start(&[Manner::Hang], Manner::Answer(200)).await;
    let killed = launched(&database).await;
    published_hook(killed.api(), &receiver).await;
    killed.api().publish("web", "1", "orders").await;
    receiver.until(1).await;
    // SIGKILL, in the middle of the attempt.
    drop(killed);

    let next = launched(&database).await;
    receiver.stays_at(1, Duration::from_millis(500)).await;
    change(database.url(), LEASES_ARE_OVER);
    let received = receiver.until(2).await;
    assert_eq!(received[0].id(), received[1].id());
    until_status(next.api(), "success").await;
}

#[tokio::test]
async fn what_was_triggered_before_a_kill_is_sent_after_the_next_start() {
    let database = Database::fresh(System::Sqlite).await.unwrap();
    let receiver = Receiver::well().await;
    // It triggers, and leaves sending to others.
    let without = Broker::start(settings(database.url())).await.unwrap();
    let api = Api::new(&without.url());
    published_hook(&api, &receiver).await;
    api.publish("web", "1", "orders").await;
    receiver.stays_at(0, Duration::from_millis(200)).await;
    without.stop().await;
    let (_broker, _) = at_work(&database).await;
    receiver.until(1).await;
}

#[tokio::test]
async fn two_brokers_share_the_work_and_never_do_it_twice() {
    let Some(database) = Database::fresh(System::Postgres).await else {
        return;
    };
    let (one, first) = at_work(&database).await;
    let (other, second) = at_work(&database).await;
    let receivers = [
        Receiver::start(&[], Manner::Slowly(Duration::from_millis(30))).await,
        Receiver::start(&[], Manner::Slowly(Duration::from_millis(30))).await,
    ];
    for receiver in &receivers {
        published_hook(&first, receiver).await;
    }
    for version in 0..20 {
        first.publish("web", &format!("{version}"), "orders").await;
        second.publish("web", &format!("{version}-other"), "orders").await;
    }
    for receiver in &receivers {
        let received = receiver.until(40).await;
        receiver.stays_at(40, Duration::from_millis(300)).await;
        let ids: HashSet<&str> = received.iter().map(|one| one.id()).collect();
        assert_eq!(ids.len(), 40);
    }
    let left = super::deliveries(&first, "?status=success&limit=100").await;
    assert_eq!(left.len(), 80);
    one.stop().await;
    other.stop().await;
}

#[tokio::test]
async fn a_stop_ends_what_is_under_way_and_gives_back_what_hangs() {
    for system in [System::Sqlite, System::Postgres] {
        let Some(database) = Database::fresh(system).await else {
            return;
        };
        let manners = [Manner::Slowly(Duration::from_secs(1))];
        let slow = Receiver::start(&manners, Manner::Answer(500)).await;
        let hanging = Receiver::start(&[Manner::Hang], Manner::Answer(200)).await;
        let (broker, api) = at_work(&database).await;
        published_hook(&api, &slow).await;
        published_hook(&api, &hanging).await;
        api.publish("web", "1", "orders").await;
        slow.until(1).await;
        hanging.until(1).await;
        let stopped = tokio::time::timeout(PATIENCE, broker.stop()).await;
        assert!(stopped.is_ok(), "{system:?}");

        let (broker, api) = at_work(&database).await;
        // At once, without waiting for the lease to end.
        hanging.until(2).await;
        until_status(&api, "success").await;
        slow.stays_at(1, Duration::from_millis(200)).await;
        broker.stop().await;
    }
}
