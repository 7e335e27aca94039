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
