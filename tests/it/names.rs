//! Names that mean something in SQL, JSON, URLs or array literals are only names.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use accord_tests::api::Api;
use accord_tests::broker::TestBroker;
use accord_tests::database::{Database, System};
use accord_tests::process::BrokerProcess;

const STRANGE: &[&str] = &[
    r#"quo"ted \back\slash"#,
    "brace {d}, comma",
    "NULL",
    "semi;colon -- ' drop",
    "sla/sh and %2F",
    "日本語 ünï ✓",
    "question? #hash &amp",
];

#[tokio::test(flavor = "multi_thread")]
async fn strange_names_live_a_whole_life_on_sqlite() {
    strange_names_live_a_whole_life(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_names_live_a_whole_life_on_postgres() {
    strange_names_live_a_whole_life(System::Postgres).await;
}

async fn strange_names_live_a_whole_life(system: System) {
    let Some(database) = Database::fresh(system).await else {
        return;
    };
    let broker = BrokerProcess::start(database.url()).await.unwrap();
    let api = broker.api();
    api.create_environment("production").await;
    for (number, consumer) in STRANGE.iter().enumerate() {
        let provider = format!("{consumer} provider {number}");
        live(api, consumer, &provider).await;
    }
}

/// Clients take such a step out of a path before they send it, so this one is not asked.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_a_step_of_a_path_is_refused_in_a_path_too() {
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    broker.publish("web", "1", "orders").await;
    for path in [
        "/pacticipants/web/labels/%2E%2E",
        "/pacticipants/web/versions/1/tags/%2E",
        "/pacticipants/web/branches/%2e%2e/versions/1",
        "/pacticipants/web/versions/..",
    ] {
        let status = put_as_it_stands(&broker, path);
        assert!(status.starts_with("HTTP/1.1 400"), "{path}: {status}");
    }
}

/// The line that begins the answer.
fn put_as_it_stands(api: &Api, path: &str) -> String {
    let host = api.base().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    let head = "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close";
    write!(stream, "PUT {path} HTTP/1.1\r\nHost: {host}\r\n{head}\r\n\r\n{{}}").unwrap();
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status).unwrap();
    status
}

async fn live(api: &Api, consumer: &str, provider: &str) {
    api.publish(consumer, "1", provider).await;
    assert_eq!(api.can_i_deploy(consumer, "1", "production").await, None, "{consumer}");
    api.verify((consumer, "1"), (provider, "2"), true).await;
    api.deploy(provider, "2", "production").await;
    assert_eq!(
        api.can_i_deploy(consumer, "1", "production").await,
        Some(true),
        "{consumer}"
    );
}
