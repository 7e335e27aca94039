//! Badges: always a drawing, whatever is asked.

use accord_broker::config::{Access, Settings, User};
use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::contract;
use regex::Regex;
use reqwest::Method;
use reqwest::header::IF_NONE_MATCH;
use serde_json::json;

const PAIR: &str = "/pacts/provider/Orders/consumer/Web-Shop";

/// What a badge says, for those who cannot see it.
async fn badge(broker: &TestBroker, path: &str) -> String {
    let answer = broker.get(path).await.expect_status(200);
    assert_eq!(
        answer.header("content-type"),
        Some("image/svg+xml;charset=utf-8"),
        "{path}"
    );
    assert_eq!(answer.header("content-security-policy"), Some("default-src 'none'"));
    title(&answer)
}

fn title(answer: &Answer) -> String {
    let title = Regex::new("<title>(.*)</title>").unwrap();
    let found = title.captures(&answer.text);
    found.unwrap_or_else(|| panic!("no title in {}", answer.text))[1].to_owned()
}

fn colour(answer: &Answer) -> String {
    let fill = Regex::new(r#"<rect [^>]*fill="(#\w+)""#).unwrap();
    fill.captures(&answer.text).unwrap()[1].to_owned()
}

async fn started() -> TestBroker {
    TestBroker::start(System::Sqlite).await.expect("SQLite is always there")
}

async fn publish(broker: &TestBroker, number: &str, what: &str) {
    let path = format!("{PAIR}/version/{number}");
    let contract = contract("Web-Shop", "Orders", what);
    broker.put(&path, &contract).await.expect_status(201);
}

async fn tag(broker: &TestBroker, name: &str, number: &str, tag: &str) {
    let path = format!("/pacticipants/{name}/versions/{number}/tags/{tag}");
    broker.put(&path, &json!({})).await.expect_status(201);
}

async fn verify(broker: &TestBroker, consumer: &str, provider: &str, success: bool) {
    broker
        .verify(("Web-Shop", consumer), ("Orders", provider), success)
        .await;
}

async fn the_badge_of_a_pact_follows_its_newest_result(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    let path = format!("{PAIR}/latest/badge");
    assert_eq!(badge(&broker, &path).await, "pact not found: unknown");
    publish(&broker, "1", "things").await;
    assert_eq!(badge(&broker, &path).await, "web-shop/orders pact: unknown");
    verify(&broker, "1", "1", true).await;
    assert_eq!(badge(&broker, &path).await, "web-shop/orders pact: verified");
    // The same content under another version is verified already.
    publish(&broker, "2", "things").await;
    assert_eq!(badge(&broker, &path).await, "web-shop/orders pact: verified");
    publish(&broker, "3", "other things").await;
    assert_eq!(badge(&broker, &path).await, "web-shop/orders pact: changed");
    verify(&broker, "2", "2", false).await;
    assert_eq!(badge(&broker, &path).await, "web-shop/orders pact: failed");
    verify(&broker, "3", "2", true).await;
    assert_eq!(badge(&broker, &path).await, "web-shop/orders pact: verified");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_badge_of_a_pact_follows_its_newest_result_on_sqlite() {
    the_badge_of_a_pact_follows_its_newest_result(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_badge_of_a_pact_follows_its_newest_result_on_postgres() {
    the_badge_of_a_pact_follows_its_newest_result(System::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_pact_fails_more_softly() {
    let broker = started().await;
    publish(&broker, "1", "things").await;
    let question = json!({"consumerVersionSelectors": [{"latest": true}], "providerVersionBranch": "main"});
    let pacts = broker.post("/pacts/provider/Orders/for-verification", &question).await;
    let link = pacts.json()["_embedded"]["pacts"][0]["_links"]["self"]["href"].clone();
    let pact = broker.get(link.as_str().unwrap()).await.expect_status(200);
    let result = json!({"success": false, "providerApplicationVersion": "1"});
    let results = pact.link("pb:publish-verification-results");
    broker.post(&results, &result).await.expect_status(201);
    let found = badge(&broker, &format!("{PAIR}/latest/badge")).await;
    assert_eq!(found, "web-shop/orders pact: failed (pending)");
}

async fn tags_and_options_choose_pact_and_title(system: System) {
    let Some(broker) = TestBroker::start(system).await else {
        return;
    };
    publish(&broker, "1", "things").await;
    tag(&broker, "Web-Shop", "1", "prod").await;
    verify(&broker, "1", "1", true).await;
    tag(&broker, "Orders", "1", "live").await;
    publish(&broker, "2", "other things").await;
    let of_tags = |provider: &str, consumer: &str| {
        format!("/matrix/provider/Orders/latest/{provider}/consumer/Web-Shop/latest/{consumer}/badge")
    };
    for (path, expected) in [
        (format!("{PAIR}/latest/badge"), "web-shop/orders pact: changed"),
        (format!("{PAIR}/latest/badge.svg"), "web-shop/orders pact: changed"),
        (format!("{PAIR}/latest-untagged/badge"), "web-shop/orders pact: unknown"),
        (format!("{PAIR}/latest/prod/badge"), "web-shop/orders pact: verified"),
        (format!("{PAIR}/latest/nowhere/badge.svg"), "pact not found: unknown"),
        (
            format!("{PAIR}/latest/prod/badge?label=consumer"),
            "web-shop pact: verified",
        ),
        (
            format!("{PAIR}/latest/prod/badge?label=provider"),
            "orders pact: verified",
        ),
        (format!("{PAIR}/latest/prod/badge?initials=true"), "ws/o pact: verified"),
        (
            format!("{PAIR}/latest/prod/badge?label[=x"),
            "web-shop/orders pact: verified",
        ),
        (of_tags("live", "prod"), "web-shop (prod)/orders (live) pact: verified"),
        (
            of_tags("nowhere", "prod"),
            "web-shop (prod)/orders (nowhere) pact: unknown",
        ),
        (of_tags("live", "nowhere"), "pact not found: unknown"),
    ] {
        assert_eq!(badge(&broker, &path).await, expected, "{path}");
    }
    tag(&broker, "Web-Shop", "2", "prod").await;
    let changed = "web-shop (prod)/orders (live) pact: changed";
    assert_eq!(badge(&broker, &of_tags("live", "prod")).await, changed);
    verify(&broker, "2", "2", false).await;
    assert_eq!(badge(&broker, &of_tags("live", "prod")).await, changed);
    tag(&broker, "Orders", "2", "live").await;
    let failed = "web-shop (prod)/orders (live) pact: failed";
    assert_eq!(badge(&broker, &of_tags("live", "prod")).await, failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_and_options_choose_pact_and_title_on_sqlite() {
    tags_and_options_choose_pact_and_title(System::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_and_options_choose_pact_and_title_on_postgres() {
    tags_and_options_choose_pact_and_title(System::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_something_fits_is_told_or_what_is_missing() {
    let broker = started().await;
    broker.create_environment("test").await;
    broker.publish("web", "1", "api").await;
    tag(&broker, "web", "1", "dev").await;
    let to_test = "/pacticipants/web/branches/main/latest-version/can-i-deploy/to-environment/test/badge";
    let to_prod = "/pacticipants/web/latest-version/dev/can-i-deploy/to/prod/badge";
    let merge = "/pacticipants/web/main-branch/can-i-merge/badge";
    let red = broker.get(to_test).await;
    assert_eq!(title(&red), "can-i-deploy: main to test");
    assert_eq!(badge(&broker, to_prod).await, "can-i-deploy: dev to prod");
    assert_eq!(badge(&broker, merge).await, "can-i-merge: unknown");
    let without_branch = merge.replace("web", "api");
    assert_eq!(badge(&broker, &without_branch).await, "main branch: not found");

    let api_on_main = "/pacticipants/api/branches/main/versions/1";
    broker.put(api_on_main, &json!({})).await.expect_status(201);
    broker.verify(("web", "1"), ("api", "1"), true).await;
    broker.deploy("api", "1", "test").await;
    let green = broker.get(&format!("{to_test}?label=safe%3F")).await;
    assert_eq!(title(&green), "safe?: main to test");
    assert_ne!(colour(&red), colour(&green));
    assert_eq!(badge(&broker, merge).await, "can-i-merge: success");
    broker.verify(("web", "1"), ("api", "1"), false).await;
    assert_eq!(badge(&broker, &format!("{merge}.svg")).await, "can-i-merge: failed");

    for (path, missing) in [
        (to_test.replace("web", "nobody"), "pacticipant"),
        (to_test.replace("main", "other"), "branch"),
        (to_test.replace("/test/", "/nowhere/"), "environment"),
        (to_prod.replace("web", "nobody"), "pacticipant"),
        (to_prod.replace("dev", "never"), "version"),
        (merge.replace("web", "nobody"), "pacticipant"),
    ] {
        let expected = format!("{missing}: not found");
        assert_eq!(badge(&broker, &path).await, expected, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_cannot_break_out_of_the_drawing() {
    let broker = started().await;
    let path = "/pacticipants/x/latest-version/y/can-i-deploy/to/z/badge?label=%3Cscript%3E%22%26%01";
    assert_eq!(badge(&broker, path).await, "pacticipant: not found");
    broker.publish("web", "1", "api").await;
    tag(&broker, "web", "1", "dev").await;
    let path = "/pacticipants/web/latest-version/dev/can-i-deploy/to/%3Cb%3E/badge?label=%3Cscript%3E%22%26%01";
    let found = badge(&broker, path).await;
    assert_eq!(found, "&lt;script&gt;&quot;&amp;\u{fffd}: dev to &lt;b&gt;");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_that_has_not_changed_is_not_sent_again() {
    let broker = started().await;
    publish(&broker, "1", "things").await;
    let path = format!("{PAIR}/latest/badge");
    let first = broker.get(&path).await.expect_status(200);
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let etag = first.header("etag").unwrap().to_owned();
    for known in [etag.clone(), format!("\"other\", W/{etag}"), "*".to_owned()] {
        let again = broker.call(Method::GET, &path).header(IF_NONE_MATCH, known);
        let again = Answer::to(again).await.expect_status(304);
        assert_eq!((again.text.as_str(), again.header("etag")), ("", Some(etag.as_str())));
    }
    verify(&broker, "1", "1", true).await;
    let call = broker.call(Method::GET, &path).header(IF_NONE_MATCH, etag);
    assert_eq!(
        title(&Answer::to(call).await.expect_status(200)),
        "web-shop/orders pact: verified"
    );
    let merge = broker.get("/pacticipants/Orders/main-branch/can-i-merge/badge").await;
    assert_eq!(merge.header("cache-control"), Some("max-age=30"));
}

#[tokio::test(flavor = "multi_thread")]
async fn badges_can_be_made_public_without_the_rest() {
    for (public_badges, expected) in [(true, 200), (false, 401)] {
        let access = Access {
            read_write: Some(User {
                name: "writer".to_owned(),
                password: "secret".to_owned(),
            }),
            public_badges,
            ..Access::default()
        };
        let started = TestBroker::start_with(System::Sqlite, |settings| Settings { access, ..settings }).await;
        let broker = started.expect("SQLite is always there");
        let badge = broker.get(&format!("{PAIR}/latest/badge.svg")).await;
        assert_eq!(badge.status, expected);
        broker.get(&format!("{PAIR}/latest")).await.expect_status(401);
    }
}
