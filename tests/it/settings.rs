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

/// What the program says, and its exit code.
async fn ended(configure: impl FnOnce(&mut std::process::Command)) -> (Option<i32>, String) {
    let mut broker = BrokerProcess::launch_as(|program, _| configure(program)).unwrap();
    let status = broker.until_ended(PATIENCE).await.unwrap();
    (status.code(), broker.log().unwrap())
}

#[tokio::test]
async fn bad_settings_end_the_program_with_a_line_for_each() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("broker.yaml");
    std::fs::write(&file, "databse_url: sqlite:x\nmain_branch_candidates: {}\n").unwrap();
    let (code, log) = ended(|program| {
        program
            .args(["serve", "--port", "nonsense", "--config"])
            .arg(&file)
            .env("ACCORD_BASE_ULR", "http://a")
            .env("PACT_BROKER_BASIC_AUTH_READ_ONLY_USERNAME", "reader")
            .env("PACT_BROKER_BASIC_AUTH_READ_ONLY_PASSWORD", "glasses")
            .env("PACT_BROKER_TOKEN", "of a client");
    })
    .await;
    assert_eq!(code, Some(2), "{log}");
    let file = file.display();
    for line in [
        format!("accord-broker: {file}: databse_url: is no setting; did you mean database_url?"),
        format!("accord-broker: {file}: main_branch_candidates: must be a list, or one text with blanks between"),
        "accord-broker: ACCORD_BASE_ULR: is no setting; did you mean ACCORD_BASE_URL?".to_owned(),
        "accord-broker: --port: `nonsense` is no whole number from 0 to 65535".to_owned(),
        "accord-broker: basic_auth_username: is missing: a read-only user alone would leave nobody who can publish"
            .to_owned(),
    ] {
        assert!(log.lines().any(|said| said == line), "{line}\nis not in\n{log}");
    }
    assert_eq!(log.lines().count(), 5, "{log}");
}

#[tokio::test]
async fn a_file_configures_the_broker_and_what_config_prints_is_such_a_file() {
    for (variable, name, equals) in [("ACCORD_CONFIG", "a.yml", ":"), ("PACT_BROKER_CONF", "a.toml", " =")] {
        let directory = tempfile::tempdir().unwrap();
        let (first, second) = (
            directory.path().join(name),
            directory.path().join(format!("second-{name}")),
        );
        let text =
            format!("bind{equals} '127.0.0.1'\nbase_url{equals} 'https://example.org/x'\nlog_format{equals} json\n");
        std::fs::write(&first, text.replace("= json", "= 'json'")).unwrap();
        let format = if name.ends_with("yml") { "yaml" } else { "toml" };
        let (code, printed) = ended(|program| {
            program
                .args(["config", "--format", format])
                .env(variable, &first)
                .env("PACT_BROKER_BASIC_AUTH_USERNAME", "writer")
                .env("PACT_BROKER_BASIC_AUTH_PASSWORD", "hidden-pen");
        })
        .await;
        assert_eq!(code, Some(0), "{printed}");
        assert!(!printed.contains("hidden-pen"), "{printed}");
        assert!(
            printed.contains("# From: variable PACT_BROKER_BASIC_AUTH_PASSWORD"),
            "{printed}"
        );
        assert!(
            printed.contains(&format!("# From: file {}", first.display())),
            "{printed}"
        );

        std::fs::write(&second, printed).unwrap();
        let broker = BrokerProcess::launch_as(|program, port| {
            program
                .current_dir(directory.path())
                .args(["--port", port, "--config"])
                .arg(&second)
                .env("ACCORD_BASIC_AUTH_PASSWORD", "hidden-pen");
        });
        let broker = ready(broker.unwrap()).await;
        let index = broker
            .api()
            .call(Method::GET, "/")
            .basic_auth("writer", Some("hidden-pen"));
        assert_eq!(Answer::to(index).await.link("self"), "https://example.org/x");
        assert!(broker.log().unwrap().starts_with('{'), "{}", broker.log().unwrap());
    }
}

#[tokio::test]
async fn settings_of_the_reference_without_a_meaning_are_told_in_the_log() {
    let directory = tempfile::tempdir().unwrap();
    let broker = BrokerProcess::launch_as(|program, port| {
        program
            .current_dir(directory.path())
            .args(["--port", port])
            .env("PACT_BROKER_PUMA_PERSISTENT_TIMEOUT", "20")
            .env("PACT_BROKER_TOKEN", "hidden-token");
    });
    let log = ready(broker.unwrap()).await.log().unwrap();
    assert!(
        log.contains("PACT_BROKER_PUMA_PERSISTENT_TIMEOUT means nothing here"),
        "{log}"
    );
    assert!(log.contains("PACT_BROKER_TOKEN is ignored"), "{log}");
    assert!(!log.contains("hidden-token"), "{log}");
}

#[tokio::test]
async fn the_log_level_decides_about_request_lines() {
    let directory = tempfile::tempdir().unwrap();
    let broker = BrokerProcess::launch_as(|program, port| {
        program
            .current_dir(directory.path())
            .args(["--port", port, "--log-level", "warn"]);
    });
    let broker = ready(broker.unwrap()).await;
    broker.api().get("/pacticipants").await.expect_status(200);
    assert_eq!(broker.log().unwrap(), "");
}
