//! The program as an operator runs it.

use std::time::Duration;

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::process::BrokerProcess;
use accord_tests::story::{contract, publication};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn it_starts_on_a_new_sqlite_file_and_says_where_it_listens_and_where_its_data_is() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("new.db");
    let broker = BrokerProcess::start(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    assert!(file.is_file());
    let log = broker.log().unwrap();
    let address = broker.api().base().trim_start_matches("http://");
    assert!(log.contains(address), "{log}");
    assert!(log.contains(&file.display().to_string()), "{log}");
}

#[tokio::test]
async fn sigterm_lets_running_requests_finish() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("accord.db").display());
    let mut broker = BrokerProcess::start(&url).await.unwrap();
    let body = publication("web", "1", Some("main"), &[contract("web", "orders", "things")]).to_string();

    // Half of a request is on its way when the signal comes.
    let mut connection = TcpStream::connect(broker.api().base().trim_start_matches("http://"))
        .await
        .unwrap();
    let head = format!(
        "POST /contracts/publish HTTP/1.1\r\nHost: broker\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let (first, second) = body.split_at(body.len() / 2);
    connection.write_all(format!("{head}{first}").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    broker.terminate().unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    connection.write_all(second.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    connection.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 200");
    drop(connection);

    let status = broker.until_ended(PATIENCE).await.unwrap();
    assert!(status.success(), "{status}\n{}", broker.log().unwrap());

    let again = BrokerProcess::start(&url).await.unwrap();
    again.api().get("/pacticipants/web/versions/1").await.expect_status(200);
}

/// The log may be lost with the power of the machine, the file is not.
#[tokio::test]
async fn what_was_published_is_in_the_file_itself_a_moment_later() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("accord.db");
    let broker = BrokerProcess::start(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    let version = "7.3.1-kept";
    let body = publication("web", version, Some("main"), &[contract("web", "orders", "things")]);
    let is_there = || {
        let bytes = std::fs::read(&file).unwrap();
        bytes.windows(version.len()).any(|part| part == version.as_bytes())
    };
    assert!(!is_there());
    broker.api().post("/contracts/publish", &body).await.expect_status(200);
    let deadline = std::time::Instant::now() + PATIENCE;
    while !is_there() {
        assert!(std::time::Instant::now() < deadline, "it is in the log alone");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_connection_that_a_client_opened_in_advance_is_there_when_it_is_needed() {
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    let mut connection = TcpStream::connect(broker.base().trim_start_matches("http://"))
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_secs(8)).await;
    let request = "GET /livez HTTP/1.1\r\nHost: broker\r\n\r\n";
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    connection.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 200");
}

#[tokio::test]
async fn a_database_url_that_is_none_ends_the_program_with_the_reason() {
    let mut broker = BrokerProcess::launch("mysql://localhost/accord").unwrap();
    let status = broker.until_ended(PATIENCE).await.unwrap();
    assert!(!status.success());
    let log = broker.log().unwrap();
    assert!(log.contains("mysql"), "{log}");
    assert!(!log.contains("panicked"), "{log}");
}

#[tokio::test]
async fn several_processes_may_migrate_a_new_sqlite_file_at_once() {
    let directory = tempfile::tempdir().unwrap();
    all_become_ready(&format!("sqlite://{}", directory.path().join("accord.db").display())).await;
}

#[tokio::test]
async fn several_processes_may_migrate_a_new_postgres_database_at_once() {
    let Some(database) = accord_tests::database::Database::unmigrated_postgres().await else {
        return;
    };
    all_become_ready(database.url()).await;
}

async fn all_become_ready(url: &str) {
    let mut brokers: Vec<BrokerProcess> = (0..6).map(|_| BrokerProcess::launch(url).unwrap()).collect();
    for broker in &mut brokers {
        broker.until_ready(PATIENCE).await.unwrap();
    }
    brokers[0].api().publish("web", "1", "orders").await;
    for broker in &brokers {
        broker
            .api()
            .get("/pacts/provider/orders/consumer/web/version/1")
            .await
            .expect_status(200);
    }
}

#[tokio::test]
async fn replicas_on_one_postgres_database_see_each_other() {
    let Some(database) = accord_tests::database::Database::fresh(System::Postgres).await else {
        return;
    };
    let (one, other) = (
        BrokerProcess::start(database.url()).await.unwrap(),
        BrokerProcess::start(database.url()).await.unwrap(),
    );
    one.api().publish("web", "1", "orders").await;
    other.api().verify(("web", "1"), ("orders", "5"), true).await;
    one.api().create_environment("production").await;
    other.api().deploy("orders", "5", "production").await;
    assert_eq!(one.api().can_i_deploy("web", "1", "production").await, Some(true));
}
