//! What an answer may be while a database is locked, full or gone.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use accord_tests::api::Answer;
use reqwest::RequestBuilder;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use serde_json::Value;

/// No answer takes longer: a request waits ten seconds for a connection, unless told otherwise.
const HANG: Duration = Duration::from_secs(13);

/// What an answer says.
pub enum Told {
    /// What was asked for, or what was done.
    Answer(Value),
    /// To come back.
    ComeBack,
}

/// Judges answers and counts them.
#[derive(Debug, Default)]
pub struct Answers(Mutex<Count>);

/// The answers so far.
#[derive(Debug, Clone, Default)]
pub struct Count {
    pub successes: usize,
    /// When the requests that were refused had been sent.
    pub refused: Vec<Instant>,
    /// Those of them that only read.
    pub questions_refused: usize,
    pub slowest: Duration,
}

impl Answers {
    /// Sends a request, which `what` names, and judges the answer.
    ///
    /// # Panics
    /// When it is neither a success nor a clear refusal, or comes too late, or not at all.
    pub async fn to(&self, call: RequestBuilder, what: &str) -> Told {
        let sent = Instant::now();
        let formats = HeaderValue::from_static("application/hal+json, application/problem+json");
        let call = call.headers(HeaderMap::from_iter([(ACCEPT, formats)]));
        let answer = tokio::time::timeout(HANG, Answer::to(call))
            .await
            .unwrap_or_else(|_| panic!("{what}: no answer within {HANG:?}"));
        let mut count = self.0.lock().unwrap();
        count.slowest = count.slowest.max(sent.elapsed());
        match answer.status {
            200..300 => {
                count.successes += 1;
                Told::Answer(answer.json())
            }
            503 => {
                count.refused.push(sent);
                count.questions_refused += usize::from(what.starts_with("GET"));
                drop(count);
                assert_asks_to_come_back(&answer);
                Told::ComeBack
            }
            status => panic!("{what}: {status} {}", answer.text),
        }
    }

    pub fn count(&self) -> Count {
        self.0.lock().unwrap().clone()
    }
}

impl Count {
    /// How long after a moment a request was sent that was refused.
    pub fn last_refused_after(&self, moment: Instant) -> Duration {
        let last = self.refused.iter().max();
        last.map_or(Duration::ZERO, |last| last.saturating_duration_since(moment))
    }
}

/// A 503 says when to come back, what is the matter, and where the log tells more.
pub fn assert_asks_to_come_back(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.text);
    let wait: u64 = answer
        .header("retry-after")
        .expect("Retry-After is sent")
        .parse()
        .expect("it is in seconds");
    assert!((1..=60).contains(&wait), "Retry-After: {wait}");
    let trace_id = answer.header("x-trace-id").expect("a trace id is sent");
    let body = answer.json();
    let sentence = body["detail"].as_str().or(body["error"].as_str()).unwrap();
    assert!(
        sentence.starts_with("The database") && sentence.ends_with('.'),
        "{sentence}"
    );
    if !body["detail"].is_null() {
        assert_eq!(body["trace_id"], trace_id);
        assert!(body["code"].as_str().unwrap().starts_with("database-"), "{body}");
    }
}
