//! The rules by which something that happens triggers webhooks. Each has a test with its name, on both databases, which
//! looks at what a receiver was sent:
//!
//! - `scopes`: which webhooks fire, for each of the six events and each kind of scope
//! - `contracts`: which events a publication is
//! - `required`: one for each provider version that is to verify a contract
//! - `results`: one for each consumer version that a result is for
//! - `every_version`: for the other versions with the same content, if the webhook wants that
//! - `deployed`: one for each deployed provider version, with the feature that allows it

mod contracts;
mod deployed;
mod every_version;
mod required;
mod results;
mod scopes;

use std::time::Instant;

use accord_broker::config::Settings;
use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::{contract, publication};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::create;
use super::delivery::receiver::{Received, Receiver};
use super::delivery::{PATIENCE, deliveries, delivering};

const PUBLISHED: &str = "contract_published";
const CHANGED: &str = "contract_content_changed";
const REQUIRING: &str = "contract_requiring_verification_published";
const VERIFIED: &str = "provider_verification_published";
const SUCCEEDED: &str = "provider_verification_succeeded";
const FAILED: &str = "provider_verification_failed";
const EVENTS: [&str; 6] = [PUBLISHED, CHANGED, REQUIRING, VERIFIED, SUCCEEDED, FAILED];

/// Two tests of each rule, one on each database.
macro_rules! rules {
    ($start:ident: $($rule:ident)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $rule() {
                let world = crate::webhooks::rules::World::$start(accord_tests::database::System::Sqlite).await;
                super::$rule(world.expect("SQLite is always there")).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $rule() {
                let world = crate::webhooks::rules::World::$start(accord_tests::database::System::Postgres).await;
                if let Some(world) = world {
                    super::$rule(world).await;
                }
            })*
        }
    };
}
use rules;

/// A broker whose webhooks go to a receiver; the consumer is `web`, the provider `orders`.
struct World {
    broker: TestBroker,
    receiver: Receiver,
    /// How much of what was sent was looked at.
    seen: usize,
}

impl World {
    async fn start(system: System) -> Option<Self> {
        Self::start_with(system, |settings| settings).await
    }

    /// With the feature that tells deployed versions one by one.
    async fn expanding(system: System) -> Option<Self> {
        Self::start_with(system, |mut settings| {
            settings.rules.expand_deployed_versions = true;
            settings
        })
        .await
    }

    async fn start_with(system: System, adapt: impl FnOnce(Settings) -> Settings) -> Option<Self> {
        let broker = TestBroker::start_with(system, |settings| adapt(delivering(&[0])(settings))).await?;
        Some(Self {
            broker,
            receiver: Receiver::well().await,
            seen: 0,
        })
    }

    /// A webhook that tells what these parameters stand for.
    async fn hook(&self, events: &[&str], parameters: &[&str]) {
        self.hook_with(json!({}), events, parameters).await;
    }

    /// A webhook with more than events and a request.
    async fn hook_with(&self, mut hook: Value, events: &[&str], parameters: &[&str]) {
        let parameters = parameters.iter().map(|name| format!("${{pactbroker.{name}}}"));
        let body = parameters.collect::<Vec<_>>().join(" | ");
        hook["events"] = events.iter().map(|name| json!({"name": name})).collect();
        hook["request"] = json!({"method": "POST", "url": self.receiver.url, "body": body});
        create(&self.broker, "/webhooks", &hook).await;
    }

    /// What was sent since this was last asked, sorted.
    async fn told(&mut self) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        while !deliveries(&self.broker, "?status=not_run").await.is_empty() {
            assert!(Instant::now() < deadline, "not everything was sent");
        }
        let received = self.receiver.received();
        let mut told: Vec<String> = received[self.seen..].iter().map(|one| one.body.clone()).collect();
        self.seen = received.len();
        told.sort();
        told
    }

    /// Publishes a version of the consumer; `what` is its contract with the provider.
    async fn publish(&self, version: &str, branch: Option<&str>, tags: &[&str], what: &str) {
        let mut body = publication("web", version, branch, &[contract("web", "orders", what)]);
        body["tags"] = json!(tags);
        self.broker.post("/contracts/publish", &body).await.expect_status(200);
    }

    async fn provider_version(&self, version: &str, branch: &str) {
        self.put(&format!("/pacticipants/orders/branches/{branch}/versions/{version}"))
            .await;
    }

    async fn put(&self, path: &str) {
        let answer = self.broker.put(path, &json!({})).await;
        assert!(answer.status < 300, "PUT {path}: {} {}", answer.status, answer.text);
    }

    async fn environments(&self, names: &[&str]) {
        for name in names {
            self.broker.create_environment(name).await;
        }
    }

    /// Deploys a version of the provider as one of several instances; returns the address of that deployment.
    async fn deploy(&self, version: &str, environment: &str, instance: Option<&str>) -> String {
        let record = self.link(version, "pb:record-deployment", environment).await;
        let body = json!({"applicationInstance": instance});
        self.broker.post(&record, &body).await.expect_status(201).link("self")
    }

    /// Releases a version of the provider; returns the address of that release.
    async fn release(&self, version: &str, environment: &str) -> String {
        let record = self.link(version, "pb:record-release", environment).await;
        self.broker
            .post(&record, &json!({}))
            .await
            .expect_status(201)
            .link("self")
    }

    /// Ends a deployment, or the support of a release.
    async fn end(&self, address: &str, property: &str) {
        let patch = self.broker.call(Method::PATCH, address);
        let patch = patch
            .header(CONTENT_TYPE, "application/merge-patch+json")
            .body(json!({property: false}).to_string());
        Answer::to(patch).await.expect_status(200);
    }

    async fn link(&self, version: &str, relation: &str, name: &str) -> String {
        let version = self
            .broker
            .get(&format!("/pacticipants/orders/versions/{version}"))
            .await;
        let version = version.expect_status(200).json();
        let links = version["_links"][relation].as_array().expect("there are several");
        let link = links.iter().find(|link| link["name"] == name);
        link.expect("the environment exists")["href"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Publishes a result of a provider version for the contract of a consumer version.
    async fn verify(&self, version: &str, provider_version: &str, success: bool) {
        self.broker
            .verify(("web", version), ("orders", provider_version), success)
            .await;
    }

    /// The address for results of the contract that selectors choose first.
    async fn chosen(&self, selectors: Value) -> String {
        let question = json!({"consumerVersionSelectors": selectors});
        let chosen = self
            .broker
            .post("/pacts/provider/orders/for-verification", &question)
            .await
            .expect_status(200)
            .json();
        let pact = &chosen["_embedded"]["pacts"][0]["_links"]["self"]["href"];
        self.results_of(pact.as_str().expect("something is chosen")).await
    }

    /// The address for results of the contract at an address.
    async fn results_of(&self, pact: &str) -> String {
        let pact = self.broker.get(pact).await.expect_status(200);
        pact.link("pb:publish-verification-results")
    }

    /// Publishes a result at an address for them.
    async fn result(&self, address: &str, provider_version: &str, success: bool) {
        let result = json!({"success": success, "providerApplicationVersion": provider_version});
        self.broker.post(address, &result).await.expect_status(201);
    }
}

/// The address of a consumer version's contract.
fn pact(version: &str) -> String {
    format!("/pacts/provider/orders/consumer/web/version/{version}")
}
