//! `accord publish`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::accord::{Accord, Ran};
use crate::broker::Broker;

fn broker(status: u16, answer: &Value) -> Broker {
    Broker::with_relations(&[("pb:publish-contracts", "/contracts/publish")]).on(
        "POST",
        "/contracts/publish",
        status,
        answer,
    )
}

fn accepting() -> Broker {
    broker(
        200,
        &json!({"notices": [{"type": "success", "text": "Pact published."}]}),
    )
}

fn publish(broker: &Broker, files: &[(&str, &str)], more: &[&str]) -> Ran {
    publish_to(&broker.url, files, more)
}

fn publish_to(broker: &str, files: &[(&str, &str)], more: &[&str]) -> Ran {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    let mut arguments = vec!["publish", ".", "-b", broker, "--retries", "0"];
    arguments.extend(more);
    let variables = [
        ("GIT_COMMIT", "c0ffee"),
        ("GIT_BRANCH", "feat/x"),
        ("BUILD_URL", "http://ci/7"),
    ];
    Accord::new()
        .directory(directory.path())
        .variables(variables)
        .run(&arguments)
}

fn pact(consumer: &str, provider: &str, description: &str) -> String {
    // Odd spacing and 1.0: what is published must be these very bytes.
    format!(
        r#"{{ "consumer":{{"name":"{consumer}"}}, "provider":{{"name":"{provider}"}},  "interactions":[{{"description":"{description}","x":1.0}}] }}"#
    )
}

fn sent(broker: &Broker) -> Vec<Value> {
    broker.bodies("POST", "/contracts/publish")
}

fn content(contract: &Value) -> String {
    String::from_utf8(STANDARD.decode(contract["content"].as_str().unwrap()).unwrap()).unwrap()
}

#[test]
fn a_file_travels_byte_by_byte_with_version_branch_tags_and_build() {
    let broker = accepting();
    let text = pact("shop", "stock", "one");
    let more = [
        "-a",
        "1.2.3",
        "--branch",
        "main",
        "-t",
        "dev,qa",
        "--tag",
        "x",
        "--build-url",
        "http://ci/1",
    ];
    let ran = publish(&broker, &[("a.json", &text)], &more);
    assert_eq!((ran.code, ran.out.as_str()), (0, "Pact published.\n"), "{}", ran.err);
    let body = &sent(&broker)[0];
    assert_eq!(content(&body["contracts"][0]), text);
    assert_eq!(
        (&body["pacticipantName"], &body["pacticipantVersionNumber"]),
        (&json!("shop"), &json!("1.2.3"))
    );
    assert_eq!(
        (&body["branch"], &body["buildUrl"]),
        (&json!("main"), &json!("http://ci/1"))
    );
    assert_eq!(body["tags"], json!(["dev", "qa", "x"]));
    assert_eq!(body["contracts"][0]["onConflict"], "overwrite");
}

