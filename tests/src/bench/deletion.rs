//! How long publishers wait while a pacticipant with a very long history is deleted.

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query, sql_types};

use super::Databases;
use super::client::{Client, request};
use super::load::{Worker, percentile, worker};
use super::plan::publication_script;
use super::server::Server;
use crate::database::System;
use crate::landscape::Size;

/// The pacticipant that is deleted.
const GIANT: &str = "giant";

/// Longer, and something is wrong.
const PATIENCE: Duration = Duration::from_secs(600);

/// What it showed.
#[derive(Clone, Copy, Debug)]
pub struct Deletion {
    /// Versions that the pacticipant had.
    pub versions: usize,
    /// Rows of the tables that grow with a history, before.
    pub rows: i64,
    /// How long the answer to the deletion took.
    pub answered: Duration,
    /// When the last row was gone.
    pub drained: Duration,
    /// How long publications took before.
    pub before: Latencies,
    /// How long they took from the deletion to the last row.
    pub during: Latencies,
}

/// Of one client that publishes again as soon as it is answered.
#[derive(Clone, Copy, Debug)]
pub struct Latencies {
    /// How many publications.
    pub count: usize,
    /// Half of them took no longer.
    pub p50: Duration,
    /// All but one of a hundred took no longer.
    pub p99: Duration,
    /// The slowest.
    pub longest: Duration,
}

impl Latencies {
    fn of(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        Self {
            count: all.len(),
            p50: percentile(&all, 50),
            p99: percentile(&all, 99),
            longest: all.last().copied().unwrap_or_default(),
        }
    }
}

/// Loads a landscape of size S into SQLite, adds a pacticipant with so many versions, and deletes it while a client
/// publishes for others.
///
/// # Errors
/// When the broker cannot be started, answers otherwise than expected, or does not come to an end.
pub async fn deletion(databases: &mut Databases, program: &Path, versions: usize) -> anyhow::Result<Deletion> {
    let size: Size = "S".parse()?;
    let loaded = databases.loaded(System::Sqlite, size).await?;
    let (url, program) = (loaded.url(), program.to_owned());
    let outcome = tokio::task::spawn_blocking(move || measured(&url, &program, versions)).await;
    loaded.remove()?;
    outcome?
}

fn measured(url: &str, program: &Path, versions: usize) -> anyhow::Result<Deletion> {
    let mut database = SqliteConnection::establish(url.trim_start_matches("sqlite://"))?;
    eprintln!("adding a pacticipant with {versions} versions");
    database.batch_execute(&history(versions))?;
    let before_rows = rows(&mut database)?;
    let server = Server::start(program, url)?;
    let mut publisher = worker(&server, 200, |_| Ok(publication_script()))?;
    let before = Latencies::of(publish_while(
        &mut publisher,
        Duration::from_secs(5),
        &AtomicBool::new(true),
    )?);

    let going = AtomicBool::new(true);
    let started = Instant::now();
    let (latencies, answered, drained) = std::thread::scope(|scope| {
        let publishing = scope.spawn(|| publish_while(&mut publisher, PATIENCE, &going));
        let outcome = delete(&server, &mut database, started);
        going.store(false, Ordering::Relaxed);
        let latencies = publishing
            .join()
            .map_err(|_| anyhow::anyhow!("the publisher panicked"))??;
        let (answered, drained) = outcome?;
        anyhow::Ok((latencies, answered, drained))
    })?;
    ensure!(
        versions_left(&mut database)? == 0,
        "versions of the pacticipant are left"
    );
    Ok(Deletion {
        versions,
        rows: before_rows,
        answered,
        drained,
        before,
        during: Latencies::of(latencies),
    })
}

fn publish_while(publisher: &mut Worker, time: Duration, going: &AtomicBool) -> anyhow::Result<Vec<Duration>> {
    let deadline = Instant::now() + time;
    let mut latencies = Vec::new();
    while going.load(Ordering::Relaxed) && Instant::now() < deadline {
        let asked = Instant::now();
        publisher.ask()?;
        latencies.push(asked.elapsed());
    }
    Ok(latencies)
}

