//! The binary itself: what only a process of its own shows.

use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::broker::Broker;

fn accord(broker: &Broker, arguments: &[&str], more: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accord"));
    command
        .env_clear()
        .env("PACT_BROKER_BASE_URL", &broker.url)
        .envs(more.iter().copied());
    command.args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn broker() -> Broker {
    Broker::with_relations(&[("pb:environments", "/environments")]).on(
        "GET",
        "/environments",
        200,
        &json!({"_embedded": {"environments": []}}),
    )
}

#[test]
fn options_are_taken_from_the_environment() {
    let broker = broker();
    let output = accord(&broker, &["list-environments"], &[("PACT_BROKER_TOKEN", "t0k")]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(broker.asked()[0].authorization, "Bearer t0k");
}

#[test]
fn exit_codes_reach_the_caller() {
    let broker = broker().on("GET", "/matrix", 200, &json!({"summary": {"deployable": false}}));
    let code = |arguments: &[&str]| accord(&broker, arguments, &[]).status.code();
    assert_eq!(code(&["can-i-deploy", "-a", "shop", "-e", "1"]), Some(1));
    assert_eq!(code(&["can-i-deploy", "-a", "shop"]), Some(2));
    assert_eq!(code(&["--version"]), Some(0));
}

#[test]
fn a_pipe_gets_no_colours_unless_they_are_wanted() {
    let broker = broker().on("GET", "/matrix", 200, &json!({"summary": {"deployable": true}}));
    let out = |more: &[&str]| {
        let arguments = [&["can-i-deploy", "-a", "shop", "-e", "1"], more].concat();
        String::from_utf8(accord(&broker, &arguments, &[]).stdout).unwrap()
    };
    assert!(out(&[]).starts_with("Yes, this can be deployed."));
    assert!(out(&["--color", "always"]).starts_with("\u{1b}[32mYes"));
}

#[test]
fn verbose_tells_what_is_asked_on_the_error_stream() {
    let output = accord(&broker(), &["list-environments", "--verbose"], &[]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("/environments") && !told.contains('\u{1b}'), "{told}");
    assert!(!String::from_utf8(output.stdout).unwrap().contains("asking"));
}

#[test]
fn a_reader_who_goes_away_is_no_failure_and_changes_no_answer() {
    let unread = |broker: &Broker, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accord"));
        command
            .env_clear()
            .env("PACT_BROKER_BASE_URL", &broker.url)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let answer = |deployable: bool| broker().on("GET", "/matrix", 200, &json!({"summary": {"deployable": deployable}}));
    let question = ["can-i-deploy", "-a", "shop", "-e", "1"];
    assert_eq!(unread(&broker(), &["completions", "bash"]), (Some(0), String::new()));
    assert_eq!(unread(&answer(true), &question), (Some(0), String::new()));
    assert_eq!(unread(&answer(false), &question), (Some(1), String::new()));
}

#[test]
fn nothing_to_verify_is_an_error_with_a_hint() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accord"));
    let output = command.env_clear().arg("verify").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told.contains("there is nothing to verify") && told.contains("hint: Give pact files"),
        "{told}"
    );
}
