//! Webhooks, at a real broker: by request, and by the name of a template.

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::accord::{Accord, Ran};

struct Subject {
    broker: TestBroker,
    /// The broker's; `accord` brings its own, and one cannot run inside the other.
    runtime: Runtime,
    directory: tempfile::TempDir,
}

impl Subject {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let broker = runtime.block_on(async {
            let broker = TestBroker::start(System::Sqlite).await.unwrap();
            broker.publish("web", "1", "orders").await;
            broker
        });
        let directory = tempfile::tempdir().unwrap();
        Self {
            broker,
            runtime,
            directory,
        }
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let arguments = [arguments, &["-b", self.broker.base(), "--retries", "0"]].concat();
        Accord::new().directory(self.directory.path()).run(&arguments)
    }

    /// Creates a webhook and gives it as the broker shows it.
    fn created(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[&["create-webhook", "--output", "json"], arguments].concat());
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        let created: Value = serde_json::from_str(&ran.out).unwrap();
        let own = created["_links"]["self"]["href"].as_str().unwrap();
        self.runtime.block_on(self.broker.get(own)).expect_status(200).json()
    }
}

#[test]
fn a_template_is_filled_with_what_is_given() {
    let shown = Subject::new().created(&[
        "--template",
        "github-commit-status",
        "--param",
        "owner=acme",
        "--param",
        "repository=web",
        "--param",
        "token=a=b",
        "--consumer",
        "web",
    ]);
    assert_eq!(shown["description"], "GitHub commit status");
    assert_eq!(shown["consumer"], json!({"name": "web"}));
    let events = json!([{"name": "contract_published"}, {"name": "provider_verification_published"}]);
    assert_eq!(shown["events"], events);
    let url = "https://api.github.com/repos/acme/web/statuses/${pactbroker.consumerVersionNumber}";
    assert_eq!(shown["request"]["url"], url);
}

#[test]
fn what_a_template_lacks_is_told() {
    let ran = Subject::new().run(&["create-webhook", "--template", "slack-message", "--param", "adress=x"]);
    assert_ne!(ran.code, 0);
    assert!(
        ran.err.contains("/template/parameters/address: is missing"),
        "{}",
        ran.err
    );
}

#[test]
fn a_request_is_told_by_the_options_that_pipelines_have() {
    let subject = Subject::new();
    std::fs::write(subject.directory.path().join("body.json"), r#"{"ref": "main"}"#).unwrap();
    let shown = subject.created(&[
        "https://ci.example.org/build",
        "-X",
        "POST",
        "-H",
        "Content-Type: application/json",
        "-H",
        "X-Place: a:b",
        "-d",
        "@body.json",
        "--user",
        "robot:a:b",
        "--description",
        "Build orders",
        "--provider",
        "orders",
        "--consumer-label",
        "team",
        "--contract-content-changed",
        "--contract-published",
    ]);
    assert_eq!(shown["description"], "Build orders");
    assert_eq!(shown["provider"], json!({"name": "orders"}));
    assert_eq!(shown["consumer"], json!({"label": "team"}));
    let request = &shown["request"];
    assert_eq!(
        (&request["method"], &request["username"]),
        (&json!("POST"), &json!("robot"))
    );
    assert_eq!(request["body"], json!({"ref": "main"}));
    let headers = json!({"content-type": "application/json", "x-place": "a:b"});
    assert_eq!(request["headers"], headers);
    let events = json!([{"name": "contract_content_changed"}, {"name": "contract_published"}]);
    assert_eq!(shown["events"], events);
}

#[test]
fn headers_are_typed_as_everywhere() {
    let subject = Subject::new();
    let line = |header| {
        [
            "https://ci.example.org/build",
            "-X",
            "POST",
            "--contract-published",
            "-H",
            header,
        ]
    };
    let shown = subject.created(&line("X-Place=a:b"));
    assert_eq!(shown["request"]["headers"], json!({"x-place": "a:b"}));
    let ran = subject.run(&[&["create-webhook"], &line("X Place: a")[..]].concat());
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--header 'X Place: a' is no header"), "{}", ran.err);
}

#[test]
fn a_webhook_that_waits_for_nothing_is_refused() {
    let ran = Subject::new().run(&["create-webhook", "https://ci.example.org/build", "-X", "POST"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("at least one event"), "{}", ran.err);
}

#[test]
fn templates_are_listed_and_explained() {
    let subject = Subject::new();
    let all = subject.run(&["list-webhook-templates"]);
    assert!(
        all.code == 0 && all.out.contains("slack-message"),
        "{}{}",
        all.out,
        all.err
    );
    let one = subject.run(&["list-webhook-templates", "--name", "gitlab-pipeline-trigger"]);
    assert!(
        one.out.contains("(required)") && one.out.contains("project"),
        "{}",
        one.out
    );
    let none = subject.run(&["list-webhook-templates", "--name", "jira"]);
    assert_ne!(none.code, 0, "{}", none.out);
}
