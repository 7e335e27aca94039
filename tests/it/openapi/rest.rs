//! What recorded conversations leave out: every operation once, in every format.

mod lines;

use accord_tests::broker::TestBroker;
use accord_tests::conformance::Exchange;
use accord_tests::database::System;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

const PAIR: &str = "/pacts/provider/users/consumer/page";
const HAL: &str = "application/hal+json";
const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

/// Calls what the recordings do not, on a broker with a verified pact.
pub(super) async fn rest() -> Vec<Exchange> {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    let mut calls = Calls {
        broker: &broker,
        exchanges: Vec::new(),
    };
    let webhook = calls.create_webhook().await;
    let sha = calls.publish().await;
    calls.try_webhook(&webhook).await;
    calls.keep_secrets(&webhook).await;
    let environment = calls.deploy().await;
    calls.run(lines::READING, &sha, &environment).await;
    calls.run(lines::REFUSED, &sha, &environment).await;
    calls.refuse_bodies().await;
    calls.delete_results().await;
    calls.delete_pacts().await;
    calls.run(lines::DELETING, &sha, &environment).await;
    let exchanges = calls.exchanges;
    broker.stop().await;
    exchanges
}

struct Calls<'a> {
    broker: &'a TestBroker,
    exchanges: Vec<Exchange>,
}

