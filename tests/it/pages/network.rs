//! The network of applications.

use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use accord_tests::story::contract;
use regex::Regex;
use serde_json::json;

use super::visible::{page, words};
use super::{BOTH, shop};

/// Web and App need Orders, which needs Stock, which needs Orders; Stock needs Mail, which tests itself. Pages is alone.
async fn landscape(system: System) -> Option<TestBroker> {
    let broker = TestBroker::start(system).await?;
    for (consumer, provider) in [
        ("Web", "Orders"),
        ("App", "Orders"),
        ("Orders", "Stock"),
        ("Stock", "Orders"),
        ("Stock", "Mail"),
        ("Mail", "Mail"),
    ] {
        broker.publish(consumer, "1", provider).await;
    }
    broker.verify(("Web", "1"), ("Orders", "1"), true).await;
    broker.verify(("Orders", "1"), ("Stock", "1"), false).await;
    broker.verify(("App", "1"), ("Orders", "1"), true).await;
    let path = "/pacts/provider/Orders/consumer/App/version/2";
    broker
        .put(path, &contract("App", "Orders", "other things"))
        .await
        .expect_status(201);
    broker
        .put("/pacticipants/Mail/labels/team-a", &json!({}))
        .await
        .expect_status(201);
    broker
        .post("/pacticipants", &json!({"name": "Pages"}))
        .await
        .expect_status(201);
    Some(broker)
}

