//! What is written down of an attempt to deliver a webhook.

use chrono::NaiveDateTime;

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It went as it should.
    Info,
    /// It did not.
    Error,
}

/// What is written down of an attempt: a line for each thing, with its time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttemptLog(String);

impl AttemptLog {
    /// Writes a line down.
    pub fn write(&mut self, at: NaiveDateTime, level: Level, text: &str) {
        let level = match level {
            Level::Info => "INFO",
            Level::Error => "ERROR",
        };
        let at = at.format("%Y-%m-%dT%H:%M:%SZ");
        self.0.push_str(&format!("[{at}] {level}: {text}\n"));
    }

    /// All lines.
    pub fn into_text(self) -> String {
        self.0
    }
}
