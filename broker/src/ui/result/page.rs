//! The page of a result.

use askama::Template;

use super::super::code::{self, Code};
use super::super::contract::{Build, Named, Sides};
use super::super::integrations::SeenVersion;
use super::super::text::{Room, visible};
use super::super::words::{self, State, When, when};
use super::tests_shown::Tests;
use crate::app::Moment;
use crate::app::results_seen::{PastResult, ResultSeen, Verification};
use crate::app::verifications::ContentAddress;
use crate::domain::json::{self, Json};
use crate::domain::pact_status::{Finding, PactStatus};
use crate::domain::reading::Reading;
use crate::domain::test_results;
use crate::http::html::Frame;
use crate::http::links::Links;

/// Bytes of test results on a page, and of those in no known form.
const ROOM: (usize, usize) = (300_000, 50_000);

/// The page of a result.
#[derive(Template)]
#[template(path = "result.html")]
pub(super) struct Page {
    frame: Frame,
    sides: Sides,
    number: i64,
    state: State,
    contract: Named,
    version: SeenVersion,
    at: When,
    build: Option<Build>,
    verifier: Option<String>,
    tests: Option<Tests>,
    /// Test results in no known form, as they stand.
    unread: Option<Code>,
    history: Vec<Past>,
    earlier: Option<String>,
    newest: Option<String>,
}

/// A point of the timeline.
struct Past {
    address: String,
    state: State,
    version: Named,
    at: When,
    is_this: bool,
}

impl Page {
    /// `is_inside` says that the history does not begin at its newest result.
    pub(super) fn of(frame: Frame, address: &ContentAddress, seen: &ResultSeen, is_inside: bool, now: Moment) -> Self {
        let (links, record) = (&frame.links, &seen.record);
        let ContentAddress {
            consumer,
            provider,
            sha,
        } = address;
        let content = links.content(consumer, provider, sha, None);
        let own = links.result(&content, record.id);
        let results = record.test_results.as_deref().map(|text| json::parse(text.as_bytes()));
        let results = results.and_then(Result::ok);
        let body = seen.pact.as_ref().and_then(|pact| json::parse(&pact.body).ok());
        let (tests, unread) = tests(results.as_ref(), body.as_ref(), &content);
        Self {
            number: record.id,
            state: state(record.success, record.pact_pending),
            contract: contract(links, address, seen),
            version: SeenVersion::of(links, provider, &seen.provider_version),
            at: when(record.executed_at, now),
            build: record.build_url.as_deref().map(Build::of),
            verifier: verifier(record),
            tests,
            unread,
            history: seen
                .history
                .iter()
                .map(|past| Past::of(links, (provider, &content), past, record.id, now))
                .collect(),
            earlier: seen.earlier.map(|number| format!("{own}?before={number}#history")),
            newest: is_inside.then(|| format!("{own}#history")),
            sides: Sides::of(links, consumer, provider),
            frame,
        }
    }
}

fn state(success: bool, pact_pending: Option<bool>) -> State {
    let pact_pending = pact_pending.unwrap_or(false);
    words::state(PactStatus::of_own(Finding { success, pact_pending }))
}

/// The contract that was verified, by its consumer version where there still is one.
fn contract(links: &Links, address: &ContentAddress, seen: &ResultSeen) -> Named {
    let ContentAddress {
        consumer,
        provider,
        sha,
    } = address;
    match &seen.pact {
        Some(pact) => Named {
            name: pact.number.clone(),
            address: links.pact(consumer, provider, &pact.number),
        },
        None => Named {
            name: sha.clone(),
            address: links.content(consumer, provider, sha, None),
        },
    }
}

/// "Pact-Rust 1.2 through javascript 12 (mocha)".
fn verifier(record: &Verification) -> Option<String> {
    let named = |name: &Option<String>, version: &Option<String>| {
        let words: Vec<&str> = [name, version].into_iter().flatten().map(String::as_str).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    let program = named(&record.verifier_implementation, &record.verifier_version);
    let client = named(&record.client_implementation, &record.client_version);
    let client = client.map(|client| match &record.client_test_framework {
        Some(framework) => format!("{client} ({framework})"),
        None => client,
    });
    let told: Vec<String> = [program, client].into_iter().flatten().collect();
    (!told.is_empty()).then(|| visible(&told.join(" through ")))
}

/// The results of the single interactions, or what was sent when they are in no known form.
fn tests(results: Option<&Json>, contract: Option<&Json>, content: &str) -> (Option<Tests>, Option<Code>) {
    let Some(results) = results else {
        return (None, None);
    };
    let Some(read) = test_results::read(results) else {
        return (None, Some(code::json(results, ROOM.1)));
    };
    let reading = contract.map(Reading::of);
    let entries = reading.as_ref().map(|reading| reading.entries.as_slice());
    let mut room = Room::new(ROOM.0, ROOM.1);
    (
        Some(Tests::of(&read, entries.unwrap_or_default(), content, &mut room)),
        None,
    )
}

impl Past {
    fn of(links: &Links, (provider, content): (&str, &str), past: &PastResult, this: i64, now: Moment) -> Self {
        Self {
            address: links.result(content, past.id),
            state: state(past.success, past.pact_pending),
            version: Named {
                name: past.provider_version.clone(),
                address: links.version(provider, &past.provider_version),
            },
            at: when(past.executed_at, now),
            is_this: past.id == this,
        }
    }
}