#[test]
fn files_of_one_pair_become_one_contract_and_consumers_are_published_apart() {
    let broker = accepting();
    let files = [
        ("a.json", pact("shop", "stock", "one")),
        ("b.json", pact("shop", "stock", "two")),
        ("c.json", pact("shop", "mail", "one")),
        ("d.json", pact("app", "stock", "one")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_eq!(publish(&broker, &files, &["-a", "1", "--merge"]).code, 0);
    let bodies = sent(&broker);
    let summary: Vec<(&Value, usize)> = bodies
        .iter()
        .map(|body| (&body["pacticipantName"], body["contracts"].as_array().unwrap().len()))
        .collect();
    assert_eq!(summary, [(&json!("shop"), 2), (&json!("app"), 1)]);
    let merged = content(&bodies[0]["contracts"][0]);
    assert!(merged.contains("\"one\"") && merged.contains("\"two\""), "{merged}");
    assert_eq!(bodies[0]["contracts"][0]["onConflict"], "merge");
}

#[test]
fn a_plugin_that_only_the_second_file_names_is_published_too() {
    let broker = accepting();
    let file = |description: &str, metadata: &Value| {
        json!({
            "consumer": {"name": "shop"}, "provider": {"name": "stock"},
            "interactions": [{"type": "Synchronous/HTTP", "description": description}], "metadata": metadata,
        })
        .to_string()
    };
    let plugins = json!([{"name": "protobuf", "version": "0.5.0", "configuration": {"h1": {"protoFile": "x"}}}]);
    let plain = file("one", &json!({"pactSpecification": {"version": "4.0"}, "tool": "x"}));
    let with_plugin = file(
        "two",
        &json!({"pactSpecification": {"version": "4.0"}, "plugins": plugins}),
    );
    let ran = publish(&broker, &[("a.json", &plain), ("b.json", &with_plugin)], &["-a", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let merged: Value = serde_json::from_str(&content(&sent(&broker)[0]["contracts"][0])).unwrap();
    assert_eq!(merged["interactions"].as_array().unwrap().len(), 2);
    assert_eq!(
        merged["metadata"],
        json!({"pactSpecification": {"version": "4.0"}, "tool": "x", "plugins": plugins})
    );
}

#[test]
fn version_branch_and_build_are_detected_if_that_is_wanted() {
    let broker = accepting();
    let text = pact("shop", "stock", "one");
    assert_eq!(publish(&broker, &[("a.json", &text)], &["-r", "-g"]).code, 0);
    assert_eq!(publish(&broker, &[("a.json", &text)], &["-a", "1"]).code, 0);
    let bodies = sent(&broker);
    let detected = [
        &bodies[0]["pacticipantVersionNumber"],
        &bodies[0]["branch"],
        &bodies[0]["buildUrl"],
    ];
    assert_eq!(detected, ["c0ffee", "feat/x", "http://ci/7"]);
    assert_eq!(bodies[0]["tags"], json!(["feat/x"]));
    assert!(
        bodies[1].get("branch").is_none() && bodies[1].get("buildUrl").is_none(),
        "{}",
        bodies[1]
    );
}

#[test]
fn a_file_that_is_no_pact_is_refused_and_nothing_is_published() {
    let broker = accepting();
    let ran = publish(
        &broker,
        &[("a.json", &pact("shop", "stock", "one")), ("b.json", "{}")],
        &["-a", "1"],
    );
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("'b.json' is not a pact: it names no consumer"),
        "{}",
        ran.err
    );
    assert!(sent(&broker).is_empty());
}

#[test]
fn a_conflict_is_a_no_with_the_reasons_of_the_broker() {
    let answer =
        json!({"notices": [{"type": "error", "text": "Cannot change 1.2.3"}], "errors": {"contracts": ["changed"]}});
    let ran = publish(
        &broker(409, &answer),
        &[("a.json", &pact("shop", "stock", "one"))],
        &["-a", "1"],
    );
    assert_eq!((ran.code, ran.err.contains("hint: ")), (1, false), "{}", ran.err);
    assert!(
        ran.err.contains("Cannot change 1.2.3") && ran.err.contains("changed"),
        "{}",
        ran.err
    );
}

#[test]
fn a_broker_that_fails_or_is_not_there_is_could_not_ask() {
    let text = pact("shop", "stock", "one");
    let ran = publish(&broker(500, &json!({})), &[("a.json", &text)], &["-a", "1"]);
    assert_eq!((ran.code, ran.err.contains("hint: ")), (2, true), "{}", ran.err);
    let ran = publish_to("http://127.0.0.1:1", &[("a.json", &text)], &["-a", "1"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("could not connect") && ran.err.contains("hint: "),
        "{}",
        ran.err
    );
}

#[test]
fn credentials_are_sent_in_either_form_but_not_both() {
    let broker = accepting();
    let text = pact("shop", "stock", "one");
    let with = |credentials: &[&str]| publish(&broker, &[("a.json", &text)], &[&["-a", "1"], credentials].concat());
    with(&["--broker-token", "t0k"]);
    with(&["-u", "me", "-p", "secret"]);
    with(&["-u", "", "-k", "blank is as good as absent"]);
    let sent: Vec<String> = broker.asked().into_iter().map(|asked| asked.authorization).collect();
    let basic = format!("Basic {}", STANDARD.encode("me:secret"));
    assert_eq!(
        sent,
        ["Bearer t0k", basic.as_str(), "Bearer blank is as good as absent"]
    );
    let both = with(&["-u", "me", "-k", "t0k"]);
    assert_eq!(
        (both.code, both.err.contains("only one can say who asks")),
        (2, true),
        "{}",
        both.err
    );
}

#[test]
fn without_a_branch_there_is_a_warning_and_without_a_version_nothing() {
    let broker = accepting();
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("a.json"), pact("shop", "stock", "one")).unwrap();
    let run = |more: &[&str]| {
        let arguments = [&["publish", "a.json", "-b", &broker.url, "-r"], more].concat();
        Accord::new().directory(directory.path()).run(&arguments)
    };
    let nameless = run(&["-a", "1"]);
    assert_eq!(
        (
            nameless.code,
            nameless.err.contains("warning: publishing without a branch")
        ),
        (0, true),
        "{}",
        nameless.err
    );
    assert_eq!(nameless.err.matches("error:").count(), 0, "{}", nameless.err);
    let named = run(&["-a", "2", "--branch", "foo", "-g"]);
    assert_eq!(named.code, 0, "{}", named.err);
    assert_eq!(sent(&broker)[1]["tags"], json!(["foo"]));
    let nothing = run(&[]);
    assert_eq!(
        (nothing.code, nothing.err.contains("could not tell the git commit")),
        (2, true),
        "{}",
        nothing.err
    );
    assert_eq!(sent(&broker).len(), 2);
}

#[test]
fn an_address_that_is_no_broker_is_called_so() {
    let broker = accepting();
    let text = pact("shop", "stock", "one");
    let ran = publish_to(&format!("{}/wrong", broker.url), &[("a.json", &text)], &["-a", "1"]);
    assert_eq!(
        (ran.code, ran.err.contains("there is no broker at")),
        (2, true),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("hint: Check the base URL"), "{}", ran.err);
}
