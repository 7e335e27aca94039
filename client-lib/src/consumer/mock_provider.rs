//! The provider's stand-in for the length of a test.

use std::sync::{Mutex, PoisonError};
use std::thread;

use super::engine::{Recording, Server};
use super::error::ConsumerError;
use super::message::{MessageContents, ReceivedMessage};
use super::pact::Pact;
use super::pact_file::PactFile;
use super::report::{Finding, Report};

/// Stands in for the provider: answers HTTP requests at [`url`](Self::url), hands out messages, and watches.
///
/// Only [`finish`](Self::finish) writes the pact. A mock that is dropped without it, as a test does that returns early
/// with an error, writes nothing and says so on standard error, together with what was declared and never came. Only a
/// request or message that came wrongly makes the test fail there, by a panic, unless it is failing by one already.
#[derive(Debug)]
#[must_use = "a mock that is dropped at once sees no request, and only `finish` writes the pact"]
pub struct MockProvider {
    pact: Pact,
    recording: Recording,
    server: Option<Server>,
    exchanges: Mutex<Exchanges>,
    finished: bool,
}

/// What has been done with messages so far.
#[derive(Debug, Default)]
struct Exchanges {
    /// Positions of the interactions whose messages were taken.
    taken: Vec<usize>,
    findings: Vec<Finding>,
}

impl MockProvider {
    pub(crate) fn start(pact: Pact) -> Result<Self, ConsumerError> {
        let recording = Recording::of(&pact)?;
        let server = recording.has_http().then(|| Server::start(&recording)).transpose()?;
        Ok(Self {
            pact,
            recording,
            server,
            exchanges: Mutex::default(),
            finished: false,
        })
    }

    /// Where the mock listens, such as `http://127.0.0.1:34567`, without a slash at the end.
    ///
    /// # Panics
    /// When the pact declares messages alone: nothing listens then, and an empty address would fail far from here.
    pub fn url(&self) -> &str {
        let Some(server) = &self.server else {
            panic!(
                "the pact declares no HTTP interaction, so its mock has no address: use message(..) or exchange(..)"
            );
        };
        server.url()
    }

    /// Takes a declared asynchronous message; hand it to the code of the consumer that handles it.
    ///
    /// # Errors
    /// [`ConsumerError::UnknownMessage`] when none is declared under this description.
    pub fn message(&self, description: &str) -> Result<ReceivedMessage, ConsumerError> {
        let mut exchanges = self.exchanges();
        let known = self.recording.messages_described_as(description);
        let position = next_position(&known, &exchanges.taken).ok_or_else(|| self.unknown("message", description))?;
        exchanges.taken.push(position);
        Ok(self.recording.message_at(position))
    }

    /// Sends a message as the consumer would, compares it with the declared one and returns the declared answers.
    ///
    /// # Errors
    /// [`ConsumerError::NotMet`] when the message is not as declared; [`ConsumerError::UnknownMessage`] when none is
    /// declared under this description.
    pub fn exchange(
        &self,
        description: &str,
        request: impl Into<MessageContents>,
    ) -> Result<Vec<ReceivedMessage>, ConsumerError> {
        let mut exchanges = self.exchanges();
        let known = self.recording.sync_messages_described_as(description);
        let position =
            next_position(&known, &exchanges.taken).ok_or_else(|| self.unknown("synchronous message", description))?;
        exchanges.taken.push(position);
        match self.recording.exchange_at(position, &request.into())? {
            Ok(answers) => Ok(answers),
            Err(finding) => {
                exchanges.findings.push(finding.clone());
                Err(ConsumerError::NotMet(self.report(vec![finding])))
            }
        }
    }

    /// Stops the mock, checks that everything declared has happened and nothing else, and writes the pact.
    ///
    /// # Errors
    /// [`ConsumerError::NotMet`] with every difference; nothing is written then. [`ConsumerError::File`] when the pact
    /// cannot be written, or contradicts what is in the file.
    pub fn finish(mut self) -> Result<PactFile, ConsumerError> {
        self.finished = true;
        let findings = self.findings();
        if !findings.is_empty() {
            return Err(ConsumerError::NotMet(self.report(findings)));
        }
        self.recording.write(&self.pact.directory(), self.pact.overwrite)
    }

    fn findings(&mut self) -> Vec<Finding> {
        let mut findings = self
            .server
            .take()
            .map_or_else(Vec::new, |server| server.stop(&self.recording));
        let exchanges = self.exchanges();
        findings.extend(exchanges.findings.iter().cloned());
        findings.extend(self.recording.messages_besides(&exchanges.taken));
        findings
    }

    fn report(&self, findings: Vec<Finding>) -> Report {
        let pair = format!("{} → {}", self.pact.consumer, self.pact.provider);
        Report {
            pair,
            declared: self.recording.requests(),
            findings,
        }
    }

    fn unknown(&self, kind: &'static str, description: &str) -> ConsumerError {
        let declared = match self.recording.descriptions() {
            names if names.is_empty() => "none".to_owned(),
            names => names.join(", "),
        };
        ConsumerError::UnknownMessage {
            kind,
            description: description.to_owned(),
            declared,
        }
    }

    /// A panic elsewhere in the test leaves the list as it was, which is all that is needed.
    fn exchanges(&self) -> std::sync::MutexGuard<'_, Exchanges> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for MockProvider {
    /// A test that returns an error leaves before its last requests, so what never came is only said: a panic would take
    /// the place of that error. What came wrongly is most likely its cause. A second panic would abort.
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        let findings = self.findings();
        let came_wrongly = findings.iter().any(|finding| !finding.is_missing());
        let pair = format!("{} → {}", self.pact.consumer, self.pact.provider);
        let notice = match findings {
            none if none.is_empty() => String::new(),
            findings => format!("{}\n", self.report(findings)),
        };
        let notice = format!("{notice}the pact was not written ({pair}): the test ended without finish()");
        assert!(!came_wrongly || thread::panicking(), "{notice}");
        eprintln!("{notice}");
    }
}

/// Several interactions may share a description and differ by state: each is taken once before one is taken again.
fn next_position(known: &[usize], taken: &[usize]) -> Option<usize> {
    known
        .iter()
        .find(|position| !taken.contains(position))
        .or(known.first())
        .copied()
}
