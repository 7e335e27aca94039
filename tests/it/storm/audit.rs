//! What must be true when the storm is over.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use accord_tests::api::Api;
use serde_json::Value;

use super::cluster::Cluster;
use super::ledger::{Ledger, Published};
use super::receiver::Receiver;
use super::teams::{ENVIRONMENT, PROVIDER, path_of};

const PATIENCE: Duration = Duration::from_secs(180);

/// Waits until every event of what was acknowledged is delivered.
pub async fn everything_is_delivered(cluster: &Cluster, ledger: &Ledger) {
    let api = cluster.somebody();
    let deadline = Instant::now() + PATIENCE;
    for published in &ledger.published {
        until_successful(&api, &(pact_path(published) + "/triggered-webhooks"), deadline).await;
    }
    for result in &ledger.results {
        until_successful(&api, &format!("{}/triggered-webhooks", result.path), deadline).await;
    }
}

async fn until_successful(api: &Api, path: &str, deadline: Instant) {
    loop {
        let triggered = triggered(api, path).await;
        let open = triggered.iter().find(|one| one.status != "success");
        let Some(open) = open else { return };
        assert!(Instant::now() < deadline, "{path} is not delivered: {open:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Every publication, result and deployment that was acknowledged is there, once, and nothing that was refused.
pub async fn nothing_is_missing_or_doubled(cluster: &Cluster, ledger: &Ledger) {
    let api = cluster.somebody();
    for published in &ledger.published {
        let pact = api.get(&pact_path(published)).await.expect_status(200).json();
        let description = format!("a request for {}", published.what);
        assert_eq!(pact["interactions"][0]["description"], description);
    }
    for (consumer, version) in &ledger.refused {
        let path = format!("/pacticipants/{consumer}/versions/{version}");
        api.get(&path).await.expect_status(404);
    }
    let paths: HashSet<&str> = ledger.results.iter().map(|result| result.path.as_str()).collect();
    assert_eq!(
        paths.len(),
        ledger.results.len(),
        "two results were acknowledged under one number"
    );
    for result in &ledger.results {
        let found = api.get(&result.path).await.expect_status(200).json();
        assert_eq!(found["providerApplicationVersion"], result.provider_version.as_str());
        assert_eq!(found["success"], result.success);
    }
    versions_are_those_published(&api, ledger).await;
    each_team_runs_what_it_deployed_last(&api, ledger).await;
}

async fn versions_are_those_published(api: &Api, ledger: &Ledger) {
    let mut expected: HashMap<&str, Vec<&str>> = HashMap::new();
    for published in &ledger.published {
        expected
            .entry(&published.consumer)
            .or_default()
            .push(&published.version);
    }
    for (team, mut versions) in expected {
        let mut found = Vec::new();
        let mut next = Some(format!("/pacticipants/{team}/versions?page=1&size=100"));
        while let Some(path) = next {
            let page = api.get(&path).await.expect_status(200).json();
            let listed = page["_embedded"]["versions"].as_array().unwrap().iter();
            found.extend(listed.map(|version| version["number"].as_str().unwrap().to_owned()));
            next = page["_links"]["next"]["href"].as_str().map(str::to_owned);
        }
        found.sort_unstable();
        versions.sort_unstable();
        assert_eq!(found, versions, "the versions of {team}");
    }
}

async fn each_team_runs_what_it_deployed_last(api: &Api, ledger: &Ledger) {
    let environments = api.get("/environments").await.expect_status(200).json();
    let environment = environments["_embedded"]["environments"].as_array().unwrap().iter();
    let environment = environment.into_iter().find(|one| one["name"] == ENVIRONMENT).unwrap();
    let running = path_of(&environment["_links"]["self"]["href"]) + "/deployed-versions/currently-deployed";
    let running = api.get(&running).await.expect_status(200).json();
    let running = running["_embedded"]["deployedVersions"].as_array().unwrap().iter();
    let mut found: Vec<(String, String)> = running
        .map(|one| {
            (
                text(&one["_embedded"]["pacticipant"]["name"]),
                text(&one["_embedded"]["version"]["number"]),
            )
        })
        .collect();
    found.sort_unstable();
    let last: HashMap<String, String> = ledger.deployed.iter().cloned().collect();
    let mut expected: Vec<(String, String)> = last.into_iter().collect();
    expected.sort_unstable();
    assert_eq!(found, expected, "what runs in {ENVIRONMENT}");
}

/// Every event of what was acknowledged arrived under ids of its own, none before its commit, none that is not there.
pub async fn arrivals_are_what_was_committed(cluster: &Cluster, ledger: &Ledger, receiver: &Receiver) {
    let api = cluster.somebody();
    let arrivals = receiver.arrivals();
    for arrival in &arrivals {
        assert!(arrival.committed, "it came before its commit: {arrival:?}");
        assert!(
            !arrival.version.starts_with("refused"),
            "it tells of what was refused: {arrival:?}"
        );
    }
    let taken: HashSet<&str> = arrivals
        .iter()
        .filter(|one| one.taken)
        .map(|one| one.id.as_str())
        .collect();
    let mut contents: HashMap<&str, (&str, &str, &str)> = HashMap::new();
    for arrival in &arrivals {
        let content = (
            arrival.event.as_str(),
            arrival.consumer.as_str(),
            arrival.version.as_str(),
        );
        let first = *contents.entry(&arrival.id).or_insert(content);
        assert_eq!(first, content, "one webhook-id for two events");
    }
    for published in &ledger.published {
        let triggered = triggered(&api, &(pact_path(published) + "/triggered-webhooks")).await;
        let own: Vec<_> = triggered
            .iter()
            .filter(|one| one.event == "contract_published")
            .collect();
        assert!((1..=published.tries).contains(&own.len()), "{published:?}: {own:?}");
        for one in own {
            let arrived = contents.get(one.uuid.as_str());
            let expected = (
                "contract_published",
                published.consumer.as_str(),
                published.version.as_str(),
            );
            assert_eq!(arrived, Some(&expected), "{one:?}");
            assert!(taken.contains(one.uuid.as_str()), "{one:?}");
        }
    }
    for result in &ledger.results {
        let triggered = triggered(&api, &format!("{}/triggered-webhooks", result.path)).await;
        assert_eq!(triggered.len(), 1, "{result:?}: {triggered:?}");
        assert!(taken.contains(triggered[0].uuid.as_str()), "{triggered:?}");
    }
}

/// A triggered webhook as the broker lists it.
#[derive(Debug)]
struct Triggered {
    uuid: String,
    event: String,
    status: String,
}

async fn triggered(api: &Api, path: &str) -> Vec<Triggered> {
    let list = api.get(path).await.expect_status(200).json();
    let all = list["_embedded"]["triggeredWebhooks"].as_array().unwrap().iter();
    all.map(|one| {
        let logs = path_of(&one["_links"]["pb:logs"]["href"]);
        Triggered {
            uuid: logs.split('/').nth(2).unwrap().to_owned(),
            event: text(&one["eventName"]),
            status: text(&one["status"]),
        }
    })
    .collect()
}

fn pact_path(published: &Published) -> String {
    let Published { consumer, version, .. } = published;
    format!("/pacts/provider/{PROVIDER}/consumer/{consumer}/version/{version}")
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}
