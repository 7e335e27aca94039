//! Runs the mock server on a thread of its own, so that tests of any kind can use it.

use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use pact_mock_server::builder::MockServerBuilder;
use pact_mock_server::matching::MatchResult;
use pact_models::headers::MULTI_VALUE_HEADERS;
use pact_models::v4::pact::V4Pact;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use super::compare;
use super::recording::Recording;
use crate::consumer::error::ConsumerError;
use crate::consumer::report::Finding;

/// A mock server that listens on a free port.
#[derive(Debug)]
pub(in crate::consumer) struct Server {
    url: String,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<Vec<MatchResult>>,
}

impl Server {
    pub(in crate::consumer) fn start(recording: &Recording) -> Result<Self, ConsumerError> {
        let pact = http_alone(&recording.pact);
        let (started, is_started) = mpsc::channel();
        let (stop, is_stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("mock provider".to_owned());
        let thread = thread
            .spawn(move || serve(pact, &started, is_stopped))
            .map_err(|error| mock(&error))?;
        let url = is_started
            .recv()
            .map_err(|error| mock(&error))?
            .map_err(ConsumerError::Mock)?;
        Ok(Self { url, stop, thread })
    }

    pub(in crate::consumer) fn url(&self) -> &str {
        &self.url
    }

    /// Stops listening and says what was different from what was declared.
    pub(in crate::consumer) fn stop(self, recording: &Recording) -> Vec<Finding> {
        // Fails only when the server has ended by itself, which the join shows.
        let _ = self.stop.send(());
        match self.thread.join() {
            Ok(encounters) => compare::findings(&recording.pact, encounters),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

/// The mock server cannot carry anything but HTTP, and answers with a header for each element of a list.
fn http_alone(pact: &V4Pact) -> V4Pact {
    let mut pact = pact.clone();
    pact.interactions
        .retain(|interaction| interaction.as_v4_http().is_some());
    for interaction in &mut pact.interactions {
        let headers = interaction
            .as_v4_http_mut()
            .and_then(|http| http.response.headers.as_mut());
        let lists = headers.into_iter().flatten().filter(|(name, _)| is_list(name));
        for (_, values) in lists {
            *values = vec![values.join(", ")];
        }
    }
    pact
}

fn is_list(header: &str) -> bool {
    MULTI_VALUE_HEADERS.contains(&header.to_lowercase().as_str())
}

fn serve(
    pact: V4Pact,
    started: &mpsc::Sender<Result<String, String>>,
    is_stopped: oneshot::Receiver<()>,
) -> Vec<MatchResult> {
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = started.send(Err(error.to_string()));
            return Vec::new();
        }
    };
    runtime.block_on(async {
        let builder = MockServerBuilder::new().bind_to("127.0.0.1:0").with_v4_pact(pact);
        let mut server = match builder.start().await {
            Ok(server) => server,
            Err(error) => {
                let _ = started.send(Err(format!("{error:#}")));
                return Vec::new();
            }
        };
        // The other end waits for this; were it gone, the next line would end the server.
        let _ = started.send(Ok(server.url()));
        let _ = is_stopped.await;
        let encounters = server.matches();
        let _ = server.shutdown();
        encounters
    })
}

fn mock(error: &impl ToString) -> ConsumerError {
    ConsumerError::Mock(error.to_string())
}
