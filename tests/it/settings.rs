//! The settings of the program, as arguments and as variables, under our names and those that operators already have.

use std::time::Duration;

use accord_tests::api::Answer;
use accord_tests::process::BrokerProcess;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(30);

async fn ready(mut broker: BrokerProcess) -> BrokerProcess {
    broker.until_ready(PATIENCE).await.unwrap();
    broker
}

#[tokio::test]
async fn without_any_configuration_it_starts_on_a_file_of_its_own() {
    let directory = tempfile::tempdir().unwrap();
    // The port is given because another program may have the usual one.
    let broker = BrokerProcess::launch_as(|program, port| {
        program.current_dir(directory.path()).args(["--port", port]);
    });
    let broker = ready(broker.unwrap()).await;
    broker.api().publish("web", "1", "orders").await;
    assert!(directory.path().join("accord.db").is_file());
}

#[tokio::test]
async fn variables_have_the_names_of_accord_and_those_of_the_pact_broker() {
    for prefix in ["ACCORD", "PACT_BROKER"] {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("accord.db");
        let broker = BrokerProcess::launch_as(|program, port| {
            program
                .env(format!("{prefix}_PORT"), port)
                .env(format!("{prefix}_DATABASE_URL"), format!("sqlite://{}", file.display()))
                .env(format!("{prefix}_BASE_URL"), "https://contracts.example.org/broker");
        });
        let broker = ready(broker.unwrap()).await;
        assert!(file.is_file(), "{prefix}_DATABASE_URL");
        let link = broker.api().get("/").await.link("self");
        assert!(
            link.starts_with("https://contracts.example.org/broker"),
            "{prefix}_BASE_URL: {link}"
        );
    }
}

#[tokio::test]
async fn the_json_log_has_one_line_per_request_with_its_trace() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("accord.db").display());
    let broker = BrokerProcess::launch_as(|program, port| {
        program.args(["serve", "--port", port, "--database-url", &url, "--log-format", "json"]);
    });
    let broker = ready(broker.unwrap()).await;
    broker.api().get("/pacticipants/nobody").await.expect_status(404);

    let log = broker.log().unwrap();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line} is no JSON: {error}")))
        .collect();
    let about: Vec<&Value> = lines
        .iter()
        .filter(|line| line.to_string().contains("/pacticipants/nobody"))
        .collect();
    assert_eq!(about.len(), 1, "{log}");
    assert!(about[0].to_string().contains(r#""trace_id":"#), "{}", about[0]);
    assert!(about[0].to_string().contains("404"), "{}", about[0]);
}

#[tokio::test]
async fn basic_authentication_knows_who_may_write_and_who_may_only_read() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("accord.db").display());
    let broker = BrokerProcess::launch_as(|program, port| {
        program
            .args(["serve", "--port", port, "--database-url", &url])
            .env("PACT_BROKER_BASIC_AUTH_USERNAME", "writer")
            .env("PACT_BROKER_BASIC_AUTH_PASSWORD", "pen")
            .env("PACT_BROKER_BASIC_AUTH_READ_ONLY_USERNAME", "reader")
            .env("PACT_BROKER_BASIC_AUTH_READ_ONLY_PASSWORD", "glasses");
    });
    let broker = ready(broker.unwrap()).await;
    let api = broker.api();
    let body = json!({"name": "web"});
    let write = |user: &str, password: &str| {
        Answer::to(
            api.call(Method::POST, "/pacticipants")
                .basic_auth(user, Some(password))
                .json(&body),
        )
    };
    let read = |user: &str, password: &str| {
        Answer::to(api.call(Method::GET, "/pacticipants").basic_auth(user, Some(password)))
    };

    let unknown = api.get("/pacticipants").await.expect_status(401);
    assert!(
        unknown
            .header("www-authenticate")
            .is_some_and(|scheme| scheme.starts_with("Basic"))
    );
    read("writer", "wrong").await.expect_status(401);
    read("reader", "pen").await.expect_status(401);
    read("reader", "glasses").await.expect_status(200);
    let refused = write("reader", "glasses").await.status;
    assert!(
        [StatusCode::UNAUTHORIZED.as_u16(), StatusCode::FORBIDDEN.as_u16()].contains(&refused),
        "{refused}"
    );
    write("writer", "pen").await.expect_status(201);

    let select = api
        .call(Method::POST, "/pacts/provider/web/for-verification")
        .basic_auth("reader", Some("glasses"));
    Answer::to(select.json(&json!({}))).await.expect_status(200);
    assert!(
        !broker.log().unwrap().contains("glasses"),
        "the log must not hold a password"
    );
}

#[tokio::test]
async fn a_setting_that_is_none_is_refused_with_its_name() {
    let mut broker = BrokerProcess::launch_as(|program, _| {
        program.args(["serve", "--port", "nonsense"]);
    })
    .unwrap();
    let status = broker.until_ended(PATIENCE).await.unwrap();
    assert!(!status.success());
    let log = broker.log().unwrap();
    assert!(log.contains("port") && log.contains("nonsense"), "{log}");
}
