//! Where a run reads from and writes to.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::variables::Variables;

/// The world of one run: two streams, a working directory, the environment variables.
///
/// Answers go to `out`, progress and errors to `err`; nothing in this crate writes elsewhere.
pub struct Io {
    /// Receives the answer.
    pub out: Box<dyn Write>,
    /// Receives progress, warnings and errors.
    pub err: Box<dyn Write>,
    /// Relative file names and the git repository start here.
    pub directory: PathBuf,
    /// Read by git and CI detection.
    pub variables: Variables,
    /// Whether `out` shows colours.
    pub colour: bool,
    /// Whether `err` is a terminal that a moving line of progress suits.
    pub interactive: bool,
}

impl Io {
    /// The streams, directory and variables of this process; colours only on a terminal and without `NO_COLOR`.
    pub fn of_process() -> Self {
        let variables = Variables::of_process();
        let plain = variables.get("NO_COLOR").is_some() || variables.get("TERM") == Some("dumb");
        Self {
            out: Box::new(std::io::stdout()),
            err: Box::new(std::io::stderr()),
            directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            colour: std::io::stdout().is_terminal() && !plain,
            interactive: std::io::stderr().is_terminal() && !plain && variables.get("CI").is_none(),
            variables,
        }
    }

    /// `path` as seen from the directory of this run.
    pub(crate) fn resolve(&self, path: &Path) -> PathBuf {
        self.directory.join(path)
    }

    /// Says something on the side: a failure to say it is not worth failing for.
    pub(crate) fn note(&mut self, text: &str) {
        let _ = writeln!(self.err, "{text}");
    }
}