impl Calls<'_> {
    async fn call(&mut self, method: Method, path: &str, body: Option<(&str, Value)>, accept: &str) -> Value {
        let (http, url) = (self.broker.http(), format!("{}{path}", self.broker.base()));
        let mut call = http.request(method, url).header(ACCEPT, accept);
        if let Some((content_type, body)) = body {
            call = call.header(CONTENT_TYPE, content_type).body(body.to_string());
        }
        let exchange = Exchange::of(http, "rest", call.build().unwrap()).await.unwrap();
        let received = serde_json::from_slice(&exchange.received).unwrap_or_default();
        self.exchanges.push(exchange);
        received
    }

    async fn send(&mut self, method: Method, path: &str, body: Value) -> Value {
        self.call(method, path, Some((JSON, body)), HAL).await
    }

    async fn run(&mut self, lines: &str, sha: &str, environment: &str) {
        for line in lines.trim().lines() {
            let mut words = line.split(' ');
            let method: Method = words.next().unwrap().parse().unwrap();
            let path = words.next().unwrap().replace("{content}", "{pair}/pact-version/{sha}");
            let path = path
                .replace("{pair}", PAIR)
                .replace("{sha}", sha)
                .replace("{environment}", environment);
            self.call(method, &path, None, words.next().unwrap_or(HAL)).await;
        }
    }

    /// A webhook that waits for contracts; nobody is where it would be sent to. Gives its address.
    async fn create_webhook(&mut self) -> String {
        let created = self.send(Method::POST, "/webhooks", webhook()).await;
        created["_links"]["self"]["href"]
            .as_str()
            .unwrap()
            .replace(self.broker.base(), "")
    }

    async fn try_webhook(&mut self, address: &str) {
        let of_template = json!({"name": "slack-message", "parameters": {"address": "https://hooks.invalid/"}});
        for body in [webhook(), json!({"template": of_template})] {
            self.send(Method::POST, "/webhooks/execute", body).await;
        }
        self.send(Method::POST, &format!("{address}/execute"), json!({})).await;
        let triggered = format!("{PAIR}/version/1/triggered-webhooks");
        let triggered = self.call(Method::GET, &triggered, None, HAL).await;
        let logs = triggered.pointer("/_embedded/triggeredWebhooks/0/_links/pb:logs/href");
        let logs = logs.unwrap().as_str().unwrap().replace(self.broker.base(), "");
        for accept in [HAL, "text/plain"] {
            self.call(Method::GET, &logs, None, accept).await;
        }
        self.call(Method::GET, "/triggered-webhooks?limit=1&status=not_run", None, HAL)
            .await;
        let delivery = logs.trim_end_matches("/logs");
        self.call(Method::GET, delivery, None, HAL).await;
        self.send(Method::POST, &format!("{delivery}/redeliver"), json!({}))
            .await;
    }

    /// A secret with a name, and one to sign with.
    async fn keep_secrets(&mut self, webhook: &str) {
        let (path, signing) = ("/secrets/ci-token", format!("{webhook}/signing-secret"));
        for value in ["first", "second"] {
            self.send(Method::PUT, path, json!({"value": value, "description": "x"}))
                .await;
            self.send(Method::POST, &signing, json!({})).await;
        }
        let using = json!({"request": {"method": "POST", "url": "https://hooks.invalid/${secret.ci-token}"}});
        let using = self.send(Method::POST, "/webhooks", using).await;
        self.call(Method::DELETE, path, None, HAL).await;
        let using = using["_links"]["self"]["href"]
            .as_str()
            .unwrap()
            .replace(self.broker.base(), "");
        self.call(Method::DELETE, &using, None, HAL).await;
        for read in [path, "/secrets", &signing] {
            self.call(Method::GET, read, None, HAL).await;
        }
        for deleted in [path, &signing] {
            self.call(Method::DELETE, deleted, None, HAL).await;
            self.call(Method::GET, deleted, None, "application/problem+json").await;
        }
    }

    /// Pacts of two versions on a branch, the first verified twice; gives its hash.
    async fn publish(&mut self) -> String {
        for number in ["1", "2"] {
            self.send(Method::PUT, &format!("{PAIR}/version/{number}"), pact(number))
                .await;
            let page = "/pacticipants/page";
            self.send(
                Method::PUT,
                &format!("{page}/branches/main/versions/{number}"),
                json!({}),
            )
            .await;
            self.send(Method::PUT, &format!("{page}/versions/{number}/tags/dev"), json!({}))
                .await;
        }
        self.send(
            Method::PATCH,
            "/pacticipants/page",
            json!({"mainBranch": "main", "displayName": null}),
        )
        .await;
        self.send(Method::PUT, "/pacticipants/page/labels/web", json!({})).await;
        self.send(Method::PUT, &format!("{PAIR}/version/3"), pact("3")).await;
        for alias in [
            format!("{PAIR}/versions/4"),
            format!("{}/version/5", PAIR.replacen("pacts", "pact", 1)),
        ] {
            self.send(Method::PUT, &alias, pact("4")).await;
            self.send(Method::PATCH, &alias, pact("4")).await;
            self.call(Method::GET, &alias, None, HAL).await;
            self.call(Method::DELETE, &alias, None, JSON).await;
        }
        let sha = self.sha("1").await;
        self.send(
            Method::POST,
            &format!("{PAIR}/pact-version/{sha}/verification-results"),
            result(true),
        )
        .await;
        let with_metadata = format!("{PAIR}/pact-version/{sha}/metadata/Y3ZuPTE/verification-results");
        self.send(Method::POST, &with_metadata, result(true)).await;
        for number in ["2", "3"] {
            let sha = self.sha(number).await;
            self.send(
                Method::POST,
                &format!("{PAIR}/pact-version/{sha}/verification-results"),
                result(true),
            )
            .await;
        }
        sha
    }

    async fn sha(&mut self, number: &str) -> String {
        let pact = self
            .call(Method::GET, &format!("{PAIR}/version/{number}"), None, HAL)
            .await;
        pact["_links"]["pb:pact-version"]["name"].as_str().unwrap().to_owned()
    }

    /// Deploys and releases the provider; gives the environment.
    async fn deploy(&mut self) -> String {
        let properties = json!({"name": "prod", "production": true, "contacts": [{"name": "x"}]});
        let environment = self.send(Method::POST, "/environments", properties).await;
        let environment = environment["uuid"].as_str().unwrap().to_owned();
        for kind in ["deployed", "released"] {
            let of_version = format!("/pacticipants/users/versions/7/{kind}-versions/environment/{environment}");
            let record = self
                .send(Method::POST, &of_version, json!({"applicationInstance": "blue"}))
                .await;
            self.call(Method::GET, &of_version, None, HAL).await;
            self.call(
                Method::GET,
                &format!("/{kind}-versions/{}", record["uuid"].as_str().unwrap()),
                None,
                HAL,
            )
            .await;
        }
        environment
    }

    async fn refuse_bodies(&mut self) {
        for (method, path, content_type, body) in [
            (Method::POST, "/pacticipants", JSON, json!({})),
            (Method::POST, "/pacticipants", "text/plain", json!({"name": "x"})),
            (Method::POST, "/contracts/publish", JSON, json!(5)),
            (
                Method::PUT,
                "/pacts/provider/users/consumer/page/version/1",
                JSON,
                json!({"other": 1}),
            ),
            (
                Method::PATCH,
                "/deployed-versions/x",
                MERGE_PATCH,
                json!({"currentlyDeployed": true}),
            ),
        ] {
            for accept in ["application/problem+json", HAL] {
                self.call(method.clone(), path, Some((content_type, body.clone())), accept)
                    .await;
            }
        }
    }

    /// Each time there is a result of every pact.
    async fn delete_results(&mut self) {
        let first = self.sha("1").await;
        for of in [
            format!("pact-version/{first}/metadata/Y3ZuPTE/verification-results/2"),
            format!("pact-version/{first}/verification-results/1"),
            format!("pact-version/{first}/verification-results/latest"),
            "version/1/verification-results/latest".to_owned(),
            "latest/verification-results/latest".to_owned(),
            "latest/dev/verification-results/latest".to_owned(),
        ] {
            for number in ["1", "2", "3"] {
                let sha = self.sha(number).await;
                self.send(
                    Method::POST,
                    &format!("{PAIR}/pact-version/{sha}/verification-results"),
                    result(false),
                )
                .await;
            }
            self.call(Method::DELETE, &format!("{PAIR}/{of}"), None, HAL).await;
        }
    }

    /// Each time there is a pact, of a version with branch and tag.
    async fn delete_pacts(&mut self) {
        for of in [
            "version/1",
            "tag/dev",
            "branch/main",
            "branch/versions",
            "branch/latest/versions",
            "branch/main/latest/versions",
            "versions",
        ] {
            self.send(Method::PUT, &format!("{PAIR}/version/1"), pact("1")).await;
            self.call(Method::DELETE, &format!("{PAIR}/{of}"), None, HAL).await;
        }
    }
}

fn pact(state: &str) -> Value {
    json!({"consumer": {"name": "page"}, "provider": {"name": "users"}, "interactions": [{
        "description": "a request for a user",
        "providerStates": [{"name": state, "params": {"id": 1}}],
        "request": {"method": "GET", "path": "/users/1"},
        "response": {"status": 200},
    }]})
}

fn webhook() -> Value {
    json!({
        "events": [{"name": "contract_published"}],
        "request": {"method": "POST", "url": "https://hooks.invalid/"},
    })
}

fn result(success: bool) -> Value {
    json!({
        "success": success,
        "providerApplicationVersion": "7",
        "testResults": {"tests": []},
        "verifiedBy": {"implementation": "x", "version": "1", "clientLanguage": {"name": "y"}},
    })
}
