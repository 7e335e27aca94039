//! Requests that nobody should send.

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request};
use serde_json::Value;

use super::super::document::Document;
use super::landscape::NAMES;

/// Segments of paths and values of queries, percent-encoded.
const HOSTILE: &[&str] = &[
    "%20",
    "a%20b",
    "a%2Fb",
    "%25",
    "%2525",
    "%0A",
    "a%0Db",
    "%09",
    "%00",
    "%7F",
    "%FF",
    "%C3%28",
    "%E6%97%A5",
    "%F0%9F%92%A9",
    "..",
    "%2E%2E",
    "'%22;--",
    "%7B%7D",
    "null",
    "-1",
    "0",
    "00",
    "1e9",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "true",
    "all",
    "new",
    "_",
    "*",
    "a,b",
    "a=b&c",
    "%5B%5D",
    "%3Cscript%3E",
    "x.json",
    "x.csv",
    "d3b07384d113edec49eaa6238ad5ff00",
    "%u0041",
    "%",
    "%2",
];

const QUERIES: &[&str] = &[
    "page",
    "size",
    "pageNumber",
    "pageSize",
    "cursor",
    "limit",
    "sort",
    "q",
    "name",
    "pacticipant",
    "version",
    "environment",
    "to",
    "tag",
    "latest",
    "latestby",
    "success",
    "success[]",
    "days",
    "exclude[]",
    "ignore[]",
    "ignore[][pacticipant]",
    "q[][pacticipant]",
    "q[][version]",
    "q[][branch]",
    "q[][latest]",
    "q[][environment]",
    "q[]pacticipant",
    "mainBranch",
    "label",
    "initials",
    "context",
    "maxPacticipants",
    "applicationInstance",
    "target",
    "provider_version_tags[]",
    "consumer_version_selectors[][tag]",
    "consumer_version_selectors[][latest]",
    "include_pending_status",
    "include_wip_pacts_since",
    "a[b][c][d][e]",
    "[",
    "%FF",
];

const ACCEPTS: &[&str] = &[
    "application/hal+json",
    "application/json",
    "*/*",
    "application/problem+json",
    "text/plain",
    "text/csv",
    "text/html",
    "image/svg+xml",
    "image/png",
    "application/vnd.pactbrokerextended.v1+json",
    "text/vnd.graphviz",
    "nonsense",
    ";;q=,",
];

const CONTENT_TYPES: &[&str] = &[
    "application/json",
    "application/json; charset=utf-8",
    "application/merge-patch+json",
    "application/hal+json",
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "nonsense",
    "json",
];

const VALUES: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "1e999",
    "9223372036854775808",
    "0.1",
    "\"\"",
    "\" \"",
    "\"a\\nb\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "[]",
    "{}",
    "[null]",
    "[{}]",
    "[[]]",
    "{\"name\":null}",
    "{\"\":{}}",
    "\"2024-02-30\"",
    "\"ünï\"",
    "\"${pactbroker.consumerName}\"",
];

const BODIES: &[&str] = &[
    "",
    " ",
    "{",
    "[]",
    "[{}]",
    "{}",
    "null",
    "\"text\"",
    "{\"a\":1,\"a\":2}",
    "{\"a\":\"\\ud800\"}",
    "\u{feff}{}",
    "{} {}",
    "NaN",
    "<a/>",
];

/// What the document describes, as a source of requests.
pub(super) struct Inputs {
    operations: Vec<(Method, String)>,
    /// Bodies that the document gives as examples.
    examples: Vec<Value>,
}

impl Inputs {
    pub(super) fn of(document: &Document) -> Self {
        let operations = document.operations();
        let mut examples = Vec::new();
        for operation in &operations {
            let body = operation.text.get("requestBody").map(|body| document.resolve(body));
            let content = body.and_then(|body| body["content"].as_object());
            for described in content.into_iter().flat_map(|content| content.values()) {
                examples.extend(described.get("example").cloned());
                let several = described.get("examples").and_then(Value::as_object);
                let values = several.into_iter().flat_map(|several| several.values());
                examples.extend(values.filter_map(|one| document.resolve(one).get("value").cloned()));
            }
        }
        assert!(!examples.is_empty(), "the document has no examples of bodies");
        // Webhooks are tried in earnest: at hosts that cannot be.
        let nowhere = |example: &Value| serde_json::from_str(&example.to_string().replace(".org", ".invalid")).unwrap();
        let examples = examples.iter().map(nowhere).collect();
        Self {
            operations: operations
                .iter()
                .map(|operation| (operation.method.parse().unwrap(), operation.path.to_owned()))
                .collect(),
            examples,
        }
    }

