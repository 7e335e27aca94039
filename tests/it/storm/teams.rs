//! Teams that publish, verify and deploy, and try again until somebody answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use accord_tests::story::{contract, publication};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::cluster::Cluster;
use super::ledger::{Ledger, Published, Result};

pub const ENVIRONMENT: &str = "production";
pub const PROVIDER: &str = "orders";

/// Of a pipeline that only publishes, or only verifies.
const BETWEEN_BUILDS: Duration = Duration::from_millis(200);

/// Teams at work.
pub struct Teams {
    going: Arc<AtomicBool>,
    working: JoinSet<Ledger>,
}

impl Teams {
    /// Teams that each do everything.
    pub fn begin(cluster: &Arc<Cluster>, teams: usize) -> Self {
        Self::at_work(
            cluster,
            (0..teams).map(|number| (format!("team-{number}"), Role::Everything)),
        )
    }

    /// Consumers that publish, and builds of the provider that verify what they find.
    pub fn publishing_and_verifying(cluster: &Arc<Cluster>, publishers: usize, verifiers: usize) -> Self {
        let publishers = (0..publishers).map(|number| (format!("team-{number}"), Role::Publisher));
        let verifiers = (0..verifiers).map(|number| (format!("build-{number}"), Role::Verifier));
        Self::at_work(cluster, publishers.chain(verifiers))
    }

    fn at_work(cluster: &Arc<Cluster>, all: impl Iterator<Item = (String, Role)>) -> Self {
        let going = Arc::new(AtomicBool::new(true));
        let mut working = JoinSet::new();
        for (name, role) in all {
            let team = Team {
                name,
                cluster: Arc::clone(cluster),
                ledger: Ledger::default(),
            };
            working.spawn(team.work(role, Arc::clone(&going)));
        }
        Self { going, working }
    }

    /// Lets them finish what they have begun.
    pub async fn end(self) -> Ledger {
        self.going.store(false, Ordering::Relaxed);
        Ledger::together(self.working.join_all().await)
    }
}

#[derive(Clone, Copy)]
enum Role {
    Everything,
    Publisher,
    Verifier,
}

struct Team {
    name: String,
    cluster: Arc<Cluster>,
    ledger: Ledger,
}

/// What a broker answered, and how often it was asked.
struct Told {
    status: u16,
    body: Value,
    tries: usize,
}

impl Team {
    async fn work(mut self, role: Role, going: Arc<AtomicBool>) -> Ledger {
        let mut number = 0;
        while going.load(Ordering::Relaxed) {
            number += 1;
            match role {
                Role::Everything => self.release(number).await,
                Role::Publisher => self.publish(&number.to_string()).await,
                Role::Verifier => self.verify_what_is_asked_for(number).await,
            }
            if !matches!(role, Role::Everything) {
                tokio::time::sleep(BETWEEN_BUILDS).await;
            }
        }
        self.ledger
    }

    async fn release(&mut self, number: usize) {
        let version = number.to_string();
        self.publish(&version).await;
        self.verify(&version, !number.is_multiple_of(5)).await;
        if number.is_multiple_of(3) {
            self.deploy(&version).await;
        }
        if number.is_multiple_of(4) {
            self.publish_nonsense(&format!("refused-{number}")).await;
        }
    }

    async fn publish(&mut self, version: &str) {
        let what = format!("{} in {version}", self.name);
        let body = publication(
            &self.name,
            version,
            Some("main"),
            &[contract(&self.name, PROVIDER, &what)],
        );
        let told = self.send(Method::POST, "/contracts/publish", &body).await;
        assert_eq!(told.status, 200, "{}", told.body);
        self.ledger.published.push(Published {
            consumer: self.name.clone(),
            version: version.to_owned(),
            what,
            tries: told.tries,
            at: Instant::now(),
        });
    }

    /// A good contract, and one of somebody else: nothing of it may be kept.
    async fn publish_nonsense(&mut self, version: &str) {
        let contracts = [
            contract(&self.name, PROVIDER, "anything"),
            contract("somebody", PROVIDER, "anything"),
        ];
        let body = publication(&self.name, version, Some("main"), &contracts);
        let told = self.send(Method::POST, "/contracts/publish", &body).await;
        assert_eq!(told.status, 400, "{}", told.body);
        self.ledger.refused.push((self.name.clone(), version.to_owned()));
    }

    async fn verify(&mut self, version: &str, success: bool) {
        let pact = format!("/pacts/provider/{PROVIDER}/consumer/{}/version/{version}", self.name);
        let pact = self.send(Method::GET, &pact, &Value::Null).await;
        let link = path_of(&pact.body["_links"]["pb:publish-verification-results"]["href"]);
        self.publish_result(&link, format!("{}-{version}", self.name), success)
            .await;
    }

    /// The newest pact of each team, as the provider's build does it.
    async fn verify_what_is_asked_for(&mut self, number: usize) {
        let asked = format!("/pacts/provider/{PROVIDER}/for-verification");
        let selectors = json!({"consumerVersionSelectors": [{"mainBranch": true}, {"latest": true}]});
        let told = self.send(Method::POST, &asked, &selectors).await;
        let found = told.body["_embedded"]["pacts"].as_array().cloned().unwrap_or_default();
        for pact in found.iter().take(3) {
            let pact = self
                .send(Method::GET, &path_of(&pact["_links"]["self"]["href"]), &Value::Null)
                .await;
            let link = path_of(&pact.body["_links"]["pb:publish-verification-results"]["href"]);
            self.publish_result(&link, format!("{}-{number}", self.name), true)
                .await;
        }
    }

    async fn publish_result(&mut self, link: &str, provider_version: String, success: bool) {
        let result = json!({"success": success, "providerApplicationVersion": provider_version});
        let told = self.send(Method::POST, link, &result).await;
        assert_eq!(told.status, 201, "{}", told.body);
        self.ledger.results.push(Result {
            path: path_of(&told.body["_links"]["self"]["href"]),
            provider_version,
            success,
        });
    }

    async fn deploy(&mut self, version: &str) {
        let known = format!("/pacticipants/{}/versions/{version}", self.name);
        let known = self.send(Method::GET, &known, &Value::Null).await;
        let links = known.body["_links"]["pb:record-deployment"].as_array().unwrap();
        let link = links.iter().find(|link| link["name"] == ENVIRONMENT).unwrap();
        let told = self.send(Method::POST, &path_of(&link["href"]), &json!({})).await;
        assert_eq!(told.status, 201, "{}", told.body);
        self.ledger.deployed.push((self.name.clone(), version.to_owned()));
    }

    /// Asks whoever is there, again and again, until an answer says what became of it.
    async fn send(&self, method: Method, path: &str, body: &Value) -> Told {
        let mut tries = 0;
        loop {
            if let Some(api) = self.cluster.anybody() {
                tries += 1;
                let call = api.call(method.clone(), path);
                let call = if body.is_null() { call } else { call.json(body) };
                if let Ok((status, body)) = answered(call).await
                    && status < 500
                {
                    return Told { status, body, tries };
                }
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn answered(call: reqwest::RequestBuilder) -> reqwest::Result<(u16, Value)> {
    let answer = call.send().await?;
    Ok((answer.status().as_u16(), answer.json().await?))
}

/// What of a link stays true when another broker answers.
pub fn path_of(link: &Value) -> String {
    let url = link.as_str().unwrap_or_else(|| panic!("{link} is no link"));
    url::Url::parse(url).unwrap().path().to_owned()
}