fn delete(server: &Server, database: &mut SqliteConnection, started: Instant) -> anyhow::Result<(Duration, Duration)> {
    let mut client = Client::connect(server.address())?;
    let path = format!("/pacticipants/{GIANT}");
    let status = client.exchange(request("DELETE", &path, None).as_bytes())?.status;
    let answered = started.elapsed();
    ensure!(status == 204, "DELETE {path} answered {status}");
    let status = client.exchange(request("GET", &path, None).as_bytes())?.status;
    ensure!(status == 404, "GET {path} answered {status} after the deletion");
    while count(database, "removals")? > 0 {
        ensure!(started.elapsed() < PATIENCE, "rows are left after {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok((answered, started.elapsed()))
}

fn versions_left(database: &mut SqliteConnection) -> anyhow::Result<i64> {
    count(database, "versions WHERE number LIKE 'giant-%'")
}

fn rows(database: &mut SqliteConnection) -> anyhow::Result<i64> {
    let tables = [
        "versions",
        "branch_versions",
        "tags",
        "contents",
        "publications",
        "verifications",
        "deployed_versions",
    ];
    tables.iter().map(|table| count(database, table)).sum()
}

fn count(database: &mut SqliteConnection, of: &str) -> anyhow::Result<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = sql_types::BigInt)]
        count: i64,
    }
    let row: Row = sql_query(format!("SELECT count(*) AS count FROM {of}")).get_result(database)?;
    Ok(row.count)
}

