//! `accord verify` with files, against a provider that does what they say and one that does not.

use serde_json::{Value, json};

use crate::accord::{Accord, Ran};
use crate::pact_files::PactFile;
use crate::provider::{Conduct, Provider, Unaccepting};

fn verify(file: &PactFile, provider: &Provider, more: &[&str]) -> Ran {
    let options = provider.options();
    let mut arguments = vec!["verify", file.name];
    arguments.extend(options.iter().map(String::as_str));
    arguments.extend(more);
    Accord::new().directory(&file.directory).run(&arguments)
}

/// The text without what differs from run to run.
fn stable(text: &str, provider: &Provider) -> String {
    let text = text.replace(&provider.url, "http://provider");
    let durations = regex::Regex::new(r"\(\d+ ms\)").unwrap();
    durations.replace_all(&text, "(N ms)").into_owned()
}

fn minimal(interactions: &Value, metadata: &Value) -> Value {
    json!({"consumer": {"name": "a"}, "provider": {"name": "b"}, "interactions": interactions, "metadata": metadata})
}

/// Verifies every file with providers of this conduct, and expects this exit code.
fn every_file_ends_with(code: u8, conduct: Conduct) {
    for file in PactFile::all() {
        let ran = verify(&file, &file.provider(conduct), &[]);
        let seen = format!("{}\n{}{}", file.name, ran.out, ran.err);
        assert_eq!(ran.code, code, "{seen}");
        assert!(ran.out.contains(&file.summary(conduct)), "{seen}");
    }
}

#[test]
fn every_pact_holds_with_a_provider_that_answers_as_it_says() {
    every_file_ends_with(0, Conduct::Honest);
}

#[test]
fn no_pact_holds_with_a_provider_that_fails() {
    every_file_ends_with(1, Conduct::Failing);
}

#[test]
fn a_provider_that_answers_with_other_bodies_fails_where_a_body_is_expected() {
    every_file_ends_with(1, Conduct::Lying);
}

#[test]
fn a_failure_tells_the_interaction_and_what_was_expected_and_received_where() {
    let file = PactFile::named("js-consumer-v4-orders-api.json");
    let provider = file.provider(Conduct::Lying);
    insta::assert_snapshot!(stable(&verify(&file, &provider, &[]).out, &provider));
}

#[test]
fn a_broken_message_tells_what_was_expected_and_received_where() {
    let file = PactFile::named("py-msg-consumer-v4-users-events.json");
    let provider = file.provider(Conduct::Lying);
    insta::assert_snapshot!(stable(&verify(&file, &provider, &[]).out, &provider));
}

#[test]
fn a_message_endpoint_that_fails_is_told_from_a_wrong_message() {
    let file = PactFile::named("py-msg-consumer-v3-users-events.json");
    let ran = verify(&file, &file.provider(Conduct::Failing), &[]);
    let reason = "the message endpoint answered status 500 instead of a message: the database is on fire";
    assert!(ran.out.contains(reason), "{}", ran.out);
}