/// The arrows of a drawing, in words.
fn arrows(drawing: &str) -> Vec<String> {
    let title = Regex::new(r#"<g class="arrow \w+"[^>]*><title>([^<]*)</title>"#).unwrap();
    title.captures_iter(drawing).map(|found| found[1].to_owned()).collect()
}

/// The names in the boxes of a drawing.
fn boxes(drawing: &str) -> Vec<String> {
    let name = Regex::new(r#"<text class="name"[^>]*>([^<]*)</text>"#).unwrap();
    name.captures_iter(drawing).map(|found| found[1].to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_shown_with_circles_and_single_points_of_failure() {
    for system in BOTH {
        let Some(broker) = landscape(system).await else {
            continue;
        };
        let shown = page(&broker, "/network").await.expect_status(200);
        insta::assert_snapshot!("network_page", words(&shown).replace(broker.base(), "http://broker"));
        assert!(!shown.text.contains("style="), "the policy forbids it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_is_a_drawing_and_a_graph() {
    for system in BOTH {
        let Some(broker) = landscape(system).await else {
            continue;
        };
        let drawing = broker.get("/network.svg?application=Mail").await.expect_status(200);
        assert_eq!(drawing.header("content-type"), Some("image/svg+xml;charset=utf-8"));
        assert_eq!(drawing.header("content-security-policy"), Some("default-src 'none'"));
        insta::assert_snapshot!("network_svg", drawing.text.replace(broker.base(), "http://broker"));
        let graph = broker.get("/network.dot").await.expect_status(200);
        assert_eq!(graph.header("content-type"), Some("text/vnd.graphviz;charset=utf-8"));
        insta::assert_snapshot!("network_dot", graph.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_the_network() {
    for system in BOTH {
        let Some(broker) = landscape(system).await else {
            continue;
        };
        for (query, names, contracts) in [
            ("", "App Mail Orders Stock Web", 6),
            ("application=Web", "Orders Web", 1),
            ("application=Web&depth=2", "App Orders Stock Web", 4),
            ("application=Web&depth=all", "App Mail Orders Stock Web", 6),
            ("application=Web&depth=all&direction=consumers", "Web", 0),
            ("application=Stock&direction=consumers", "Orders Stock", 2),
            ("application=Mail&direction=consumers&depth=2", "Mail Orders Stock", 4),
            ("application=Web&depth=2&status=failed", "Orders Stock Web", 1),
            ("application=Pages", "Pages", 0),
            ("status=stale", "App Orders", 1),
            ("status=never", "Mail Orders Stock", 3),
            ("label=team-a", "Mail Stock", 2),
            ("label=team-a&application=Web&depth=2", "Web", 0),
            ("label=nothing", "", 0),
        ] {
            for path in ["/network.svg", "/network"] {
                let path = format!("{path}?{query}");
                let shown = match path.starts_with("/network.svg") {
                    true => broker.get(&path).await,
                    false => page(&broker, &path).await,
                };
                let text = shown.expect_status(200).text;
                let mut found = boxes(&text);
                found.sort();
                assert_eq!(
                    (found.join(" ").as_str(), arrows(&text).len()),
                    (names, contracts),
                    "{path}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_arrow_tells_the_state() {
    let broker = landscape(System::Sqlite).await.unwrap();
    let drawing = broker.get("/network.svg").await.expect_status(200).text;
    let mut arrows = arrows(&drawing);
    arrows.sort();
    assert_eq!(
        arrows,
        [
            "App → Orders: changed since verified",
            "Mail → Mail: never verified, part of a circle",
            "Orders → Stock: failed, part of a circle",
            "Stock → Mail: never verified",
            "Stock → Orders: never verified, part of a circle",
            "Web → Orders: verified",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn boxes_lead_on_with_the_same_filters() {
    let broker = landscape(System::Sqlite).await.unwrap();
    let shown = page(
        &broker,
        "/network?application=Web&depth=2&direction=providers&status=failed",
    )
    .await;
    let around = format!(
        "href=\"{}/network?application=Orders&#38;depth=2&#38;direction=providers&#38;status=failed\"",
        broker.base()
    );
    assert!(shown.text.contains(&around), "{}", shown.text);
    assert!(
        shown
            .text
            .contains(&format!("href=\"{}/pacticipants/Orders\"", broker.base()))
    );
    let application = page(&broker, "/pacticipants/Web").await.text;
    assert!(application.contains(&format!("href=\"{}/network?application=Web\"", broker.base())));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_told() {
    let broker = shop(System::Sqlite).await.unwrap();
    let seen = words(&page(&broker, "/network?application=Nobody").await.expect_status(200));
    assert!(seen.contains("There is no pacticipant `Nobody`"), "{seen}");
    let seen = words(&page(&broker, "/network?depth=0&direction=up").await.expect_status(200));
    assert!(
        seen.contains("depth must be a number of at least 1") && seen.contains("there is no direction"),
        "{seen}"
    );
    for (path, status) in [
        ("/network.svg?application=Nobody", 404),
        ("/network.dot?application=Nobody", 404),
        ("/network.svg?status=fine", 400),
        ("/network.dot?depth=-1", 400),
    ] {
        broker.get(path).await.expect_status(status);
    }
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    let seen = words(&page(&broker, "/network").await.expect_status(200));
    assert!(
        seen.contains("There is no network yet") && seen.contains("accord publish"),
        "{seen}"
    );
}

/// `names` consumers of one provider.
async fn hub(names: usize) -> TestBroker {
    let broker = TestBroker::start(System::Sqlite).await.unwrap();
    for index in 0..names {
        broker.publish(&format!("consumer{index:02}"), "1", "Hub").await;
    }
    broker
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_for_a_picture_are_told_in_words() {
    let broker = hub(61).await;
    let shown = page(&broker, "/network").await.expect_status(200);
    let seen = words(&shown);
    assert_eq!(boxes(&shown.text), [""; 0]);
    assert!(seen.contains("62 applications and 61 contracts"), "{seen}");
    assert!(seen.contains("too much for one picture"), "{seen}");
    assert!(seen.contains("Hub 61 0 61 60 cut off, 61 parts Page"), "{seen}");
    let near = page(&broker, "/network?application=Hub").await.expect_status(200);
    assert_eq!(boxes(&near.text).len(), 60);
    assert!(
        words(&near).contains("The picture shows the nearest 60 of 62 applications."),
        "{}",
        words(&near)
    );
    let drawing = broker.get("/network.svg").await.expect_status(200).text;
    assert!(
        drawing.contains("62 applications are too many for a picture"),
        "{drawing}"
    );
    let graph = broker.get("/network.dot").await.expect_status(200).text;
    assert_eq!(graph.matches(" -> ").count(), 61, "DOT has everything");
}

/// A drawing is XML: what is not well-formed shows nothing.
fn is_well_formed(drawing: &Answer) -> bool {
    let tag = Regex::new(r#"<(/?)([a-z]+)((?: [a-zA-Z-]+="[^"<]*")*)(/?)>"#).unwrap();
    let mut open = Vec::new();
    for found in tag.captures_iter(&drawing.text) {
        match (&found[1], &found[4]) {
            ("/", _) if open.pop() != Some(found[2].to_owned()) => return false,
            ("", "") => open.push(found[2].to_owned()),
            _ => {}
        }
    }
    let rest = tag.replace_all(&drawing.text, "");
    open.is_empty() && !rest.contains(['<', '>', '"'])
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_text() {
    let long = "W".repeat(1_000);
    for system in BOTH {
        let Some(broker) = TestBroker::start(system).await else {
            continue;
        };
        for name in [
            "<script>alert(1)</script>\"onload=\"",
            "\u{202e}قائمة",
            "a\"]; x -> y [\"\\",
            &long,
        ] {
            let path = format!("/pacts/provider/Orders/consumer/{}/version/1", encoded(name));
            broker
                .put(&path, &contract(name, "Orders", "things"))
                .await
                .expect_status(201);
        }
        let shown = page(&broker, "/network").await.expect_status(200);
        assert!(
            !shown.text.contains("<script>alert") && !shown.text.contains("\"onload"),
            "{}",
            shown.text
        );
        let drawing = broker.get("/network.svg").await.expect_status(200);
        assert!(is_well_formed(&drawing), "{}", drawing.text);
        assert!(
            !drawing.text.contains("script>") && !drawing.text.contains("style="),
            "{}",
            drawing.text
        );
        assert!(
            boxes(&drawing.text).iter().any(|name| name == "WWWWWWWWWWW…"),
            "{:?}",
            boxes(&drawing.text)
        );
        assert!(
            drawing.text.contains(&format!("<title>{long}</title>")),
            "the whole name is there, too"
        );
        let graph = broker.get("/network.dot").await.expect_status(200).text;
        assert!(graph.contains(r#""a\"]; x -> y [\"\\" -> "Orders""#), "{graph}");
        let around = format!("/network?application={}", encoded("a\"]; x -> y [\"\\"));
        assert_eq!(boxes(&page(&broker, &around).await.expect_status(200).text).len(), 2);
    }
}

fn encoded(name: &str) -> String {
    let byte = |byte: u8| format!("%{byte:02X}");
    name.bytes().map(byte).collect()
}
