//! The document and the route table have the same operations, with the same rights.

use std::collections::BTreeSet;
use std::path::Path;

use accord_broker::{RouteInfo, routes};
use regex::Regex;
use serde_json::Value;

use super::document::Document;

fn name_of(route: &RouteInfo) -> String {
    format!("{} {}", route.method, route.path)
}

#[test]
fn every_route_is_described_with_its_right_and_nothing_else_is() {
    let document = Document::read();
    let described: BTreeSet<String> = document
        .operations()
        .iter()
        .map(|operation| {
            format!(
                "{}: {}",
                operation.name(),
                operation.text["x-right"].as_str().unwrap_or("?")
            )
        })
        .collect();
    let routed: BTreeSet<String> = routes()
        .iter()
        .map(|route| format!("{}: {}", name_of(route), format!("{:?}", route.right).to_lowercase()))
        .collect();
    let undescribed: Vec<_> = routed.difference(&described).collect();
    let unrouted: Vec<_> = described.difference(&routed).collect();
    assert!(
        undescribed.is_empty() && unrouted.is_empty(),
        "without a description: {undescribed:#?}\nwithout a route: {unrouted:#?}"
    );
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
    let parameter = Regex::new(r"\{(\w+)\}").unwrap();
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
        let in_braces: Vec<&str> = parameter
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

#[test]
fn every_code_of_a_problem_is_described() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../broker/src/http/error.rs");
    let source = std::fs::read_to_string(source).unwrap();
    let code = Regex::new(r#"(?:\bof\(\s*StatusCode::\w+,|\bcode:|\bunavailable\(|: &str =)\s*"([a-z-]+)""#).unwrap();
    let given: BTreeSet<&str> = code
        .captures_iter(&source)
        .map(|found| found.get(1).unwrap().as_str())
        .collect();
    let document = Document::read();
    let described = document
        .root()
        .pointer("/components/schemas/Problem/properties/code/enum");
    let described: BTreeSet<&str> = described
        .and_then(Value::as_array)
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(given, described);
}
