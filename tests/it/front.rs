//! What links begin with: behind proxies that are trusted or not, below a path, and with several addresses.

use accord_broker::config::{Configuration, Settings, Sources};
use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use reqwest::Method;
use serde_json::json;

async fn broker(variables: &[(&str, &str)]) -> TestBroker {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let sources = Sources {
        variables: variables.iter().map(owned).collect(),
        ..Sources::default()
    };
    let read = Configuration::read(&sources).unwrap().settings;
    let started = TestBroker::start_with(System::Sqlite, |settings| Settings {
        port: settings.port,
        database_url: settings.database_url,
        ..read
    });
    started.await.expect("SQLite is always there")
}

async fn get(broker: &TestBroker, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut call = broker.call(Method::GET, path);
    for (name, value) in headers {
        call = call.header(*name, *value);
    }
    Answer::to(call).await
}

/// The `self` link of the index for a request with these headers.
async fn index(broker: &TestBroker, path: &str, headers: &[(&str, &str)]) -> String {
    get(broker, path, headers).await.expect_status(200).link("self")
}

const OF_A_PROXY: [(&str, &str); 4] = [
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "contracts.example.org"),
    ("x-forwarded-port", "8443"),
    ("x-forwarded-prefix", "/tools"),
];

#[tokio::test]
async fn a_proxy_is_believed_only_when_it_is_trusted() {
    let own = broker(&[]).await;
    assert_eq!(index(&own, "/", &OF_A_PROXY).await, own.base());
    let other = broker(&[("ACCORD_TRUSTED_PROXIES", "10.0.0.0/8 192.168.1.1")]).await;
    assert_eq!(index(&other, "/", &OF_A_PROXY).await, other.base());

    let trusting = broker(&[("ACCORD_TRUSTED_PROXIES", "10.0.0.0/8 127.0.0.1")]).await;
    assert_eq!(
        index(&trusting, "/", &OF_A_PROXY).await,
        "https://contracts.example.org:8443/tools"
    );
    let standard = [("forwarded", "for=9.9.9.9;proto=https;host=contracts.example.org")];
    assert_eq!(index(&trusting, "/", &standard).await, "https://contracts.example.org");
    assert_eq!(index(&trusting, "/", &[]).await, trusting.base());
}

#[tokio::test]
async fn every_kind_of_address_follows_the_proxy() {
    let broker = broker(&[("ACCORD_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let created = broker.call(Method::POST, "/pacticipants").json(&json!({"name": "web"}));
    let created = OF_A_PROXY
        .iter()
        .fold(created, |call, (name, value)| call.header(*name, *value));
    let created = Answer::to(created).await.expect_status(201);
    let expected = "https://contracts.example.org:8443/tools/pacticipants";
    assert_eq!(created.header("location"), Some(&*format!("{expected}/web")));
    assert_eq!(created.link("self"), format!("{expected}/web"));
    let list = get(&broker, "/pacticipants?page=1&size=1", &OF_A_PROXY)
        .await
        .expect_status(200);
    assert!(list.link("self").starts_with(expected), "{}", list.text);
    let missing = broker.http().get(format!("{}/pacticipants/nobody", broker.base()));
    let missing = OF_A_PROXY
        .iter()
        .fold(missing, |call, (name, value)| call.header(*name, *value));
    let missing = Answer::to(missing.header("accept", "application/problem+json")).await;
    assert!(
        missing
            .text
            .contains("https://contracts.example.org:8443/tools/problems/"),
        "{}",
        missing.text
    );
    assert!(!missing.text.contains("127.0.0.1"), "{}", missing.text);
}

#[tokio::test]
async fn routes_answer_below_the_context_path_and_without_it() {
    let broker = broker(&[("ACCORD_CONTEXT_PATH", "/tools/contracts/")]).await;
    let below = format!("{}/tools/contracts", broker.base());
    for path in ["/", "/tools/contracts", "/tools/contracts/"] {
        assert_eq!(index(&broker, path, &[]).await, below, "{path}");
    }
    let created = broker
        .post("/tools/contracts/pacticipants", &json!({"name": "web"}))
        .await
        .expect_status(201);
    assert_eq!(created.header("location"), Some(&*format!("{below}/pacticipants/web")));
    let own = broker
        .get("/tools/contracts/pacticipants?q=w&page=1")
        .await
        .expect_status(200)
        .link("self");
    assert!(own.starts_with(&format!("{below}/pacticipants")), "{own}");
    broker.get(&own).await.expect_status(200);
    broker
        .get("/tools/contracts-and-more/pacticipants")
        .await
        .expect_status(404);
    broker.get("/tools/contracts/tools/contracts").await.expect_status(404);
}

#[tokio::test]
async fn the_path_of_a_base_url_need_not_be_taken_off_by_a_proxy() {
    let broker = broker(&[("PACT_BROKER_BASE_URL", "https://example.org/tools/")]).await;
    for path in ["/pacticipants", "/tools/pacticipants"] {
        let own = broker.get(path).await.expect_status(200).link("self");
        assert_eq!(own, "https://example.org/tools/pacticipants", "{path}");
    }
}

#[tokio::test]
async fn of_several_base_urls_links_have_the_one_that_the_request_was_sent_to() {
    let broker = broker(&[
        (
            "ACCORD_BASE_URLS",
            "https://outside.example.org https://outside.example.org/b http://inside:9292",
        ),
        ("ACCORD_TRUSTED_PROXIES", "127.0.0.0/8"),
    ])
    .await;
    let outside = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "OUTSIDE.example.org:443"),
    ];
    let unknown = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "elsewhere"),
        ("host", "inside:9292"),
    ];
    assert_eq!(index(&broker, "/", &outside).await, "https://outside.example.org");
    assert_eq!(index(&broker, "/b", &outside).await, "https://outside.example.org/b");
    assert_eq!(
        index(&broker, "/", &[("host", "inside:9292")]).await,
        "http://inside:9292"
    );
    assert_eq!(index(&broker, "/", &unknown).await, "http://inside:9292");
    assert_eq!(
        index(&broker, "/", &[]).await,
        "https://outside.example.org",
        "else the first"
    );
}

#[tokio::test]
async fn a_path_that_looks_like_a_route_is_refused() {
    let mut settings = accord_tests::database::settings("sqlite:/nowhere/accord.db");
    settings.reach.context_path = "/pacts".to_owned();
    let error = accord_broker::startup::Broker::start(settings).await.unwrap_err();
    assert!(error.to_string().contains("/pacts"), "{error}");
}

#[tokio::test]
async fn diagnostics_can_be_switched_off() {
    let off = broker(&[("PACT_BROKER_ENABLE_DIAGNOSTIC_ENDPOINTS", "false")]).await;
    off.get("/diagnostic/status/heartbeat").await.expect_status(404);
    off.get("/diagnostic/status/dependencies").await.expect_status(404);
    off.get("/readyz").await.expect_status(200);
    broker(&[])
        .await
        .get("/diagnostic/status/heartbeat")
        .await
        .expect_status(200);
}