    /// Another request, to the broker at `base`.
    pub(super) fn next(&self, random: &mut StdRng, base: &str) -> Request {
        let (method, path) = self.operations.choose(random).unwrap();
        let method = if random.random_bool(0.9) {
            method.clone()
        } else {
            any(
                random,
                &["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"],
            )
            .parse()
            .unwrap()
        };
        let url = format!("{base}{}{}", filled(random, path), query(random));
        let mut request = Request::new(method, url.parse().unwrap());
        let headers = request.headers_mut();
        if random.random_bool(0.9) {
            headers.insert(ACCEPT, HeaderValue::from_static(any(random, ACCEPTS)));
        }
        if random.random_bool(0.9) {
            let content_type = if random.random_bool(0.7) {
                "application/json"
            } else {
                any(random, CONTENT_TYPES)
            };
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        if random.random_bool(0.05) {
            headers.insert(
                "idempotency-key",
                HeaderValue::from_static(any(random, &["k", "k2", "k3"])),
            );
        }
        if request.method() != Method::GET && request.method() != Method::HEAD {
            *request.body_mut() = Some(self.body(random).into());
        }
        request
    }

    fn body(&self, random: &mut StdRng) -> Vec<u8> {
        match random.random_range(0..20) {
            0 => vec![0xff, 0xfe, b'{'],
            1 => format!("{}{}", "[".repeat(60), "]".repeat(60)).into_bytes(),
            2 => format!("{{\"name\":\"{}\"}}", "x".repeat(1_000)).into_bytes(),
            3..=6 => any(random, BODIES).as_bytes().to_vec(),
            _ => {
                let mut body = self.examples.choose(random).unwrap().clone();
                for _ in 0..random.random_range(0..3) {
                    spoil(random, &mut body);
                }
                body.to_string().into_bytes()
            }
        }
    }
}

fn any(random: &mut StdRng, of: &[&'static str]) -> &'static str {
    of.choose(random).unwrap()
}

fn name(random: &mut StdRng) -> String {
    match random.random_range(0..20) {
        0 => "n".repeat(1_000),
        1..=9 => any(random, HOSTILE).to_owned(),
        _ => any(random, NAMES).replace('/', "%2F"),
    }
}

/// The path with something in place of each parameter.
fn filled(random: &mut StdRng, path: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (_, behind) = after.split_once('}').unwrap();
        filled.push_str(before);
        filled.push_str(&name(random));
        rest = behind;
    }
    filled + rest
}

fn query(random: &mut StdRng) -> String {
    let parameters: Vec<String> = (0..random.random_range(0..4))
        .map(|_| format!("{}={}", any(random, QUERIES), name(random)))
        .collect();
    if parameters.is_empty() {
        String::new()
    } else {
        format!("?{}", parameters.join("&"))
    }
}

/// Removes, replaces or adds something somewhere in a body.
fn spoil(random: &mut StdRng, body: &mut Value) {
    let strange = serde_json::from_str(any(random, VALUES)).unwrap_or_default();
    match body {
        Value::Object(members) if !members.is_empty() && random.random_bool(0.8) => {
            let key = members
                .keys()
                .nth(random.random_range(0..members.len()))
                .unwrap()
                .clone();
            match random.random_range(0..4) {
                0 => drop(members.remove(&key)),
                1 => drop(members.insert(key, strange)),
                2 => drop(members.insert(any(random, NAMES).to_owned(), strange)),
                _ => spoil(random, &mut members[&key]),
            }
        }
        Value::Array(elements) if !elements.is_empty() && random.random_bool(0.8) => {
            let index = random.random_range(0..elements.len());
            spoil(random, &mut elements[index]);
        }
        other => *other = strange,
    }
}
