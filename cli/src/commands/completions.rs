use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use crate::error::{CliError, Outcome, Result};
use crate::io::Io;

/// Write the completion script of a shell
///
/// For bash: accord completions bash > ~/.local/share/bash-completion/completions/accord
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
    /// Write a file of the name that the shell expects into this directory, instead of to standard output
    #[arg(short, long, value_name = "DIRECTORY")]
    dir: Option<PathBuf>,
}

impl CompletionsArgs {
    pub(crate) fn run(self, io: &mut Io) -> Result<Outcome> {
        let mut command = crate::command();
        let Some(directory) = &self.dir else {
            // The generator panics when it cannot write, and a reader may go away.
            let mut script = Vec::new();
            clap_complete::generate(self.shell, &mut command, "accord", &mut script);
            io.out.write_all(&script)?;
            return Ok(Outcome::Yes);
        };
        let directory = io.resolve(directory);
        let written = clap_complete::generate_to(self.shell, &mut command, "accord", &directory);
        let file = written
            .map_err(|error| CliError::new(format!("could not write into '{}': {error}", directory.display())))?;
        io.note(&format!("Wrote {}.", file.display()));
        Ok(Outcome::Yes)
    }
}
