//! The whole surface under hostile input: nothing breaks, nothing is half done, and every answer is as described.
//!
//! `ACCORD_HOSTILE_REQUESTS` says how many requests (3,000 unless told), `ACCORD_HOSTILE_SEED` which ones.

mod input;
mod landscape;

use accord_tests::api::http_client;
use accord_tests::broker::TestBroker;
use accord_tests::conformance::Exchange;
use accord_tests::database::System;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::Value;

use super::check::Checker;
use super::document::Document;
use input::Inputs;

/// Requests at one landscape: some of them delete it.
const AT_ONE_LANDSCAPE: usize = 250;

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_breaks_nothing_on_sqlite() {
    hostile_input_breaks_nothing(System::Sqlite, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_breaks_nothing_on_postgres() {
    hostile_input_breaks_nothing(System::Postgres, 1).await;
}

async fn hostile_input_breaks_nothing(system: System, stream: u64) {
    let (requests, seed) = (
        number("ACCORD_HOSTILE_REQUESTS", 3_000),
        number("ACCORD_HOSTILE_SEED", 1),
    );
    let document = Document::read();
    let inputs = Inputs::of(&document);
    let mut checker = Checker::new(&document);
    let mut random = StdRng::seed_from_u64(seed.wrapping_mul(2).wrapping_add(stream));
    let mut left = usize::try_from(requests).unwrap();
    while left > 0 {
        let Some(broker) = TestBroker::start(system).await else {
            return;
        };
        let now = left.min(AT_ONE_LANDSCAPE);
        left -= now;
        let mut known = landscape::build(&broker).await;
        for _ in 0..now {
            let request = inputs.next(&mut random, broker.base());
            known = attack(&broker, &mut checker, request, known).await;
        }
        broker.stop().await;
    }
    let wrong: Vec<&String> = checker.wrong.iter().take(20).collect();
    assert!(
        wrong.is_empty(),
        "{} of {requests} (seed {seed}), such as {wrong:#?}",
        checker.wrong.len()
    );
}

/// Sends one request; what was refused must have changed no count of anything.
async fn attack(broker: &TestBroker, checker: &mut Checker<'_>, request: reqwest::Request, before: Value) -> Value {
    let reads = matches!(request.method().as_str(), "GET" | "HEAD" | "OPTIONS");
    let on_purpose = request.url().path() == "/test/error";
    let exchange = Exchange::of(&http_client_once(), "hostile", request).await.unwrap();
    if exchange.status >= 500 && !on_purpose {
        checker.wrong.push(format!("{exchange:?}"));
    }
    checker.check_answer(&exchange);
    if reads {
        return before;
    }
    let after = landscape::counts(broker).await;
    if exchange.status >= 400 && after != before {
        checker
            .wrong
            .push(format!("refused, and yet something changed: {exchange:?}"));
    }
    // What goes on after the answer is done before the next request is judged.
    if exchange.status == 202 {
        return landscape::settled(broker).await;
    }
    after
}

/// The one client of all requests: a connection pool each would run out of ports.
fn http_client_once() -> reqwest::Client {
    static CLIENT: std::sync::OnceLock<reqwest::Client> = std::sync::OnceLock::new();
    CLIENT.get_or_init(http_client).clone()
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}
