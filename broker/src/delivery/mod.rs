//! Sends webhooks: the one place from which the broker calls others.
//!
//! Nothing here holds a connection to the database: what is sent was read before, what came of it is told afterwards.

mod answer;
mod attempt;
mod clients;
mod guard;
mod hop;
mod queue;
mod recorder;
mod transport;
mod worker;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indexmap::IndexMap;

use crate::clock::now;
use crate::domain::webhook::{AttemptLog, FilledRequest, Level, Values, WebhookRules, conceal};
pub(crate) use answer::{Answer, NoAnswer};
pub(crate) use guard::SystemResolver;
pub use guard::{Lookup, Resolver};
use transport::Transport;
pub(crate) use worker::Worker;

/// So much of an answer is written down, in bytes; there may be many attempts.
const LARGEST_LOGGED: usize = 8 * 1024;

/// Sends requests within the rules.
#[derive(Debug)]
pub(crate) struct Sender {
    rules: Arc<WebhookRules>,
    transport: Transport,
}

/// What came of an attempt; without secrets, whatever the receiver sent back.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) success: bool,
    pub(crate) answer: Result<Answer, NoAnswer>,
    /// What is written down of it, within what the rules let people see.
    pub(crate) log: String,
}

impl Sender {
    /// A sender that looks names up with this resolver.
    pub(crate) fn new(rules: Arc<WebhookRules>, resolver: Arc<dyn Resolver>) -> Self {
        Self {
            transport: Transport::new(Arc::clone(&rules), resolver),
            rules,
        }
    }

    /// What an attempt takes at most.
    pub(crate) fn longest_attempt(&self) -> Duration {
        self.rules.timeout
    }

    /// Sends a request as the message `id`, which is the same whenever it is sent again, and waits for the answer,
    /// whatever that is.
    pub(crate) async fn send(&self, id: &str, request: &FilledRequest, values: &Values) -> Attempt {
        let request = &request.clone().into_message(id, now().and_utc().timestamp());
        let mut log = AttemptLog::default();
        self.log_request(&mut log, request, values);
        let started = Instant::now();
        let secrets = request.secrets();
        let answer = match &request.fault {
            None => self.transport.send(request).await,
            Some(fault) => Err(NoAnswer::NotSent(fault.clone())),
        };
        let answer = answer.map(|answer| concealed(answer, &secrets));
        let success = answer
            .as_ref()
            .is_ok_and(|answer| self.rules.success_statuses.contains(&answer.status));
        self.log_answer(&mut log, &answer);
        let (level, outcome) = match success {
            true => (Level::Info, "succeeded"),
            false => (Level::Error, "failed"),
        };
        let milliseconds = started.elapsed().as_millis();
        log.write(now(), level, &format!("webhook {outcome} after {milliseconds} ms"));
        Attempt {
            success,
            answer,
            log: conceal(&log.into_text(), &secrets),
        }
    }

    fn log_request(&self, log: &mut AttemptLog, request: &FilledRequest, values: &Values) {
        let mut info = |text: &str| log.write(now(), Level::Info, text);
        info(&format!("context {}", serde_json::json!(values)));
        info(&format!("{} {}", request.method, request.url));
        for (name, value) in request.redacted_headers() {
            info(&format!("{name}: {value}"));
        }
        if let Some(body) = &request.body {
            info(body);
        }
    }

    fn log_answer(&self, log: &mut AttemptLog, answer: &Result<Answer, NoAnswer>) {
        let shown = self.rules.shows_responses();
        let mut info = |text: &str| log.write(now(), Level::Info, text);
        match answer {
            Ok(_) if !shown => info(HIDDEN),
            Ok(answer) => {
                info(&format!("HTTP {}", answer.status));
                for (name, value) in &answer.headers {
                    info(&format!("{name}: {value}"));
                }
                info(&beginning(&answer.body));
            }
            Err(error) => {
                let text = if shown { error.detail() } else { error.to_string() };
                log.write(now(), Level::Error, &text);
            }
        }
    }
}

/// Why an answer is not shown.
pub(crate) const HIDDEN: &str = "The answer is not shown, because webhooks may be sent to any public host here. It is \
     shown when the hosts that may be sent to are listed (WEBHOOK_HOST_WHITELIST)";

fn beginning(body: &str) -> Cow<'_, str> {
    match body.len() {
        ..=LARGEST_LOGGED => body.into(),
        length => {
            let cut = body.floor_char_boundary(LARGEST_LOGGED);
            format!("{} … ({} bytes more)", &body[..cut], length - cut).into()
        }
    }
}

fn concealed(answer: Answer, secrets: &[String]) -> Answer {
    let headers: IndexMap<String, String> = answer
        .headers
        .into_iter()
        .map(|(name, value)| (name, conceal(&value, secrets)))
        .collect();
    Answer {
        status: answer.status,
        headers,
        body: conceal(&answer.body, secrets),
    }
}
