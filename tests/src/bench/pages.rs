//! How long each page takes, and how much of it goes over the network, in a landscape as wide as a large company.

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use reqwest::Method;
use reqwest::header::ACCEPT_ENCODING;
use serde_json::Value;

use super::Databases;
use super::awake::Awake;
use super::load::percentile;
use super::report::milliseconds;
use super::server::Server;
use crate::api::Api;
use crate::database::System;
use crate::landscape::Size;

/// How often each page is asked for.
const ROUNDS: usize = 100;

/// What a browser accepts.
const PAGE: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// Pages that have an address of their own; those of a content, a result and an environment are found.
const PATHS: [&str; 29] = [
    "/",
    "/?q=a1",
    "/?status=failed&environment=production",
    "/?branch=main",
    "/pacticipants",
    "/pacticipants?q=99",
    "/pacticipants/hub",
    "/pacticipants/a001",
    "/pacticipants/fan/versions/1.0.39",
    "/pacts/provider/hub/consumer/c01/latest",
    "/pacts/provider/hub/consumer/c01/version/1.0.39/diff/version/1.0.1",
    "/dashboard/provider/hub/consumer/c01",
    "/matrix",
    "/matrix?q[][pacticipant]=hub&q[][version]=1.0.39",
    "/matrix/provider/hub/consumer/c01",
    "/can-i-deploy",
    "/can-i-deploy?pacticipant=fan&version=1.0.39&environment=production",
    "/can-i-deploy?pacticipant=hub&version=1.0.39&environment=production",
    "/environments",
    "/network",
    "/network?application=hub",
    "/network?application=hub&depth=all",
    "/charts",
    "/charts?days=365",
    "/pacticipants/hub/charts",
    "/webhooks",
    "/ui/webhooks/new",
    "/triggered-webhooks",
    "/hal-browser",
];

/// What was measured of every page.
#[derive(Clone, Debug)]
pub struct Pages(Vec<PageFigures>);

#[derive(Clone, Debug)]
struct PageFigures {
    name: String,
    p50: Duration,
    p95: Duration,
    /// Compressed, in bytes.
    transferred: usize,
    /// As written.
    plain: usize,
}

/// Measures pages on SQLite; one client asks for the next when it has the last.
///
/// # Errors
/// When the broker or the database cannot be used, or an address leads to no page.
pub async fn pages(databases: &mut Databases, broker: &Path, size: Size) -> anyhow::Result<Pages> {
    let database = databases.loaded(System::Sqlite, size).await?;
    let server = Server::start(broker, &database.url())?;
    let base = format!("http://{}", server.address());
    let api = Api::new(&base);
    let found = found(&api).await?;
    let awake = Awake::keep()?;
    let mut all = Vec::new();
    let known = PATHS.iter().map(|path| ((*path).to_owned(), (*path).to_owned()));
    for (name, path) in known.chain(found) {
        all.push(measured(&api, name, &path).await?);
    }
    drop((awake, server));
    database.remove()?;
    Ok(Pages(all))
}

/// Pages whose addresses nobody can know beforehand, each after what it is of.
async fn found(api: &Api) -> anyhow::Result<Vec<(String, String)>> {
    let address = |document: &Value, relation: &str| {
        let link = document["_links"][relation]["href"].as_str();
        let path = link.and_then(|link| link.strip_prefix(api.base())).map(str::to_owned);
        path.with_context(|| format!("{relation} is not linked in {document:.300}"))
    };
    let pact = api
        .get("/pacts/provider/hub/consumer/c01/latest")
        .await
        .expect_status(200)
        .json();
    let results = address(&pact, "pb:latest-verification-results")?;
    let result = api.get(&results).await.expect_status(200).json();
    let environments = api.get("/environments").await.expect_status(200).json();
    let environment = &environments["_embedded"]["environments"][0];
    Ok(vec![
        ("a verification result".to_owned(), address(&result, "self")?),
        ("an environment".to_owned(), address(environment, "self")?),
    ])
}

async fn measured(api: &Api, name: String, path: &str) -> anyhow::Result<PageFigures> {
    let transferred = body(api, path, "br, gzip").await?.len();
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        body(api, path, "br, gzip").await?;
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    Ok(PageFigures {
        name,
        p50: percentile(&times, 50),
        p95: percentile(&times, 95),
        transferred,
        plain: body(api, path, "identity").await?.len(),
    })
}

/// The body as it was sent.
async fn body(api: &Api, path: &str, encoding: &str) -> anyhow::Result<Vec<u8>> {
    let call = api
        .call_accepting(PAGE, Method::GET, path)
        .header(ACCEPT_ENCODING, encoding);
    let answer = call.send().await?;
    ensure!(answer.status() == 200, "{path}: {}", answer.status());
    Ok(answer.bytes().await?.to_vec())
}

impl fmt::Display for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| page | p50 ms | p95 ms | kB transferred | kB |\n|---|--:|--:|--:|--:|"
        )?;
        for page in &self.0 {
            writeln!(
                f,
                "| {} | {:.1} | {:.1} | {:.1} | {:.1} |",
                page.name,
                milliseconds(page.p50),
                milliseconds(page.p95),
                kilobytes(page.transferred),
                kilobytes(page.plain)
            )?;
        }
        Ok(())
    }
}

fn kilobytes(bytes: usize) -> f64 {
    // No page is so large that the fraction would be lost.
    bytes as f64 / 1e3
}
