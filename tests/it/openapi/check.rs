//! Holds what goes over the wire to the document.

mod answer;
mod request;

use std::collections::BTreeSet;

use accord_broker::{RouteInfo, page_routes};
use accord_tests::conformance::Exchange;
use regex::Regex;

use super::document::{Document, Operation};
use super::schemas::Schemas;

/// A document at work.
pub(super) struct Checker<'a> {
    document: &'a Document,
    requests: Schemas,
    answers: Schemas,
    /// Paths as patterns, those with literal segments before those with parameters, as the broker chooses.
    paths: Vec<(Regex, Vec<Operation<'a>>)>,
    /// What may be answered with a page instead.
    pages: Vec<RouteInfo>,
    /// Operations that were seen to succeed.
    succeeded: BTreeSet<String>,
    /// Where an exchange is not as the document says.
    pub(super) wrong: Vec<String>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let mut paths: Vec<(Regex, Vec<Operation<'a>>)> = Vec::new();
        for operation in document.operations() {
            match paths.last_mut() {
                Some((_, same)) if same[0].path == operation.path => same.push(operation),
                _ => paths.push((pattern(operation.path), vec![operation])),
            }
        }
        // A brace sorts behind all that a literal segment begins with, and the end of the path behind what follows one.
        paths.sort_by_cached_key(|(_, operations)| format!("{}~", operations[0].path));
        Self {
            document,
            requests: Schemas::open(document),
            answers: Schemas::closed(document),
            paths,
            pages: page_routes(),
            succeeded: BTreeSet::new(),
            wrong: Vec::new(),
        }
    }

    /// Operations of which no success was seen.
    pub(super) fn unseen(&self) -> Vec<String> {
        let names = self.document.operations().into_iter().map(|operation| operation.name());
        names.filter(|name| !self.succeeded.contains(name)).collect()
    }

    /// Checks every answer, and the requests that were accepted.
    pub(super) fn check(&mut self, exchange: &Exchange) {
        let path = exchange.target.split('?').next().unwrap_or_default();
        let found = self.paths.iter().find(|(pattern, _)| pattern.is_match(path));
        let Some((pattern, operations)) = found else {
            self.note(exchange, "an unknown path", expected(exchange, 404, "x-trace-id"));
            return;
        };
        let method = if exchange.method == "HEAD" {
            "GET"
        } else {
            &exchange.method
        };
        let Some(operation) = operations.iter().find(|operation| operation.method == method) else {
            let (status, header) = match method {
                "OPTIONS" => (200, "access-control-allow-methods"),
                _ => (405, "allow"),
            };
            self.note(
                exchange,
                "a method that is not described",
                expected(exchange, status, header),
            );
            return;
        };
        let name = operation.name();
        let mut wrong = self.wrong_answer(operation, exchange);
        if exchange.status < 400 {
            wrong.extend(self.wrong_request(operation, exchange, &pattern.captures(path)));
        }
        if exchange.status < 400 || operation.always_fails() {
            self.succeeded.insert(name.clone());
        }
        let id = operation.text["operationId"].as_str().unwrap_or("?").to_owned();
        self.note(exchange, &format!("{id}, {name}"), wrong);
    }

    /// Checks the answer alone, to a request that nobody should send: its path may name nothing, its method may not be
    /// there, and what is not described in it is not looked at by the broker either.
    pub(super) fn check_answer(&mut self, exchange: &Exchange) {
        let path = exchange.target.split('?').next().unwrap_or_default();
        let method = exchange.method.replace("HEAD", "GET");
        let of_path = self.paths.iter().find(|(pattern, _)| pattern.is_match(path));
        let operation = of_path.and_then(|(_, operations)| operations.iter().find(|one| one.method == method));
        let wrong = match operation {
            Some(operation) => self.wrong_answer(operation, exchange),
            None if matches!(exchange.status, 404 | 405 | 422) => Vec::new(),
            None if exchange.method == "OPTIONS" && exchange.status == 200 => Vec::new(),
            None => vec!["expected 404, 405 or 422".to_owned()],
        };
        self.note(exchange, "hostile", wrong);
    }

    fn note(&mut self, exchange: &Exchange, operation: &str, wrong: Vec<String>) {
        let of = |wrong| {
            let Exchange {
                name,
                method,
                target,
                status,
                ..
            } = exchange;
            format!("{name}: {method} {target} ({operation}) answered {status}\n    {wrong}")
        };
        self.wrong.extend(wrong.into_iter().map(of));
    }
}

fn expected(exchange: &Exchange, status: u16, header: &str) -> Vec<String> {
    if exchange.status == status && exchange.headers.contains_key(header) {
        return Vec::new();
    }
    vec![format!("expected {status} with {header}")]
}

/// What the path of an operation looks like, with its parameters as groups.
fn pattern(path: &str) -> Regex {
    let literal = regex::escape(path).replace(r"\{", "{").replace(r"\}", "}");
    let groups = Regex::new(r"\{(\w+)\}")
        .unwrap()
        .replace_all(&literal, "(?<$1>[^/]+?)")
        .into_owned();
    Regex::new(&format!("^{groups}$")).unwrap()
}
