//! Processors that are kept from sleeping.
//!
//! Where one client waits for one answer, the machine is idle half of the time, and each step of the conversation begins
//! with a processor that has to wake up. On a virtual machine that takes the host as long as a small question takes the
//! broker, and differs from minute to minute.

use std::process::{Child, Command, Stdio};

use anyhow::Context as _;

/// Processes that run when nobody else wants to, one for each processor; ended when dropped.
pub(super) struct Awake(Vec<Child>);

impl Awake {
    /// Keeps all processors awake.
    pub(super) fn keep() -> anyhow::Result<Self> {
        let processors = std::thread::available_parallelism()?.get();
        let mut awake = Self(Vec::with_capacity(processors));
        for _ in 0..processors {
            awake.0.push(spin()?);
        }
        Ok(awake)
    }
}

/// Spins for as long as this process lives, in the scheduler's idle class: whoever wakes up takes the processor at once.
fn spin() -> anyhow::Result<Child> {
    let here = std::process::id();
    Command::new("chrt")
        .args(["--idle", "0", "sh", "-c"])
        .arg(format!("while kill -0 {here} 2>/dev/null; do :; done"))
        .stdin(Stdio::null())
        .spawn()
        .context("cannot start chrt (of util-linux) to keep processors awake; --processors-sleep does without")
}

impl Drop for Awake {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