/// A consumer of three providers, whose every version publishes for each: another content with every fifth, of some
/// 2 KB, verified twice. All versions are on `main` and have a tag, every tenth has another one, every twentieth was
/// deployed.
fn history(versions: usize) -> String {
    let now = "'2026-01-01 00:00:00'";
    let giant = format!("(SELECT id FROM pacticipants WHERE name = '{GIANT}')");
    let providers = "(SELECT id, latest_version_id FROM pacticipants WHERE name IN ('p01', 'p02', 'p03')) p";
    let own =
        format!("(SELECT id, CAST(substr(number, 7) AS INTEGER) AS i FROM versions WHERE pacticipant_id = {giant}) v");
    format!(
        "PRAGMA foreign_keys = ON; BEGIN; \
         INSERT INTO pacticipants (name, main_branch, created_at, updated_at) VALUES ('{GIANT}', 'main', {now}, {now}); \
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {versions}) \
         INSERT INTO versions (pacticipant_id, number, created_at, updated_at) \
             SELECT {giant}, 'giant-' || i, {now}, {now} FROM n; \
         UPDATE pacticipants SET latest_version_id = (SELECT max(id) FROM versions) WHERE name = '{GIANT}'; \
         INSERT INTO branches (pacticipant_id, name, head_version_id, created_at, updated_at) \
             SELECT id, 'main', latest_version_id, {now}, {now} FROM pacticipants WHERE name = '{GIANT}'; \
         INSERT INTO branch_versions (branch_id, version_id, auto_created, created_at, updated_at) \
             SELECT b.id, v.id, 0, {now}, {now} FROM branches b, {own} WHERE b.pacticipant_id = {giant}; \
         INSERT INTO tags (pacticipant_id, version_id, name, created_at, updated_at) \
             SELECT {giant}, v.id, 'dev', {now}, {now} FROM {own}; \
         INSERT INTO tags (pacticipant_id, version_id, name, created_at, updated_at) \
             SELECT {giant}, v.id, 'prod', {now}, {now} FROM {own} WHERE v.i % 10 = 0; \
         INSERT INTO tag_heads (pacticipant_id, name, version_id) \
             SELECT pacticipant_id, name, max(version_id) FROM tags WHERE pacticipant_id = {giant} GROUP BY 1, 2; \
         INSERT INTO contents (consumer_id, provider_id, sha, interactions_count, messages_count, created_at, body) \
             SELECT {giant}, p.id, 'sha-' || v.i, 10, 0, {now}, randomblob(2000) FROM {own}, {providers} WHERE v.i % 5 = 0; \
         INSERT INTO publications (consumer_id, provider_id, consumer_version_id, content_id, revision, is_current, \
             is_tagged, created_at) \
             SELECT {giant}, p.id, v.id, c.id, 1, 1, 1, {now} FROM {own} CROSS JOIN {providers} CROSS JOIN contents c \
             WHERE c.consumer_id = {giant} AND c.provider_id = p.id AND c.sha = 'sha-' || (v.i / 5 * 5); \
         INSERT INTO verifications (content_id, provider_id, provider_version_id, success, wip, executed_at, created_at) \
             SELECT c.id, p.id, w.id, 1, 0, {now}, {now} FROM contents c JOIN {providers} ON p.id = c.provider_id \
             JOIN versions w ON w.id IN (p.latest_version_id, \
                 (SELECT max(x.id) FROM versions x WHERE x.pacticipant_id = p.id AND x.id < p.latest_version_id)) \
             WHERE c.consumer_id = {giant}; \
         INSERT INTO verdicts (content_id, provider_version_id, provider_id, verification_id, success) \
             SELECT r.content_id, r.provider_version_id, r.provider_id, r.id, r.success FROM verifications r \
             JOIN contents c ON c.id = r.content_id WHERE c.consumer_id = {giant}; \
         INSERT INTO branch_successes (content_id, branch_id, first_at, first_not_wip_at) \
             SELECT c.id, b.id, {now}, {now} FROM contents c JOIN branches b ON b.pacticipant_id = c.provider_id \
             AND b.name = 'main' WHERE c.consumer_id = {giant}; \
         UPDATE contents SET first_success_at = {now}, latest_verification_id = \
             (SELECT max(d.verification_id) FROM verdicts d WHERE d.content_id = contents.id) \
             WHERE consumer_id = {giant}; \
         INSERT INTO integrations (consumer_id, provider_id, latest_publication_id, latest_verification_id, \
             contract_data_updated_at, created_at) \
             SELECT {giant}, p.id, (SELECT max(q.id) FROM publications q WHERE q.consumer_id = {giant} AND \
             q.provider_id = p.id), (SELECT max(c.latest_verification_id) FROM contents c WHERE c.consumer_id = {giant} \
             AND c.provider_id = p.id), {now}, {now} FROM {providers}; \
         INSERT INTO deployed_versions (uuid, environment_id, pacticipant_id, version_id, target, auto_created, \
             undeployed_at, created_at, updated_at) \
             SELECT 'giant-' || v.i, e.id, {giant}, v.id, '', 0, {now}, {now}, {now} FROM {own}, environments e \
             WHERE v.i % 20 = 0 AND e.name = 'test'; \
         COMMIT; PRAGMA wal_checkpoint(TRUNCATE);"
    )
}

impl fmt::Display for Deletion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Deletion of a pacticipant with {} versions ({} rows in the database): answered after {:.1} ms, all rows gone \
             after {:.1} s.\n",
            self.versions,
            self.rows,
            milliseconds(self.answered),
            self.drained.as_secs_f64()
        )?;
        writeln!(
            f,
            "| one client publishes | requests | p50 ms | p99 ms | longest ms |\n|---|--:|--:|--:|--:|"
        )?;
        for (when, one) in [
            ("before", self.before),
            ("from the deletion to the last row", self.during),
        ] {
            writeln!(
                f,
                "| {when} | {} | {:.1} | {:.1} | {:.1} |",
                one.count,
                milliseconds(one.p50),
                milliseconds(one.p99),
                milliseconds(one.longest)
            )?;
        }
        Ok(())
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
