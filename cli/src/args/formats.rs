//! The forms in which a command can answer.

use clap::ValueEnum;

/// A sentence or the broker's own document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// Sentences for people.
    Text,
    /// The broker's answer, for programs.
    Json,
}

/// A sentence, the broker's own document, or the id alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CreatedFormat {
    /// Sentences for people.
    Text,
    /// The broker's answer, for programs.
    Json,
    /// The UUID, for scripts.
    Id,
}

/// A table or the broker's own document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// A table for people.
    #[value(alias = "text")]
    Table,
    /// The broker's answer, for programs.
    Json,
}

/// A table, the broker's own document, or the number alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum VersionFormat {
    /// A table for people.
    #[value(alias = "text")]
    Table,
    /// The broker's answer, for programs.
    Json,
    /// The version number, for scripts.
    Id,
}

/// How much other command lines are told to log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogLevel {
    /// Nothing.
    #[value(alias = "none")]
    Off,
    /// What fails.
    Error,
    /// What is doubtful.
    Warn,
    /// What is done.
    Info,
    /// What is asked.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    /// Whether it takes `--verbose` to see that much here.
    pub(crate) fn is_verbose(self) -> bool {
        matches!(self, Self::Debug | Self::Trace)
    }
}
