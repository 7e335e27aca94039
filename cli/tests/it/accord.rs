//! Runs `accord` in this process and keeps what it writes.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use accord_cli::{Io, Variables, run};

/// What a run ended with.
#[derive(Debug)]
pub struct Ran {
    pub code: u8,
    pub out: String,
    pub err: String,
}

/// A run in the making.
pub struct Accord {
    directory: PathBuf,
    variables: Variables,
}

#[derive(Clone, Default)]
struct Buffer(Rc<RefCell<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Buffer {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Accord {
    /// In the tests' own directory, with no environment variables.
    pub fn new() -> Self {
        Self {
            directory: Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"),
            variables: Variables::default(),
        }
    }

    pub fn directory(mut self, directory: &Path) -> Self {
        self.directory = directory.to_owned();
        self
    }

    pub fn variables<const N: usize>(mut self, variables: [(&str, &str); N]) -> Self {
        self.variables = Variables::from(variables);
        self
    }

    pub fn run<S: AsRef<str>>(self, arguments: &[S]) -> Ran {
        let (out, err) = (Buffer::default(), Buffer::default());
        let mut io = Io {
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            directory: self.directory,
            variables: self.variables,
            colour: false,
            interactive: false,
        };
        let arguments = std::iter::once("accord")
            .chain(arguments.iter().map(AsRef::as_ref))
            .map(OsString::from);
        let code = run(arguments, &mut io);
        Ran {
            code,
            out: out.text(),
            err: err.text(),
        }
    }
}

/// Runs `accord` with these arguments.
pub fn accord<S: AsRef<str>>(arguments: &[S]) -> Ran {
    Accord::new().run(arguments)
}
