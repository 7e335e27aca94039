//! Pipelines at work while something is taken from under their brokers, and what each of their answers must be.
//!
//! Whatever happens, an answer is a success, or a 503 that says why and when to come back; it comes soon; and what a
//! reader is told agrees with what others were told before.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use accord_tests::story::{contract, publication};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::answers::{Answers, Told};
use super::facts::Facts;
use crate::storm::cluster::Cluster;
use crate::storm::ledger::{Ledger, Published, Result};
use crate::storm::teams::{ENVIRONMENT, PROVIDER, path_of};

/// The version of the provider that runs, and that verifies everything.
const RUNNING: &str = "running";

const BETWEEN_BUILDS: Duration = Duration::from_millis(100);
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(10);

/// How many of each.
#[derive(Clone, Copy)]
pub struct Size {
    pub publishers: usize,
    pub verifiers: usize,
    pub readers: usize,
}

/// Eight that publish, four that verify, four that read.
pub const USUAL: Size = Size {
    publishers: 8,
    verifiers: 4,
    readers: 4,
};

/// Pipelines at work.
pub struct Crowd {
    going: Arc<AtomicBool>,
    working: JoinSet<Ledger>,
    answers: Arc<Answers>,
}

impl Crowd {
    /// Begins; the environment must be there.
    pub async fn begin(cluster: &Arc<Cluster>, size: Size) -> Self {
        deploy_the_provider(cluster).await;
        let answers = Arc::new(Answers::default());
        let facts = Arc::new(Facts::default());
        let going = Arc::new(AtomicBool::new(true));
        let mut working = JoinSet::new();
        let publishers = (0..size.publishers).map(|_| Role::Publisher);
        let verifiers = (0..size.verifiers).map(|_| Role::Verifier);
        let readers = (0..size.readers).map(|_| Role::Reader);
        for (number, role) in publishers.chain(verifiers).chain(readers).enumerate() {
            let member = Member {
                name: format!("team-{number}"),
                cluster: Arc::clone(cluster),
                answers: Arc::clone(&answers),
                facts: Arc::clone(&facts),
                ledger: Ledger::default(),
            };
            working.spawn(member.work(role, Arc::clone(&going)));
        }
        Self {
            going,
            working,
            answers,
        }
    }

    /// What they were answered so far.
    pub fn answers(&self) -> &Arc<Answers> {
        &self.answers
    }

    /// Lets them finish what they have begun; fails if one of them got an answer that must not be.
    pub async fn end(self) -> Ledger {
        self.going.store(false, Ordering::Relaxed);
        let mut ledger = Ledger::together(self.working.join_all().await);
        ledger.deployed.push((PROVIDER.to_owned(), RUNNING.to_owned()));
        ledger
    }
}

/// What is not verified by the version that runs cannot be deployed.
async fn deploy_the_provider(cluster: &Cluster) {
    let api = cluster.somebody();
    api.publish("seed", "1", PROVIDER).await;
    api.verify(("seed", "1"), (PROVIDER, RUNNING), true).await;
    api.deploy(PROVIDER, RUNNING, ENVIRONMENT).await;
}

#[derive(Clone, Copy)]
enum Role {
    Publisher,
    Verifier,
    Reader,
}

struct Member {
    name: String,
    cluster: Arc<Cluster>,
    answers: Arc<Answers>,
    facts: Arc<Facts>,
    ledger: Ledger,
}

impl Member {
    async fn work(mut self, role: Role, going: Arc<AtomicBool>) -> Ledger {
        let mut number = 0;
        while going.load(Ordering::Relaxed) {
            number += 1;
            match role {
                Role::Publisher => self.publish(number).await,
                Role::Verifier => self.verify().await,
                Role::Reader => self.read().await,
            }
            tokio::time::sleep(match role {
                Role::Publisher => BETWEEN_BUILDS,
                Role::Verifier | Role::Reader => BETWEEN_QUESTIONS,
            })
            .await;
        }
        self.ledger
    }

