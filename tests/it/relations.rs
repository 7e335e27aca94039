//! Every link relation that the broker uses is explained at `/doc/{relation}`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::Value;

async fn started() -> TestBroker {
    TestBroker::start(System::Sqlite).await.expect("SQLite is always there")
}

async fn documentation(broker: &TestBroker, relation: &str, accept: &str) -> Answer {
    let url = format!("{}/doc/{relation}", broker.base());
    Answer::to(broker.http().request(Method::GET, url).header(ACCEPT, accept)).await
}

/// The keys of all `_links` in a document.
fn collect(document: &Value, relations: &mut BTreeSet<String>) {
    match document {
        Value::Object(members) => {
            if let Some(links) = members.get("_links").and_then(Value::as_object) {
                relations.extend(links.keys().cloned());
            }
            members.values().for_each(|value| collect(value, relations));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, relations)),
        _ => {}
    }
}

fn recordings(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let deeper = folders.iter().flat_map(|folder| recordings(folder));
    deeper.chain(files).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn relations_of_recorded_answers_are_explained() {
    let mut relations = BTreeSet::new();
    for file in recordings(&Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings")) {
        let recording = std::fs::read_to_string(&file).unwrap();
        collect(&serde_json::from_str(&recording).unwrap(), &mut relations);
    }
    assert!(relations.len() > 80, "{relations:?}");
    all_explained(&started().await, &relations).await;
}

#[test]
fn relations_in_the_source_are_explained() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../broker/src/http");
    let written = regex::Regex::new(r#""(?:pb|beta):([\w-]+)""#).unwrap();
    let sections = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/relations.md");
    let sections = std::fs::read_to_string(sections).unwrap();
    let headings = sections.lines().filter_map(|line| line.strip_prefix("## "));
    let explained: BTreeSet<&str> = headings.flat_map(|heading| heading.split(' ')).collect();
    for file in recordings(&source) {
        let text = std::fs::read_to_string(&file).unwrap();
        for relation in written.captures_iter(&text).map(|found| found.extract::<1>().1[0]) {
            // What stands in tests as an example of what is not there.
            let made_up = relation == "nothing";
            assert!(
                made_up || explained.contains(relation),
                "{relation} in {}",
                file.display()
            );
        }
    }
}

async fn all_explained(broker: &TestBroker, relations: &BTreeSet<String>) {
    for relation in relations {
        for name in [
            relation.as_str(),
            relation.split_once(':').map_or(relation, |(_, name)| name),
        ] {
            let page = documentation(broker, name, "text/html").await;
            assert_eq!(page.status, 200, "{name} is not explained");
            assert!(page.text.contains(name), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_curies_of_a_document_lead_to_its_explanations() {
    let broker = started().await;
    let index = broker.get("/").await.expect_status(200).json();
    let template = index["_links"]["curies"][0]["href"].as_str().unwrap();
    let url = template.replace("{rel}", "latest-pact-versions");
    let page = Answer::to(
        broker
            .http()
            .get(url)
            .header(ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8"),
    )
    .await;
    let page = page.expect_status(200);
    assert_eq!(page.header("content-type"), Some("text/html;charset=utf-8"));
    assert!(page.text.contains("<code>GET /pacts/latest</code>"), "{}", page.text);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(
        !policy.contains("unsafe") && policy.contains("script-src 'self'"),
        "{policy}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_explanation_can_be_had_as_text() {
    let broker = started().await;
    for (accept, content_type) in [
        ("text/plain", "text/plain;charset=utf-8"),
        ("text/markdown", "text/markdown;charset=utf-8"),
    ] {
        let text = documentation(&broker, "pb:publish-pact", accept)
            .await
            .expect_status(200);
        assert_eq!(text.header("content-type"), Some(content_type));
        assert!(
            text.text.starts_with("## publish-pact\nPUT /pacts/provider/"),
            "{}",
            text.text
        );
    }
    documentation(&broker, "pb:nothing", "text/plain")
        .await
        .expect_status(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_relation_is_said_to_be_none() {
    let broker = started().await;
    let page = documentation(&broker, "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "text/html").await;
    let page = page.expect_status(404);
    assert_eq!(page.header("content-type"), Some("text/html;charset=utf-8"));
    assert!(page.text.contains("no links with this relation"), "{}", page.text);
    assert!(!page.text.contains("<script>"), "{}", page.text);
}
