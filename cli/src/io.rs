//! Where a run reads from and writes to.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::variables::Variables;

/// The world of one run: two streams, a working directory, the environment variables.
///
/// Answers go to `out`, progress, errors and the log of `--verbose` to `err`. Only the moving line of progress is drawn
/// on the error stream of the process, if `interactive`.
pub struct Io {
    /// Receives the answer.
    pub out: Box<dyn Write>,
    /// Receives progress, warnings and errors.
    pub err: Box<dyn Write>,
    /// Relative file names and the git repository start here.
    pub directory: PathBuf,
    /// Stand for options that are not given, and tell what a CI system knows.
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
            out: Box::new(WhileRead(std::io::stdout())),
            err: Box::new(WhileRead(std::io::stderr())),
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

/// A stream whose reader may go away, as `head` does: the command goes on to its end, and so to its exit code.
///
/// A command that ended there could not tell a no from a yes, and could leave half of its work undone.
struct WhileRead<W>(W);

impl<W: Write> Write for WhileRead<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        unless_nobody_reads(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        unless_nobody_reads(self.0.flush(), ())
    }
}

fn unless_nobody_reads<T>(result: std::io::Result<T>, unread: T) -> std::io::Result<T> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(unread),
        result => result,
    }
}
