//! The document and its page, as a running broker gives them.

use accord_broker::config::{Access, Configuration, Reach, Settings, Sources, User};
use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use regex::Regex;
use reqwest::Method;

use super::document::Document;

/// A broker that lets nobody read without a password, at an address of its own.
async fn guarded() -> TestBroker {
    let writer = User {
        name: "writer".to_owned(),
        password: "secret".to_owned(),
    };
    let started = TestBroker::start_with(System::Sqlite, |settings| Settings {
        access: Access {
            read_write: Some(writer),
            ..Access::default()
        },
        reach: reach(),
        ..settings
    });
    started.await.expect("SQLite is always there")
}

fn reach() -> Reach {
    let variable = ("ACCORD_BASE_URL", "https://contracts.example.org/accord");
    let sources = Sources {
        variables: [variable]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..Sources::default()
    };
    Configuration::read(&sources).unwrap().settings.reach
}

#[tokio::test]
async fn everybody_gets_the_document_with_the_address_of_the_broker() {
    let broker = guarded().await;
    let mut expected = Document::read().root().clone();
    expected["servers"][0]["url"] = "https://contracts.example.org/accord".into();

    let json = broker.get("/openapi.json").await;
    assert_eq!(json.header("content-type"), Some("application/json;charset=utf-8"));
    assert_eq!(json.json(), expected);
    let yaml = broker.get("/openapi.yaml").await;
    assert_eq!(yaml.header("content-type"), Some("application/yaml;charset=utf-8"));
    assert_eq!(
        serde_saphyr::from_str::<serde_json::Value>(&yaml.text).unwrap(),
        expected
    );
}

#[tokio::test]
async fn an_address_that_was_made_up_does_no_harm() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    let asked = broker
        .call(Method::GET, "/openapi.yaml")
        .header("host", "x', y: \"z\", v: {w");
    let yaml: serde_json::Value = serde_saphyr::from_str(&Answer::to(asked).await.text).unwrap();
    let mut expected = Document::read().root().clone();
    expected["servers"][0]["url"] = yaml["servers"][0]["url"].clone();
    assert_eq!(yaml, expected);
}

#[tokio::test]
async fn who_has_the_document_already_is_told_so() {
    let broker = guarded().await;
    for path in [
        "/openapi.yaml",
        "/openapi.json",
        "/docs",
        "/docs/start.js",
        "/docs/swagger-ui.css",
    ] {
        let first = broker.get(path).await;
        assert_eq!(first.status, 200, "{path}");
        assert_eq!(first.header("cache-control"), Some("no-cache"), "{path}");
        let again = broker
            .call(Method::GET, path)
            .header("if-none-match", first.header("etag").unwrap());
        let again = Answer::to(again).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
    }
}

#[tokio::test]
async fn the_page_needs_no_other_host() {
    let broker = guarded().await;
    let page = broker.get("/docs").await;
    assert_eq!(page.header("content-type"), Some("text/html;charset=utf-8"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    let addresses = Regex::new(r#"(?:src|href)="([^"]+)""#).unwrap();
    let addresses: Vec<&str> = addresses
        .captures_iter(&page.text)
        .map(|found| found.extract::<1>().1[0])
        .collect();
    assert!(addresses.len() >= 4, "{addresses:?}");
    for address in addresses {
        // Relative, so the browser stays here.
        assert!(!address.contains(':') && !address.starts_with('/'), "{address}");
        let answer = broker.get(&format!("/{address}")).await;
        assert_eq!(answer.status, 200, "{address}");
    }
    assert_eq!(broker.get("/docs/swagger-ui.js").await.status, 404);
}
