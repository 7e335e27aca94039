//! `accord-broker clean`: what stays and what goes, one at a time, and what a signal does.

use std::time::{Duration, Instant};

use accord_tests::broker::TestBroker;
use accord_tests::database::{Database, System};
use accord_tests::process::BrokerProcess;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};
use serde_json::json;

const PATIENCE: Duration = Duration::from_secs(60);

/// Runs statements past the broker.
fn run(url: &str, statements: &str) {
    match url.strip_prefix("sqlite://") {
        Some(path) => {
            let mut connection = SqliteConnection::establish(path).unwrap();
            connection
                .batch_execute("PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON")
                .unwrap();
            connection.batch_execute(statements).unwrap();
        }
        None => PgConnection::establish(url).unwrap().batch_execute(statements).unwrap(),
    }
}

fn launch(url: &str, flags: &[&str]) -> BrokerProcess {
    BrokerProcess::launch_as(|program, _| {
        program.args(["clean", "--database-url", url]).args(flags);
    })
    .unwrap()
}

/// Cleans up; returns the exit code and what was printed.
async fn clean(url: &str, flags: &[&str]) -> (Option<i32>, String) {
    let mut process = launch(url, flags);
    let status = process.until_ended(PATIENCE).await.unwrap();
    (status.code(), process.log().unwrap())
}

