//! The `accord` binary: everything it does is in the library, so that tests can do it too.

use std::process::ExitCode;

use accord_cli::{Io, run};

fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os(), &mut Io::of_process()))
}