    async fn publish(&mut self, number: usize) {
        let version = number.to_string();
        let what = format!("{} in {version}", self.name);
        let contracts = [contract(&self.name, PROVIDER, &what)];
        let body = publication(&self.name, &version, Some("main"), &contracts);
        let (_, tries) = self.until_told(Method::POST, "/contracts/publish", &body).await;
        let published = Published {
            consumer: self.name.clone(),
            version,
            what,
            tries,
            at: Instant::now(),
        };
        self.facts.published(&published);
        self.ledger.published.push(published);
    }

    /// Every fifth version of a consumer does not work with the provider.
    async fn verify(&mut self) {
        let Some(published) = self.facts.next_to_verify() else {
            return;
        };
        let pact = self.until_told(Method::GET, &pact_of(&published), &Value::Null).await.0;
        let link = path_of(&pact["_links"]["pb:publish-verification-results"]["href"]);
        let success = !published.version.parse::<usize>().unwrap().is_multiple_of(5);
        let result = json!({"success": success, "providerApplicationVersion": RUNNING});
        self.facts.verdict_sent(&published, success);
        let told = self.until_told(Method::POST, &link, &result).await.0;
        self.facts.verdict_told(&published, success);
        self.ledger.results.push(Result {
            path: path_of(&told["_links"]["self"]["href"]),
            provider_version: RUNNING.to_owned(),
            success,
        });
    }

    async fn read(&self) {
        let Some(published) = self.facts.any_published() else {
            return;
        };
        match rand::random_range(0..3) {
            0 => self.read_pact(&published).await,
            1 => self.read_latest(&published.consumer).await,
            _ => self.ask_whether_it_can_be_deployed(&published).await,
        }
    }

    async fn read_pact(&self, published: &Published) {
        let Told::Answer(pact) = self.ask(Method::GET, &pact_of(published), &Value::Null).await else {
            return;
        };
        let description = format!("a request for {}", published.what);
        assert_eq!(pact["interactions"][0]["description"], description, "{published:?}");
    }

    async fn read_latest(&self, consumer: &str) {
        let newest = self.facts.newest(consumer);
        let path = format!("/pacts/provider/{PROVIDER}/consumer/{consumer}/latest");
        let Told::Answer(pact) = self.ask(Method::GET, &path, &Value::Null).await else {
            return;
        };
        let version = pact["_links"]["pb:consumer-version"]["name"].as_str().unwrap();
        let version: usize = version.parse().unwrap();
        assert!(
            version >= newest,
            "{consumer}: {version} is the latest, and {newest} was acknowledged"
        );
    }

    async fn ask_whether_it_can_be_deployed(&self, published: &Published) {
        let Published { consumer, version, .. } = published;
        let known = self.facts.verdict(published);
        let path = format!("/can-i-deploy?pacticipant={consumer}&version={version}&environment={ENVIRONMENT}");
        let Told::Answer(matrix) = self.ask(Method::GET, &path, &Value::Null).await else {
            return;
        };
        let deployable = matrix["summary"]["deployable"].as_bool();
        let possible = self.facts.verdict(published);
        assert!(
            [known.told, possible.sent].contains(&deployable),
            "{published:?} is deployable: {deployable:?}; known before: {known:?}, afterwards: {possible:?}"
        );
    }

    /// Asks somebody once.
    async fn ask(&self, method: Method, path: &str, body: &Value) -> Told {
        let api = self.cluster.somebody();
        let call = api.call(method.clone(), path);
        let call = if body.is_null() { call } else { call.json(body) };
        self.answers.to(call, &format!("{method} {path}")).await
    }

    /// Asks until there is an answer; says how often.
    async fn until_told(&self, method: Method, path: &str, body: &Value) -> (Value, usize) {
        let mut tries = 1;
        loop {
            match self.ask(method.clone(), path, body).await {
                Told::Answer(answer) => return (answer, tries),
                Told::ComeBack => tokio::time::sleep(BETWEEN_BUILDS).await,
            }
            tries += 1;
        }
    }
}

fn pact_of(published: &Published) -> String {
    let Published { consumer, version, .. } = published;
    format!("/pacts/provider/{PROVIDER}/consumer/{consumer}/version/{version}")
}
