//! Variables that stand for options, as a process gets them.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::accord::Ran;
use crate::broker::Broker;
use crate::provider::{Conduct, Provider};

fn pact() -> Value {
    json!({
        "consumer": {"name": "a"}, "provider": {"name": "b"},
        "interactions": [{
            "description": "one", "providerState": "s",
            "request": {"method": "GET", "path": "/"}, "response": {"status": 200},
        }],
    })
}

fn run(directory: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accord"));
    command
        .current_dir(directory)
        .env_clear()
        .envs(variables.iter().copied());
    let output = command.args(arguments).output().unwrap();
    Ran {
        code: u8::try_from(output.status.code().unwrap()).unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn verify(variables: &[(&str, &str)], more: &[&str]) -> Ran {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("x.json"), pact().to_string()).unwrap();
    run(directory.path(), variables, &[&["verify", "x.json"], more].concat())
}

#[test]
fn blank_variables_are_as_good_as_absent() {
    let provider = Provider::start(pact(), Conduct::Honest);
    let blank = [
        ("PACT_BROKER_BASE_URL", ""),
        ("PACT_BROKER_HTTP_RETRIES", ""),
        ("PACT_PROVIDER_PORT", ""),
        ("PACT_PROVIDER_HOSTNAME", " "),
        ("PACT_PROVIDER_TRANSPORT", ""),
        ("PACT_PROVIDER_REQUEST_TIMEOUT", ""),
        ("PACT_PROVIDER_STATE_CHANGE_URL", ""),
        ("PACT_PROVIDER_STATE_CHANGE_TEARDOWN", ""),
        ("PACT_VERIFIER_JSON_REPORT", ""),
        ("PACT_VERIFIER_JUNIT_REPORT", ""),
    ];
    let port = provider.url.rsplit(':').next().unwrap();
    let ran = verify(&blank, &["--hostname", "127.0.0.1", "--port", port]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let lost = run(Path::new("."), &blank, &["list-environments"]);
    assert_eq!(
        (lost.code, lost.err.contains("--broker-base-url <URL>")),
        (2, true),
        "{}",
        lost.err
    );
}

#[test]
fn what_is_typed_wins_over_variables_that_it_excludes() {
    let provider = Provider::start(pact(), Conduct::Honest);
    let variables = [
        ("PACT_PROVIDER_PORT", "1"),
        ("PACT_PROVIDER_BASE_PATH", "/x"),
        ("PACT_PROVIDER_STATE", "other"),
    ];
    let typed = ["--provider-base-url", &provider.url];
    let ran = verify(&variables[..2], &typed);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let stateless = verify(&variables, &[&typed[..], &["--filter-no-state"]].concat());
    assert!(
        stateless.err.contains("no interaction was verified"),
        "{}",
        stateless.err
    );
}

#[test]
fn a_typed_token_wins_over_the_variable_of_a_user() {
    let broker =
        Broker::with_relations(&[("pb:environments", "/environments")]).on("GET", "/environments", 200, &json!({}));
    let ask = |more: &[&str]| {
        let variables = [
            ("PACT_BROKER_USERNAME", "me"),
            ("PACT_BROKER_BASE_URL", broker.url.as_str()),
        ];
        run(Path::new("."), &variables, &[&["list-environments"], more].concat())
    };
    assert_eq!(ask(&["--broker-token", "t0k"]).code, 0);
    assert_eq!(ask(&["--broker-token", ""]).code, 0);
    let sent: Vec<String> = broker.asked().into_iter().map(|asked| asked.authorization).collect();
    assert_eq!((sent[0].as_str(), sent[1].starts_with("Basic ")), ("Bearer t0k", true));
}

#[test]
fn flags_have_variables_too() {
    let provider = Provider::start(pact(), Conduct::Honest);
    let handler = format!("{}/_states", provider.url);
    let variables = [
        ("PACT_PROVIDER_STATE_CHANGE_URL", handler.as_str()),
        ("PACT_PROVIDER_STATE_CHANGE_AS_QUERY", "true"),
        ("PACT_PROVIDER_STATE_CHANGE_TEARDOWN", "true"),
    ];
    let ran = verify(&variables, &["--provider-base-url", &provider.url]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let queries: Vec<String> = provider.state_calls().into_iter().map(|(query, _)| query).collect();
    assert_eq!(queries, ["action=setup&state=s", "action=teardown&state=s"]);
}
