//! The document and the route table have the same operations, with the same rights.

use std::collections::{BTreeMap, BTreeSet};

use accord_broker::routes;
use regex::Regex;
use serde_json::Value;

use super::document::Document;

/// Described ahead of their routes; each line goes when its routes come.
const AHEAD: &[(&str, &str)] = &[
    ("webhook", "webhooks and what they triggered"),
    (r"/badge(\.svg)?$", "badges"),
    (
        r"^DELETE /pacticipants/\{pacticipant\}/branches$",
        "deleting many branches at once",
    ),
    (
        r"/consumer/\{consumer\}/branch$",
        "pacts of a pair, as the command line asks",
    ),
    (r"/integrations\.dot$", "the graph at an address of its own"),
    (r"/doc/\{relation\}$", "pages about relations"),
    ("/test/error$", "failing on purpose"),
];

/// Whether there is no route yet for what the document describes.
pub(super) fn is_ahead(operation: &str) -> bool {
    let in_table = routes()
        .iter()
        .any(|route| format!("{} {}", route.method, route.path) == operation);
    !in_table
        && AHEAD
            .iter()
            .any(|(pattern, _)| Regex::new(pattern).unwrap().is_match(operation))
}

#[test]
fn every_route_is_described_with_its_right_and_nothing_else_is() {
    let document = Document::read();
    let described: BTreeMap<String, String> = document
        .operations()
        .iter()
        .filter(|operation| !is_ahead(&operation.name()))
        .map(|operation| {
            (
                operation.name(),
                operation.text["x-right"].as_str().unwrap_or("?").to_owned(),
            )
        })
        .collect();
    let routed: BTreeMap<String, String> = routes()
        .iter()
        .map(|route| {
            (
                format!("{} {}", route.method, route.path),
                format!("{:?}", route.right).to_lowercase(),
            )
        })
        .collect();
    let lines = |table: &BTreeMap<String, String>| -> BTreeSet<String> {
        table
            .iter()
            .map(|(operation, right)| format!("{operation}: {right}"))
            .collect()
    };
    let (described, routed) = (lines(&described), lines(&routed));
    let undescribed: Vec<_> = routed.difference(&described).collect();
    let unrouted: Vec<_> = described.difference(&routed).collect();
    assert!(
        undescribed.is_empty(),
        "without a description: {undescribed:#?}\nwithout a route: {unrouted:#?}"
    );
    assert!(unrouted.is_empty(), "without a route: {unrouted:#?}");
}

#[test]
fn what_is_described_ahead_is_not_there_yet() {
    let operations: Vec<String> = Document::read()
        .operations()
        .iter()
        .map(|operation| operation.name())
        .collect();
    for (pattern, what) in AHEAD {
        let waits = operations
            .iter()
            .any(|operation| Regex::new(pattern).unwrap().is_match(operation) && is_ahead(operation));
        assert!(waits, "{what}: nothing waits any more; take the line off AHEAD");
    }
}

#[test]
fn operations_are_complete() {
    let document = Document::read();
    let tags: BTreeSet<&str> = document.root()["tags"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|tag| tag["name"].as_str())
        .collect();
    let mut ids = BTreeSet::new();
    for operation in document.operations() {
        let (name, text) = (operation.name(), operation.text);
        assert!(
            ids.insert(text["operationId"].as_str().unwrap()),
            "{name}: another has this operationId"
        );
        assert!(text["summary"].is_string(), "{name} has no summary");
        assert!(
            tags.contains(text["tags"][0].as_str().unwrap()),
            "{name}: its tag is not in the list"
        );
        let open = text
            .get("security")
            .is_some_and(|security| security == &Value::Array(Vec::new()));
        assert_eq!(open, text["x-right"] == "none", "{name}: security and right disagree");
        let in_path: Vec<&str> = operation
            .parameters(&document)
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let in_braces: Vec<&str> = Regex::new(r"\{(\w+)\}")
            .unwrap()
            .captures_iter(operation.path)
            .map(|found| found.extract::<1>().1[0])
            .collect();
        assert_eq!(in_path, in_braces, "{name}: parameters of the path");
    }
}

#[test]
fn the_document_has_the_version_of_the_broker() {
    assert_eq!(Document::read().root()["info"]["version"], env!("CARGO_PKG_VERSION"));
}
