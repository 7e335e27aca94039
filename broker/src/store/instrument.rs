//! Counts and, on request, records statements, so that tests can hold each use-case to a constant number of them and
//! look at their plans; logs slow ones.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{Instrumentation, InstrumentationEvent};

/// What a database handle has run; clones share one account.
#[derive(Debug, Clone, Default)]
pub struct Statements(Arc<Account>);

#[derive(Debug, Default)]
struct Account {
    count: AtomicU64,
    /// `None` while nobody records.
    texts: Mutex<Option<Vec<String>>>,
}

impl Statements {
    /// The number of statements so far, begin and commit included.
    pub fn count(&self) -> u64 {
        self.0.count.load(Ordering::Relaxed)
    }

    /// Begins to record the texts of statements, forgetting what was recorded before.
    pub fn record(&self) {
        *self.texts() = Some(Vec::new());
    }

    /// Ends recording; returns the texts, with placeholders instead of values.
    pub fn recorded(&self) -> Vec<String> {
        self.texts().take().unwrap_or_default()
    }

    fn texts(&self) -> std::sync::MutexGuard<'_, Option<Vec<String>>> {
        // A list of texts is whole whatever happened to the thread that held it.
        self.0.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, text: impl FnOnce() -> String) {
        self.0.count.fetch_add(1, Ordering::Relaxed);
        if let Some(texts) = self.texts().as_mut() {
            texts.push(text());
        }
    }
}

pub(super) struct Instrument {
    statements: Statements,
    /// Statements that take as long are logged.
    slow: Duration,
    started: Option<Instant>,
}

impl Instrument {
    pub(super) fn new(statements: Statements, slow: Duration) -> Self {
        Self {
            statements,
            slow,
            started: None,
        }
    }
}

impl Instrumentation for Instrument {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                self.statements.note(|| without_values(&query.to_string()));
                self.started = Some(Instant::now());
            }
            InstrumentationEvent::FinishQuery { query, .. } => {
                let Some(took) = self.started.take().map(|start| start.elapsed()) else {
                    return;
                };
                if took >= self.slow {
                    let statement = without_values(&query.to_string());
                    tracing::warn!(duration_ms = took.as_millis(), statement, "slow statement");
                }
            }
            _ => {}
        }
    }
}

/// Values may be contract content, which belongs into no log.
fn without_values(text: &str) -> String {
    text.split(" -- binds:").next().unwrap_or_default().to_owned()
}
