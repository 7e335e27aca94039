//! Clients that ask as fast as they are answered.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use super::client::Client;
use super::host::Host;
use super::plan::Script;
use super::server::Server;

/// Requests of each client that are not counted.
const WARM_UP: usize = 3;

/// What a run showed.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Clients at the same time.
    pub clients: usize,
    /// Requests that were answered within the time.
    pub completed: usize,
    /// Requests per second.
    pub rate: f64,
    /// Half of the answers came within this.
    pub p50: Duration,
    /// All but one of a hundred came within this.
    pub p99: Duration,
    /// Processor time of the broker for each request.
    pub cpu: Duration,
    /// Resident memory of the broker after the run, in bytes.
    pub resident: u64,
    /// Which part of the processors' time the host of this virtual machine gave to others meanwhile.
    pub stolen: f64,
}

/// One connected client with its requests.
pub(super) struct Worker {
    pub(super) client: Client,
    pub(super) script: Script,
    pub(super) status: u16,
}

/// Lets the clients ask for some time; also tells how many requests each has sent in all.
pub(super) fn measure(
    server: &Server,
    workers: &mut [Worker],
    time: Duration,
) -> anyhow::Result<(Figures, Vec<usize>)> {
    for worker in workers.iter_mut() {
        (0..WARM_UP).try_for_each(|_| worker.ask())?;
    }
    let clients = workers.len();
    let barrier = Barrier::new(clients);
    let cpu_before = server.cpu()?;
    let host_before = Host::now()?;
    let started = Instant::now();
    let latencies = std::thread::scope(|scope| {
        let threads: Vec<_> = workers
            .iter_mut()
            .map(|worker| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    worker.ask_until(Instant::now() + time)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow::anyhow!("a client panicked"))?)
            .collect::<anyhow::Result<Vec<_>>>()
    })?;
    let elapsed = started.elapsed();
    let cpu = server.cpu()?.saturating_sub(cpu_before);
    let stolen = Host::now()?.stolen_since(host_before);
    let sent = latencies.iter().map(|one| one.len() + WARM_UP).collect();
    let mut all: Vec<Duration> = latencies.into_iter().flatten().collect();
    all.sort_unstable();
    let completed = u32::try_from(all.len())?;
    ensure!(completed > 0, "no request was answered");
    let figures = Figures {
        clients,
        completed: all.len(),
        rate: f64::from(completed) / elapsed.as_secs_f64(),
        p50: percentile(&all, 50),
        p99: percentile(&all, 99),
        cpu: cpu / completed,
        resident: server.resident()?,
        stolen,
    };
    Ok((figures, sent))
}

impl Worker {
    fn ask_until(&mut self, deadline: Instant) -> anyhow::Result<Vec<Duration>> {
        let mut latencies = Vec::with_capacity(100_000);
        loop {
            let asked = Instant::now();
            if asked >= deadline {
                return Ok(latencies);
            }
            self.ask()?;
            latencies.push(asked.elapsed());
        }
    }

    pub(super) fn ask(&mut self) -> anyhow::Result<()> {
        let answer = self.client.exchange(self.script.requests.next())?;
        let as_expected =
            answer.status == self.status && self.script.length.is_none_or(|length| length == answer.body.len());
        ensure!(
            as_expected,
            "an answer with status {} and {} bytes instead of {} and {:?}: {:.500}",
            answer.status,
            answer.body.len(),
            self.status,
            self.script.length,
            String::from_utf8_lossy(answer.body)
        );
        Ok(())
    }
}

/// The smallest of the sorted values that this share of them, in hundredths, does not exceed.
pub(super) fn percentile(sorted: &[Duration], share: usize) -> Duration {
    let place = (sorted.len() * share).div_ceil(100).max(1) - 1;
    sorted.get(place).copied().unwrap_or_default()
}

/// Connects a client and prepares its requests.
pub(super) fn worker(
    server: &Server,
    status: u16,
    script: impl FnOnce(&mut Client) -> anyhow::Result<Script>,
) -> anyhow::Result<Worker> {
    let mut client = Client::connect(server.address()).context("cannot connect to the broker")?;
    let script = script(&mut client)?;
    Ok(Worker { client, script, status })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&values, 50), Duration::from_millis(100));
        assert_eq!(percentile(&values, 99), Duration::from_millis(198));
        assert_eq!(percentile(&values[..1], 99), Duration::from_millis(1));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }
}