#[test]
fn a_time_out_is_called_a_time_out() {
    let file = PactFile::named("py2-consumer-py2-provider.json");
    let ran = verify(&file, &file.provider(Conduct::Asleep), &["--request-timeout", "200"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("did not answer within 200 ms"), "{}", ran.out);
}

#[test]
fn what_takes_longer_than_a_second_is_named_meanwhile() {
    let file = PactFile::named("py2-consumer-py2-provider.json");
    let slow = verify(&file, &file.provider(Conduct::Asleep), &["--request-timeout", "1300"]);
    assert_eq!(slow.err, "verifying \"a request for user 1\" …\n");
}

#[test]
fn a_pact_without_interactions_does_not_pass_for_verified() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(
        directory.path().join("x.json"),
        minimal(&json!([]), &json!({})).to_string(),
    )
    .unwrap();
    let ran = Accord::new().directory(directory.path()).run(&["verify", "x.json"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("'x.json' holds no interaction") && ran.err.contains("no interaction was verified"),
        "{}",
        ran.err
    );
}

#[test]
fn a_provider_that_nobody_reached_is_could_not_ask_with_the_address() {
    let file = PactFile::named("py2-consumer-py2-provider.json");
    let verify = |more: &[&str]| {
        let line = [
            &["verify", file.name, "--request-timeout", "400", "--provider-base-url"],
            more,
        ]
        .concat();
        Accord::new().directory(&file.directory).run(&line)
    };
    let refused = verify(&["http://127.0.0.1:1"]);
    assert_eq!(refused.code, 2, "{}{}", refused.out, refused.err);
    let reason = "no request reached the provider: could not connect to http://127.0.0.1:1/";
    assert!(
        refused.err.contains(reason) && refused.err.contains("Connection refused"),
        "{}",
        refused.err
    );
    assert!(refused.out.contains("1 failed"), "{}", refused.out);

    let unknown = verify(&["http://nobody.invalid"]);
    assert!(
        unknown.code == 2 && unknown.err.contains("could not connect to http://nobody.invalid/"),
        "{}",
        unknown.err
    );

    let silent = Unaccepting::new();
    let silent = verify(&[&silent.url]);
    assert!(
        silent.code == 2 && silent.err.contains("no request reached the provider"),
        "{}{}",
        silent.out,
        silent.err
    );
}

#[test]
fn another_transport_is_asked_at_the_host_of_the_provider() {
    let file = PactFile::named("py-msg-consumer-v3-users-events.json");
    let mut line = vec!["verify", file.name, "--provider-base-url", "http://127.0.0.2:1"];
    line.extend(["--transports", "message:2/messages"]);
    let ran = Accord::new().directory(&file.directory).run(&line);
    assert!(ran.out.contains("POST http://127.0.0.2:2/messages"), "{}", ran.out);
}

#[test]
fn a_state_handler_that_nobody_reached_is_could_not_ask_too() {
    let file = PactFile::named("py-consumer-v2-users-api.json");
    let provider = file.provider(Conduct::Honest);
    let line = [
        "verify",
        file.name,
        "--filter-state",
        "user 123",
        "--state-change-url",
        "http://127.0.0.1:1/states",
        "--provider-base-url",
        &provider.url,
    ];
    let ran = Accord::new().directory(&file.directory).run(&line);
    assert!(
        ran.code == 2 && ran.err.contains("could not connect to http://127.0.0.1:1/states"),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn an_address_without_its_scheme_is_wrong_usage_not_a_broken_contract() {
    let file = PactFile::named("py2-consumer-py2-provider.json");
    let line = ["verify", file.name, "--provider-base-url", "localhost:8080"];
    let ran = Accord::new().directory(&file.directory).run(&line);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(
        ran.err.contains("--provider-base-url") && ran.err.contains("write http://localhost:8080"),
        "{}",
        ran.err
    );
}

#[test]
fn what_is_no_pact_is_refused_before_anything_is_asked() {
    let directory = tempfile::tempdir().unwrap();
    let cases = [
        ("{}", "names no consumer"),
        (r#"{"interactions": 5}"#, "names no consumer"),
        (
            r#"{"consumer":{"name":"a"},"provider":{"name":"b"},"interactions":5}"#,
            "no list",
        ),
        ("{bad", "no JSON"),
    ];
    for (text, reason) in cases {
        std::fs::write(directory.path().join("x.json"), text).unwrap();
        let ran = Accord::new().directory(directory.path()).run(&["verify", "x.json"]);
        assert_eq!(ran.code, 2, "{text}");
        assert!(
            ran.err.contains("'x.json' is not a pact") && ran.err.contains(reason),
            "{text}: {}",
            ran.err
        );
    }
}

#[cfg(not(feature = "plugins"))]
#[test]
fn a_pact_that_needs_a_plugin_does_not_pass_but_the_others_are_verified() {
    let directory = tempfile::tempdir().unwrap();
    let metadata = json!({"pactSpecification": {"version": "4.0"}, "plugins": [{"name": "csv", "version": "0.1"}]});
    std::fs::write(
        directory.path().join("a.json"),
        minimal(&json!([]), &metadata).to_string(),
    )
    .unwrap();
    let interaction =
        json!({"description": "one", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}});
    let plain = minimal(
        &json!([interaction]),
        &json!({"pactSpecification": {"version": "2.0.0"}}),
    );
    std::fs::write(directory.path().join("b.json"), plain.to_string()).unwrap();
    let provider = Provider::start(plain, Conduct::Honest);
    let ran =
        Accord::new()
            .directory(directory.path())
            .run(&["verify", "-d", ".", "--provider-base-url", &provider.url]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(
        ran.out.contains("needs the Pact plugin csv") && ran.err.contains("--features plugins"),
        "{}",
        ran.err
    );
    assert!(ran.out.contains("1 passed, 0 failed"), "{}", ran.out);
}

#[test]
fn filters_choose_by_description_state_and_consumer() {
    let file = PactFile::named("py-consumer-v2-users-api.json");
    let provider = file.provider(Conduct::Honest);
    let summary = |more: &[&str]| {
        verify(&file, &provider, more)
            .out
            .lines()
            .last()
            .unwrap_or_default()
            .to_owned()
    };
    assert!(summary(&["--filter-description", "^a request to"]).contains("2 passed"));
    assert!(summary(&["--filter-state", "user 123"]).contains("2 passed"));
    assert!(summary(&["--filter-description", "delete", "--filter-state", "user 123"]).contains("1 passed"));
    let none = verify(&file, &provider, &["--filter-no-state"]);
    assert_eq!(
        (none.code, none.err.contains("no interaction was verified")),
        (2, true),
        "{}",
        none.err
    );
    let other = verify(&file, &provider, &["--filter-consumer", "someone else"]);
    assert_eq!(
        (other.code, other.err.contains("found no contract")),
        (2, true),
        "{}",
        other.err
    );
    let bad = verify(&file, &provider, &["--filter-description", "(open"]);
    assert_eq!(
        (bad.code, bad.err.contains("is no regular expression")),
        (2, true),
        "{}",
        bad.err
    );
}

#[test]
fn the_first_failure_ends_the_verification_if_that_is_wanted() {
    let file = PactFile::named("py-consumer-v2-users-api.json");
    let ran = verify(&file, &file.provider(Conduct::Failing), &["--exit-on-first-failure"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("1 interaction in 1 contract: 0 passed, 1 failed"),
        "{}",
        ran.out
    );
}

#[test]
fn headers_of_the_command_line_replace_those_of_the_contract() {
    let file = PactFile::named("js-consumer-v2-orders-api.json");
    let provider = file.provider(Conduct::Honest);
    verify(
        &file,
        &provider,
        &["-H", "accept: text/x-mine", "-H", "Authorization=Bearer t"],
    );
    assert_eq!(provider.header_values("accept"), ["text/x-mine", "text/x-mine"]);
    assert_eq!(provider.header_values("authorization"), ["Bearer t", "Bearer t"]);
}

#[test]
fn reports_are_written_beside_the_text() {
    let directory = tempfile::tempdir().unwrap();
    let (json, junit) = (
        directory.path().join("deep/report.json"),
        directory.path().join("report.xml"),
    );
    let file = PactFile::named("js-consumer-v4-orders-api.json");
    let provider = file.provider(Conduct::Failing);
    let ran = verify(
        &file,
        &provider,
        &["--json", json.to_str().unwrap(), "--junit", junit.to_str().unwrap()],
    );
    assert_eq!(ran.code, 1);
    let report: Value = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    assert_eq!(report["success"], false);
    assert_eq!(
        report["summary"],
        json!({"contracts": 1, "passed": 0, "failed": 2, "pendingFailed": 1})
    );
    let junit = std::fs::read_to_string(junit).unwrap();
    assert!(junit.contains(r#"tests="3" skipped="1""#), "{junit}");
}

#[test]
fn a_report_that_cannot_be_written_is_an_error() {
    let file = PactFile::named("py2-consumer-py2-provider.json");
    let ran = verify(&file, &file.provider(Conduct::Honest), &["--json", "/proc/none/x.json"]);
    assert_eq!(
        (ran.code, ran.err.contains("/proc/none/x.json")),
        (2, true),
        "{}",
        ran.err
    );
}

#[test]
fn directories_are_searched_at_any_depth() {
    let directory = tempfile::tempdir().unwrap();
    let deep = directory.path().join("one/two");
    std::fs::create_dir_all(&deep).unwrap();
    let interaction =
        json!({"description": "one", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}});
    let pact = minimal(&json!([interaction]), &json!({}));
    std::fs::write(deep.join("x.json"), pact.to_string()).unwrap();
    let provider = Provider::start(pact, Conduct::Honest);
    let ran = Accord::new().directory(directory.path()).run(&[
        "verify",
        "--dir",
        "one",
        "--provider-base-url",
        &provider.url,
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("one/two/x.json"), "{}", ran.out);
}

#[test]
fn of_directories_and_patterns_only_contracts_of_the_provider_are_verified() {
    let directory = tempfile::tempdir().unwrap();
    let interaction =
        json!({"description": "one", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}});
    let pact = minimal(&json!([interaction]), &json!({}));
    for (file, provider) in [
        ("a.json", "users"),
        ("b.json", "mail"),
        ("c.json", "mail"),
        ("d.json", "stock"),
    ] {
        let mut pact = pact.clone();
        pact["provider"]["name"] = json!(provider);
        std::fs::write(directory.path().join(file), pact.to_string()).unwrap();
    }
    let provider = Provider::start(pact, Conduct::Honest);
    let verify = |arguments: &[&str]| {
        let line = [&["verify", "--provider-base-url", &provider.url], arguments].concat();
        Accord::new().directory(directory.path()).run(&line)
    };
    for files in [["-d", "."], ["--", "*.json"]] {
        let ran = verify(&[&["-n", "users"], &files[..]].concat());
        let note = "note: left out what is not of users: 3 pact files, of mail (2), stock (1)\n";
        assert_eq!((ran.code, ran.err.as_str()), (0, note), "{}", ran.out);
        assert!(ran.out.contains("1 interaction in 1 contract: 1 passed"), "{}", ran.out);
    }
    let named = verify(&["-n", "users", "b.json"]);
    let warning = "warning: 'b.json' is a contract of mail, not of users";
    assert_eq!((named.code, named.err.contains(warning)), (0, true), "{}", named.err);
    let none = verify(&["-n", "nobody", "-d", "."]);
    let reason = "found no contract of nobody";
    assert_eq!((none.code, none.err.contains(reason)), (2, true), "{}", none.err);
    assert!(verify(&["-d", "."]).out.contains("in 4 contracts: 4 passed"));
}

#[test]
fn contracts_that_a_filter_leaves_out_are_counted_in_one_line() {
    let directory = tempfile::tempdir().unwrap();
    let interaction = |description: &str| json!([{"description": description, "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}]);
    for name in ["one", "two", "three"] {
        let pact = minimal(&interaction(name), &json!({}));
        std::fs::write(directory.path().join(format!("{name}.json")), pact.to_string()).unwrap();
    }
    let provider = Provider::start(minimal(&interaction("x"), &json!({})), Conduct::Honest);
    let mut line = vec!["verify", "-d", ".", "--provider-base-url", &provider.url];
    line.extend(["--filter-description", "one"]);
    let ran = Accord::new().directory(directory.path()).run(&line);
    let note = "note: 2 contracts have no interaction that passes the filter\n";
    assert_eq!((ran.code, ran.err.as_str()), (0, note), "{}", ran.out);
}

#[test]
fn long_values_are_cut_in_the_text_and_whole_in_the_json_report() {
    let directory = tempfile::tempdir().unwrap();
    let list: Vec<String> = (0..300)
        .map(|n| format!("a long element of the list, and its number is {n}"))
        .collect();
    let interaction = |body: &Value| json!([{"description": "one", "request": {"method": "GET", "path": "/"}, "response": {"status": 200, "body": body}}]);
    let expected = minimal(&interaction(&json!(list)), &json!({}));
    std::fs::write(directory.path().join("x.json"), expected.to_string()).unwrap();
    let provider = Provider::start(
        minimal(&interaction(&json!({"no": "list"})), &json!({})),
        Conduct::Honest,
    );
    let line = [
        "verify",
        "x.json",
        "--provider-base-url",
        &provider.url,
        "--json",
        "report.json",
    ];
    let ran = Accord::new().directory(directory.path()).run(&line);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.len() < 3000, "{} characters: {}", ran.out.len(), ran.out);
    let left_out = json!(list).to_string().len() - 500;
    assert!(
        ran.out.contains(&format!(" … and {left_out} more characters")),
        "{}",
        ran.out
    );
    let report = std::fs::read_to_string(directory.path().join("report.json")).unwrap();
    assert!(report.contains("its number is 299"), "{report}");
}