async fn numbers(broker: &TestBroker, pacticipant: &str) -> Vec<String> {
    let list = broker
        .get(&format!("/pacticipants/{pacticipant}/versions?size=5000"))
        .await;
    let list = list.expect_status(200).json();
    let versions = list["_embedded"]["versions"].as_array().unwrap().clone();
    let mut numbers: Vec<String> = versions
        .iter()
        .map(|version| version["number"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    numbers
}

const OLD: &str = "UPDATE versions SET created_at = '2020-01-01 00:00:00'; \
     UPDATE branches SET updated_at = '2020-01-01 00:00:00'; \
     UPDATE verifications SET created_at = '2020-01-01 00:00:00'; \
     UPDATE contents SET created_at = '2020-01-01 00:00:00'";

/// Six old versions of `web`: 2 is deployed, 3 the newest with a tag, 5 the head of a branch, 6 the newest.
async fn old_history(broker: &TestBroker) {
    broker.create_environment("test").await;
    for number in ["1", "2", "3", "4", "5", "6"] {
        broker.publish("web", number, "api").await;
    }
    for number in ["1", "3"] {
        let path = format!("/pacticipants/web/versions/{number}/tags/prod");
        broker.put(&path, &json!({})).await.expect_status(201);
    }
    let path = "/pacticipants/web/branches/feat/versions/5";
    broker.put(path, &json!({})).await.expect_status(201);
    // Of version 2 the failure is superseded; of version 1 the success, which still counts for pending.
    for (provider, outcomes) in [("1", [true, false]), ("2", [false, true])] {
        for success in outcomes {
            broker.verify(("web", "6"), ("api", provider), success).await;
        }
    }
    let path = "/pacticipants/api/versions/1/tags/kept";
    broker.put(path, &json!({})).await.expect_status(201);
    broker.deploy("web", "2", "test").await;
    run(broker.database_url(), OLD);
}

async fn what_is_in_use_stays(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    old_history(&broker).await;
    let url = broker.database_url();
    let (code, said) = clean(url, &["--dry-run"]).await;
    assert_eq!(code, Some(0), "{said}");
    for line in [
        "web: 6 versions, 4 kept, 2 to be deleted (2 this time)",
        r#"1 kept by {"tag":true,"latest":true}"#,
        r#"2 kept by {"branch":true,"latest":true}"#,
        r#"1 kept by {"deployed":true}"#,
        "superseded results: 1 to be deleted this time",
        "this was a dry run",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    assert_eq!(numbers(&broker, "web").await.len(), 6);

    let (code, said) = clean(url, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(numbers(&broker, "web").await, ["2", "3", "5", "6"]);
    let branches = broker.get("/pacticipants/web/branches").await.text;
    assert!(branches.contains("main") && !branches.contains("feat"), "{branches}");
    let web = broker.get("/pacticipants/web").await.json();
    assert_eq!(web["_embedded"]["latestVersion"]["number"], json!("6"));
    let tagged = broker
        .get("/pacts/provider/api/consumer/web/latest/prod")
        .await
        .expect_status(200);
    assert!(tagged.link("self").ends_with("/version/3"), "{}", tagged.text);
    let matrix = broker
        .get("/matrix?q[][pacticipant]=web&q[][version]=6&q[][pacticipant]=api")
        .await;
    assert_eq!(matrix.json()["matrix"].as_array().unwrap().len(), 3, "{}", matrix.text);

    // What was the head of a branch that is gone is nothing special any more, and a list may keep less.
    let (_, said) = clean(url, &["--keep", r#"[{"latest":true}]"#]).await;
    assert_eq!(numbers(&broker, "web").await, ["2", "6"], "{said}");
    let (_, said) = clean(url, &[]).await;
    assert!(said.contains("deleted 0"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_use_stays_on_sqlite() {
    what_is_in_use_stays(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_use_stays_on_postgres() {
    what_is_in_use_stays(System::Postgres).await;
}

async fn one_at_a_time(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    old_history(&broker).await;
    let url = broker.database_url();
    run(
        url,
        "INSERT INTO leases VALUES ('clean', 'another', '2999-01-01 00:00:00')",
    );
    let (code, said) = clean(url, &[]).await;
    assert!(
        code == Some(0) && said.contains("another clean-up is under way"),
        "{said}"
    );
    assert_eq!(numbers(&broker, "web").await.len(), 6);
    // One that was killed holds up nobody for long.
    run(url, "UPDATE leases SET held_until = '2020-01-01 00:00:00'");
    let all_branches = ["--keep-branches", "null"];
    let (one, other) = tokio::join!(clean(url, &all_branches), clean(url, &all_branches));
    let both = format!("{}{}", one.1, other.1);
    assert_eq!(both.matches("\ndeleted 3\n").count(), 1, "{both}");
    assert_eq!(numbers(&broker, "web").await, ["2", "3", "5", "6"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_at_a_time_on_sqlite() {
    one_at_a_time(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_at_a_time_on_postgres() {
    one_at_a_time(System::Postgres).await;
}

/// How many versions there are, asked faster than over HTTP.
fn versions(url: &str) -> i64 {
    let path = url.strip_prefix("sqlite://").unwrap();
    let mut connection = SqliteConnection::establish(path).unwrap();
    diesel::dsl::sql::<diesel::sql_types::BigInt>("SELECT count(*) FROM versions")
        .get_result(&mut connection)
        .unwrap()
}

/// Many old versions that nothing keeps but the newest.
async fn long_history(broker: &TestBroker) {
    broker.publish("web", "first", "api").await;
    run(
        broker.database_url(),
        "INSERT INTO versions (pacticipant_id, number, created_at, updated_at) \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) \
             SELECT p.id, 'v' || n.i, p.created_at, p.created_at FROM pacticipants p, n WHERE p.name = 'web'; \
         UPDATE pacticipants SET latest_version_id = (SELECT max(id) FROM versions)",
    );
    run(broker.database_url(), OLD);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_it_after_a_batch() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    long_history(&broker).await;
    let url = broker.database_url();
    let mut process = launch(url, &["--limit", "5000"]);
    let begin = Instant::now();
    while versions(url) > 2990 {
        assert!(begin.elapsed() < PATIENCE, "{}", process.log().unwrap());
    }
    process.terminate().unwrap();
    let status = process.until_ended(PATIENCE).await.unwrap();
    let said = process.log().unwrap();
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains("interrupted: deleted "), "{said}");
    assert!(versions(url) > 2);
    // The lease was given back.
    let (code, said) = clean(url, &["--limit", "5000"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(numbers(&broker, "web").await, ["first", "v3000"], "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_serves_cleans_up_on_its_schedule() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    old_history(&broker).await;
    let serving = BrokerProcess::launch_as(|program, port| {
        program
            .args([
                "serve",
                "--bind",
                "127.0.0.1",
                "--port",
                port,
                "--database-url",
                broker.database_url(),
            ])
            .env("PACT_BROKER_DATABASE_CLEAN_ENABLED", "true")
            .env("PACT_BROKER_DATABASE_CLEAN_CRON_SCHEDULE", "* * * * * *")
            .env(
                "PACT_BROKER_DATABASE_CLEAN_KEEP_VERSION_SELECTORS",
                r#"[{"latest":true}]"#,
            );
    })
    .unwrap();
    let begin = Instant::now();
    while numbers(&broker, "web").await != ["2", "6"] {
        assert!(begin.elapsed() < PATIENCE, "{}", serving.log().unwrap());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_understood_deletes_nothing() {
    let database = Database::fresh(System::Sqlite).await.expect("SQLite is always there");
    for flags in [
        ["--keep", r#"[{"tagg":true}]"#],
        ["--keep-branches", "all"],
        ["--limit", "-1"],
    ] {
        let (code, said) = clean(database.url(), &flags).await;
        assert_eq!(code, Some(2), "{said}");
    }
}
