//! One size on one database, from start to the last write.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::awake::Awake;
use super::client::{Client, request};
use super::databases::{Databases, Loaded};
use super::load::{Figures, Worker, measure, worker};
use super::plan::{Kind, PLAN};
use super::server::Server;
use crate::database::System;
use crate::landscape::Size;

/// Clients at the same time, one run for each.
const CLIENTS: [usize; 2] = [1, 8];

/// Starts of the broker of which the median counts.
const STARTS: usize = 5;

/// A run during which the host took a larger part of the processors' time is repeated, so often at most in all.
const STOLEN: f64 = 0.02;
const ATTEMPTS: usize = 6;

/// How long a broker is left alone before its memory is looked at.
const IDLE: Duration = Duration::from_secs(2);

/// How to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// The broker's program.
    pub broker: PathBuf,
    /// How long each run lasts.
    pub time: Duration,
    /// Whether idle processors may sleep while a single client waits.
    pub processors_sleep: bool,
}

/// What was measured on one database at one size.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The database system.
    pub system: System,
    /// The size of the landscape.
    pub size: Size,
    /// From the start of the process to the first yes of `/readyz`, median of several starts.
    pub ready_after: Duration,
    /// Resident memory in bytes before the first question.
    pub idle: u64,
    /// Size of the loaded database in bytes.
    pub database: u64,
    /// For each request, by its name, one run for each number of clients.
    pub runs: Vec<(&'static str, Vec<Figures>)>,
}

/// Measures everything on one database at one size.
///
/// # Errors
/// When the broker or the database cannot be used, or an answer is wrong.
pub async fn run(databases: &mut Databases, system: System, size: Size, options: &Options) -> anyhow::Result<Measured> {
    let database = databases.loaded(system, size).await?;
    let measured = on_loaded(&database, system, size, options);
    database.remove()?;
    measured
}

fn on_loaded(database: &Loaded, system: System, size: Size, options: &Options) -> anyhow::Result<Measured> {
    let bytes = database.bytes()?;
    let url = database.url();
    let mut starts = (0..STARTS)
        .map(|_| Ok(Server::start(&options.broker, &url)?.ready_after))
        .collect::<anyhow::Result<Vec<_>>>()?;
    starts.sort_unstable();
    let server = Server::start(&options.broker, &url)?;
    std::thread::sleep(IDLE);
    let idle = server.resident()?;
    let mut runs = Vec::with_capacity(PLAN.len());
    for kind in &PLAN {
        eprintln!("{system:?} {size}: {}", kind.name);
        let figures = CLIENTS
            .iter()
            .enumerate()
            .map(|(round, clients)| {
                undisturbed(|attempt| {
                    let round = attempt * CLIENTS.len() + round;
                    measure_kind(&server, kind, size, (round, *clients), options)
                })
                .with_context(|| format!("{} with {clients} clients", kind.name))
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        runs.push((kind.name, figures));
    }
    Ok(Measured {
        system,
        size,
        ready_after: starts[STARTS / 2],
        idle,
        database: bytes,
        runs,
    })
}

/// Measures again while the host gives too much of the time to others; the least disturbed run counts.
fn undisturbed(mut measured: impl FnMut(usize) -> anyhow::Result<Figures>) -> anyhow::Result<Figures> {
    let mut best = measured(0)?;
    for attempt in 1..ATTEMPTS {
        if best.stolen <= STOLEN {
            break;
        }
        let again = measured(attempt)?;
        if again.stolen < best.stolen {
            best = again;
        }
    }
    Ok(best)
}

fn measure_kind(
    server: &Server,
    kind: &Kind,
    size: Size,
    (round, clients): (usize, usize),
    options: &Options,
) -> anyhow::Result<Figures> {
    let mut workers = (0..clients)
        .map(|nth| worker(server, kind.status, |client| kind.script(client, size, round, nth)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let before = versions(&mut workers, kind)?;
    let alone = clients == 1 && !options.processors_sleep;
    let awake = alone.then(Awake::keep).transpose()?;
    let (figures, sent) = measure(server, &mut workers, options.time)?;
    drop(awake);
    let grown = versions(&mut workers, kind)? - before;
    let written = if kind.writes() { sent.iter().sum() } else { 0 };
    ensure!(
        grown == written,
        "{written} versions were written, but there are {grown} more than before"
    );
    Ok(figures)
}

/// How many versions the pacticipants have that grow when these clients write.
fn versions(workers: &mut [Worker], kind: &Kind) -> anyhow::Result<usize> {
    let mut growing: Vec<String> = (0..workers.len()).filter_map(|nth| kind.grows(nth)).collect();
    growing.dedup();
    let Some(worker) = workers.first_mut() else {
        return Ok(0);
    };
    growing.iter().map(|name| versions_of(&mut worker.client, name)).sum()
}

fn versions_of(client: &mut Client, pacticipant: &str) -> anyhow::Result<usize> {
    let path = format!("/pacticipants/{pacticipant}/versions?page=1&size=1");
    let answer = client.exchange(request("GET", &path, None).as_bytes())?;
    let body: Value = serde_json::from_slice(answer.body)?;
    let total = body["page"]["totalElements"].as_u64();
    Ok(total
        .with_context(|| format!("{path} does not tell the number of versions"))?
        .try_into()?)
}
