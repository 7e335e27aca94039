//! Plays a whole recording and reports.

use std::fmt;

use reqwest::Client;
use serde_json::json;

use super::compare::{Comparison, Difference};
use super::exceptions::{IntendedDifferences, WaitingSteps};
use super::exchange::Exchange;
use super::normalise::Normaliser;
use super::player::Player;
use super::recording::{Recording, Step};

const SHOWN_STEPS: usize = 8;
const SHOWN_DIFFERENCES: usize = 6;

/// What came of playing a recording.
#[derive(Debug)]
pub struct Outcome {
    recording: String,
    steps: usize,
    disagreeing: Vec<Disagreement>,
    arrived: Vec<String>,
}

#[derive(Debug)]
struct Disagreement {
    step: String,
    request: String,
    differences: Vec<Difference>,
}

impl Outcome {
    /// True when every step agreed but those that wait for a route, and every one of these still waits.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.disagreeing.is_empty() && self.arrived.is_empty()
    }
}

/// Plays a recording against an empty broker at `base`.
pub async fn play(
    recording: &Recording,
    http: &Client,
    base: &str,
    intended: &IntendedDifferences,
    waiting: &WaitingSteps,
) -> Outcome {
    let normaliser = Normaliser::new(base);
    let mut player = Player::new(http, base);
    let mut comparison = Comparison::default();
    let mut outcome = Outcome {
        recording: recording.name.clone(),
        steps: recording.steps.len(),
        disagreeing: Vec::new(),
        arrived: Vec::new(),
    };
    for step in &recording.steps {
        // An answer that cannot be read or followed is a difference too; the rest of the recording still tells something.
        let got = match player.send(&step.id, &step.request).await {
            Ok((_, answer)) => normaliser.answer(&answer),
            Err(error) => json!({"status": format!("({error:#})")}),
        };
        let mut differences = comparison.differences(&step.response, &got);
        differences.retain(|difference| !intended.cover(&recording.name, &step.id, difference));
        outcome.note(step, differences, waiting.include(&recording.name, &step.id));
    }
    outcome
}

/// Plays a recording against an empty broker at `base` and tells what went over the wire, whatever was recorded.
///
/// Steps that refer to what was not received are left out, as there is nothing to send.
pub async fn exchanges(recording: &Recording, http: &Client, base: &str) -> Vec<Exchange> {
    let mut player = Player::new(http, base);
    let mut exchanges = Vec::new();
    for step in &recording.steps {
        if let Ok((exchange, _)) = player.send(&step.id, &step.request).await {
            exchanges.push(exchange);
        }
    }
    exchanges
}

impl Outcome {
    fn note(&mut self, step: &Step, differences: Vec<Difference>, waits: bool) {
        match (differences.is_empty(), waits) {
            (true, false) | (false, true) => {}
            (true, true) => self.arrived.push(step.id.clone()),
            (false, false) => self.disagreeing.push(Disagreement {
                step: step.id.clone(),
                request: format!("{} {}", step.request.method, step.request.path),
                differences,
            }),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for disagreement in self.disagreeing.iter().take(SHOWN_STEPS) {
            writeln!(
                f,
                "{} {} {:.200}",
                self.recording, disagreement.step, disagreement.request
            )?;
            for difference in disagreement.differences.iter().take(SHOWN_DIFFERENCES) {
                writeln!(f, "    {difference}")?;
            }
        }
        if !self.arrived.is_empty() {
            writeln!(
                f,
                "{}: steps {} agree now: take them off recordings/waiting.json",
                self.recording,
                self.arrived.join(", ")
            )?;
        }
        write!(
            f,
            "{}: {} of {} steps disagree",
            self.recording,
            self.disagreeing.len(),
            self.steps
        )?;
        match self.disagreeing.len().saturating_sub(SHOWN_STEPS) {
            0 => Ok(()),
            more => write!(f, " ({more} more than shown)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::api::http_client;

    /// Answers `GET /` with a link to `/next`, which redirects.
    async fn server() -> MockServer {
        let server = MockServer::start().await;
        let index = json!({"_links": {"next": {"href": format!("{}/next", server.uri())}}});
        let answers = [
            ("/", ResponseTemplate::new(200).set_body_json(index)),
            (
                "/next",
                ResponseTemplate::new(303).insert_header("Location", format!("{}/elsewhere", server.uri())),
            ),
        ];
        for (at, answer) in answers {
            Mock::given(method("GET"))
                .and(path(at))
                .respond_with(answer)
                .mount(&server)
                .await;
        }
        server
    }

    fn recording(status_of_second: u16) -> Recording {
        serde_json::from_value(json!({
            "name": "short",
            "steps": [
                {
                    "id": "s1",
                    "request": {"method": "GET", "path": "/"},
                    "response": {"status": 200, "type": "application/json", "body": {"_links": {"next": {"href": "{base}/next"}}}},
                },
                {
                    "id": "s2",
                    "request": {"method": "GET", "path": "{{s1:/_links/next/href}}"},
                    "response": {"status": status_of_second, "location": "{base}/elsewhere"},
                },
            ],
        }))
        .unwrap()
    }

    async fn outcome(recording: &Recording, waiting: serde_json::Value) -> Outcome {
        let waiting = serde_json::from_value(waiting).unwrap();
        play(
            recording,
            &http_client(),
            &server().await.uri(),
            &IntendedDifferences::default(),
            &waiting,
        )
        .await
    }

    #[tokio::test]
    async fn answers_as_recorded_are_good_and_redirects_are_answers() {
        let outcome = outcome(&recording(303), json!([])).await;
        assert!(outcome.is_good(), "{outcome}");
    }

    #[tokio::test]
    async fn another_answer_is_reported_with_its_step_and_place() {
        let outcome = outcome(&recording(200), json!([])).await;
        assert!(!outcome.is_good());
        let report = outcome.to_string();
        assert!(report.contains("short s2 GET {{s1:/_links/next/href}}"), "{report}");
        assert!(report.contains("/status: recorded 200 got 303"), "{report}");
        assert!(report.ends_with("short: 1 of 2 steps disagree"), "{report}");
    }

    #[tokio::test]
    async fn a_waiting_step_may_disagree_but_not_agree() {
        let waiting = json!([{"recording": "short", "step": "s2", "route": "GET /next"}]);
        assert!(outcome(&recording(200), waiting.clone()).await.is_good());
        let arrived = outcome(&recording(303), waiting).await;
        assert!(!arrived.is_good());
        assert!(arrived.to_string().contains("steps s2 agree now"), "{arrived}");
    }
}
