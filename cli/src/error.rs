//! What ends a command early, and what the caller of the process learns from it.

use std::fmt;

/// How a command ended when it could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The answer is yes, or the work is done: exit code 0.
    Yes,
    /// The answer is no, or what was checked failed: exit code 1.
    No,
    /// The answer is no, and the caller chose the exit code for it.
    NoWith(u8),
}

impl Outcome {
    /// The exit code of the process.
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
            Self::NoWith(code) => code,
        }
    }
}

/// Why a command could not ask or do what it was told: exit code 2, or 1 when the broker said no.
#[derive(Debug, Clone)]
pub(crate) struct CliError {
    kind: Kind,
    message: String,
    hint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    CouldNotAsk,
    Refused,
}

/// The result of a command or a part of it.
pub(crate) type Result<T> = std::result::Result<T, CliError>;

impl CliError {
    /// The command could not be carried out, for the reason in `message`.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::CouldNotAsk,
            message: message.into(),
            hint: None,
        }
    }

    /// The broker understood and said no: exit code 1.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Refused,
            ..Self::new(message)
        }
    }

    /// Adds what the reader can do next, in sentences.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same reason, for a no.
    pub(crate) fn into_refusal(self) -> Self {
        Self {
            kind: Kind::Refused,
            ..self
        }
    }

    /// The same reason, for what could not be done.
    pub(crate) fn into_failure(self) -> Self {
        Self {
            kind: Kind::CouldNotAsk,
            ..self
        }
    }

    /// Says before the reason what it is about.
    pub(crate) fn within(self, context: impl fmt::Display) -> Self {
        Self {
            message: format!("{context}: {}", self.message),
            ..self
        }
    }

    /// The text for a reader of something that goes on all the same.
    pub(crate) fn as_warning(&self) -> String {
        self.told("warning")
    }

    fn told(&self, kind: &str) -> String {
        let hint = self.hint.iter().map(|hint| format!("\nhint: {hint}"));
        format!("{kind}: {}{}", self.message, hint.collect::<String>())
    }

    /// What was wrong, without the hint.
    pub(crate) fn reason(&self) -> &str {
        &self.message
    }

    /// The exit code of the process.
    pub(crate) fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::CouldNotAsk => 2,
            Kind::Refused => 1,
        }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told("error"))
    }
}

/// Only our own output streams are written with `?`: files name themselves in their message.
impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self::new(format!("could not write the output: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_tells_no_from_could_not_ask() {
        assert_eq!(Outcome::Yes.exit_code(), 0);
        assert_eq!(Outcome::No.exit_code(), 1);
        assert_eq!(Outcome::NoWith(7).exit_code(), 7);
        assert_eq!(CliError::new("no network").exit_code(), 2);
        assert_eq!(CliError::refused("conflict").exit_code(), 1);
    }

    #[test]
    fn the_hint_follows_the_reason() {
        let error = CliError::new("no pact in 'x.json'").hint("Give the file that a consumer test wrote.");
        assert_eq!(
            error.to_string(),
            "error: no pact in 'x.json'\nhint: Give the file that a consumer test wrote."
        );
    }
}
