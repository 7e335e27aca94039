//! Whether anybody was there: a provider that nobody reached has broken no contract.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Remembers, for a whole run, whether a request reached the provider.
#[derive(Debug, Default)]
pub(crate) struct Contact {
    reached: AtomicBool,
    failure: OnceLock<String>,
}

impl Contact {
    /// A request reached the provider, whatever came of it.
    pub(super) fn reached(&self) {
        self.reached.store(true, Ordering::Relaxed);
    }

    /// A connection could not be made, for this reason; the first one is kept.
    pub(super) fn failed(&self, reason: &str) {
        self.failure.get_or_init(|| reason.to_owned());
    }

    /// Why no request reached the provider; nothing if one did, or if none was tried.
    pub(crate) fn failure(&self) -> Option<&str> {
        let failure = self.failure.get().map(String::as_str);
        failure.filter(|_| !self.reached.load(Ordering::Relaxed))
    }
}
