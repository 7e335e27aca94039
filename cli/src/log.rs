//! `--verbose`: what is asked and answered, told on the error stream of the run as it happens.

use std::cell::RefCell;
use std::io::{Result, Write};
use std::rc::Rc;

use tracing::subscriber::DefaultGuard;

use crate::io::Io;

/// The engine's own events are left out: they show headers that hold credentials.
const FILTER: &str = "accord_client=debug,accord_cli=debug";

thread_local! {
    // A subscriber must be fit for any thread, and the stream of a run is not. Everything runs on this thread.
    static STREAM: RefCell<Option<Shared>> = const { RefCell::new(None) };
}

/// Keeps the log going until it is dropped.
pub(crate) struct Log {
    _subscriber: DefaultGuard,
}

impl Log {
    /// Starts to tell on `io.err`, in colours or not. Nothing moves there any more, as lines would tear it apart.
    pub(crate) fn start(io: &mut Io, colour: bool) -> Self {
        let stream = Shared(Rc::new(RefCell::new(std::mem::replace(
            &mut io.err,
            Box::new(std::io::sink()),
        ))));
        io.err = Box::new(stream.clone());
        io.interactive = false;
        STREAM.set(Some(stream));
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::new(FILTER))
            .with_ansi(colour)
            .with_writer(|| ToStream)
            .finish();
        Self {
            _subscriber: tracing::subscriber::set_default(subscriber),
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        STREAM.set(None);
    }
}

#[derive(Clone)]
struct Shared(Rc<RefCell<Box<dyn Write>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.0.borrow_mut().flush()
    }
}

struct ToStream;

impl Write for ToStream {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        STREAM.with_borrow_mut(|stream| match stream {
            Some(stream) => stream.write(bytes),
            None => Ok(bytes.len()),
        })
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
