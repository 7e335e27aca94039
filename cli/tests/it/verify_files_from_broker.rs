//! Every pact file of other libraries on its whole way: published, verified from a real broker, the result kept there.

use std::collections::BTreeSet;

use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::segment;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::accord::{Accord, Ran};
use crate::pact_files::PactFile;
use crate::provider::Conduct;

/// A broker that has one pact file.
struct Published {
    file: PactFile,
    broker: TestBroker,
    /// The broker's; `accord` brings its own, and one cannot run inside the other.
    runtime: Runtime,
}

impl Published {
    fn new(file: PactFile) -> Self {
        let runtime = Runtime::new().unwrap();
        let broker = runtime.block_on(TestBroker::start(System::Sqlite)).unwrap();
        let line = ["publish", file.name, "-a", "1", "--branch", "main", "-b", broker.base()];
        let ran = Accord::new().directory(&file.directory).run(&line);
        assert_eq!(ran.code, 0, "{}\n{}{}", file.name, ran.out, ran.err);
        Self { file, broker, runtime }
    }

    fn name(&self, side: &str) -> &str {
        self.file.pact[side]["name"].as_str().unwrap()
    }

    fn verify(&self, conduct: Conduct, version: &str) -> Ran {
        let provider = self.file.provider(conduct);
        let options = provider.options();
        let mut line = vec!["verify", "--broker-url", self.broker.base()];
        line.extend(["--provider-name", self.name("provider")]);
        line.extend(["--publish", "--provider-version", version]);
        line.extend(options.iter().map(String::as_str));
        Accord::new().run(&line)
    }

    /// The pact as the broker has it, and its newest result.
    fn pact_and_result(&self) -> (Value, Value) {
        let (provider, consumer) = (segment(self.name("provider")), segment(self.name("consumer")));
        let path = format!("/pacts/provider/{provider}/consumer/{consumer}/latest");
        self.runtime.block_on(async {
            let pact = self.broker.get(&path).await.expect_status(200);
            let result = self.broker.get(&pact.link("pb:latest-verification-results")).await;
            (pact.json(), result.expect_status(200).json())
        })
    }
}

/// Verifies every file with providers of this conduct and expects this exit code, those interactions that `breaks`
/// chooses by name, and a result in the broker that says the same.
fn every_file_ends_with(code: u8, conduct: Conduct, breaks: fn(&Value) -> bool) {
    for published in PactFile::all().into_iter().map(Published::new) {
        let ran = published.verify(conduct, "7");
        let seen = format!("{}\n{}{}", published.file.name, ran.out, ran.err);
        assert_eq!(ran.code, code, "{seen}");
        assert!(ran.out.contains(&published.file.summary(conduct)), "{seen}");

        let (pact, result) = published.pact_and_result();
        let broken = interactions(&pact).filter(|interaction| breaks(interaction));
        let broken: BTreeSet<&str> = broken.map(|interaction| text(interaction, "description")).collect();
        assert_eq!(named_as_broken(&ran.out), broken, "{seen}");
        assert_eq!(result["providerApplicationVersion"], "7", "{seen}");
        assert_eq!(result["success"], code == 0, "{seen}");
        assert_eq!(outcomes(&result), expected_outcomes(&pact, breaks), "{seen}");
    }
}

/// The interactions of a result: the id that the broker gave, and whether it holds.
fn outcomes(result: &Value) -> BTreeSet<(&str, bool)> {
    let tests = result["testResults"].as_array().unwrap().iter();
    tests
        .map(|test| (text(test, "interactionId"), test["success"].as_bool().unwrap()))
        .collect()
}

fn expected_outcomes(pact: &Value, breaks: fn(&Value) -> bool) -> BTreeSet<(&str, bool)> {
    interactions(pact)
        .map(|interaction| (text(interaction, "_id"), !breaks(interaction)))
        .collect()
}

fn interactions(pact: &Value) -> impl Iterator<Item = &Value> {
    let lists = ["interactions", "messages"].into_iter();
    lists.filter_map(|list| pact[list].as_array()).flatten()
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap()
}

fn named_as_broken(out: &str) -> BTreeSet<&str> {
    let marked = out.lines().filter_map(|line| line.strip_prefix("  ✗ "));
    marked
        .map(|line| line.rsplit_once(" (").map_or(line, |(name, _)| name))
        .collect()
}

fn expects_a_body(interaction: &Value) -> bool {
    let replies_with_contents = interaction["response"].is_array();
    replies_with_contents || interaction["response"].get("body").is_some() || interaction.get("contents").is_some()
}

#[test]
fn every_file_holds_with_a_provider_that_answers_as_it_says_and_the_broker_knows() {
    every_file_ends_with(0, Conduct::Honest, |_| false);
}

#[test]
fn no_file_holds_with_a_provider_that_fails_and_the_broker_knows() {
    every_file_ends_with(1, Conduct::Failing, |_| true);
}

#[test]
fn every_interaction_that_a_lie_breaks_is_named_and_the_broker_knows() {
    every_file_ends_with(1, Conduct::Lying, expects_a_body);
}
