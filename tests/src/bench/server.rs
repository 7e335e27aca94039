//! The broker that is measured: a process of its own, and what the system tells of it.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use super::client::{Client, request};
use crate::process::{proc, resident};

/// A broker that does not come up by then never will.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running broker, stopped when dropped.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
    /// From the start of the process to the first yes of `/readyz`.
    pub(super) ready_after: Duration,
}

impl Server {
    /// Starts a program on a database and waits until it is ready.
    pub(super) fn start(program: &Path, database_url: &str) -> anyhow::Result<Self> {
        ensure!(
            program.is_file(),
            "there is no {}: build it with `cargo build --release -p accord-broker`, or name another with --broker",
            program.display()
        );
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let started = Instant::now();
        let child = Command::new(program)
            .args(["serve", "--bind", "127.0.0.1", "--port", &address.port().to_string()])
            .args(["--database-url", database_url])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut server = Self {
            child,
            address,
            ready_after: Duration::ZERO,
        };
        while !is_ready(address) {
            if let Some(status) = server.child.try_wait()? {
                bail!("{} ended ({status}) before it was ready", program.display());
            }
            ensure!(
                started.elapsed() < PATIENCE,
                "the broker was not ready after {PATIENCE:?}"
            );
            std::thread::sleep(Duration::from_micros(500));
        }
        server.ready_after = started.elapsed();
        Ok(server)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Resident memory in bytes.
    pub(super) fn resident(&self) -> anyhow::Result<u64> {
        resident(self.child.id())
    }

    /// Processor time so far, of all threads, those that have ended too.
    pub(super) fn cpu(&self) -> anyhow::Result<Duration> {
        let stat = self.proc("stat")?;
        // The name of the program, in parentheses, may hold anything; what follows begins with the third field.
        let (_, fields) = stat.rsplit_once(')').context("/proc tells no processor time")?;
        let ticks: Vec<u64> = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let of_a_second = rustix::param::clock_ticks_per_second();
        Ok(Duration::from_millis(ticks.iter().sum::<u64>() * 1_000 / of_a_second))
    }

    fn proc(&self, file: &str) -> anyhow::Result<String> {
        proc(self.child.id(), file)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; the figures would tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_ready(address: SocketAddr) -> bool {
    Client::connect(address)
        .and_then(|mut client| Ok(client.exchange(request("GET", "/readyz", None).as_bytes())?.status))
        .is_ok_and(|status| status == 200)
}
