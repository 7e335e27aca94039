//! Answers: is the status described, are the headers there, and is the body as its schema says?

use accord_broker::RouteInfo;
use accord_tests::conformance::Exchange;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use super::super::document::Operation;
use super::Checker;

impl Checker<'_> {
    pub(super) fn wrong_answer(&self, operation: &Operation<'_>, exchange: &Exchange) -> Vec<String> {
        let is_html = essence(exchange) == "text/html";
        if is_html && self.has_page(operation) {
            return Vec::new();
        }
        let Some(response) = operation.text["responses"].get(exchange.status.to_string()) else {
            return vec!["the status is not described".to_owned()];
        };
        let response = self.document.resolve(response);
        let mut wrong = self.wrong_headers(response, exchange);
        // What is wrong is told browsers in a page.
        if !(is_html && exchange.status >= 400) {
            wrong.extend(self.wrong_body(response, exchange));
        }
        wrong
    }

    /// Is there a page at the same address? Pages are no part of the API: they may change every day.
    fn has_page(&self, operation: &Operation<'_>) -> bool {
        let is_it = |route: &RouteInfo| route.method == *operation.method && route.path == operation.path;
        self.pages.iter().any(is_it)
    }

    fn wrong_headers(&self, response: &Value, exchange: &Exchange) -> Vec<String> {
        let mut wrong = Vec::new();
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let header = self.document.resolve(header);
            match exchange
                .headers
                .get(name)
                .map(|value| String::from_utf8_lossy(value.as_bytes()))
            {
                Some(text) => wrong.extend(
                    self.answers
                        .violations(&header["schema"], &Value::from(text.into_owned())),
                ),
                None if header["required"] == true => wrong.push(format!("the header {name} is missing")),
                None => {}
            }
        }
        wrong
    }

    fn wrong_body(&self, response: &Value, exchange: &Exchange) -> Vec<String> {
        let content = response.get("content").and_then(Value::as_object);
        // A table without rows is an empty text.
        let may_be_empty = exchange.method != "HEAD" && essence(exchange).starts_with("text/");
        if exchange.received.is_empty() && !may_be_empty {
            // Some answers have a body only for those who accept problem documents.
            let only_problems = content.is_none_or(|content| content.keys().all(|media| media == PROBLEM));
            return if only_problems || exchange.method == "HEAD" {
                Vec::new()
            } else {
                vec!["there is no body".to_owned()]
            };
        }
        let media = essence(exchange);
        match content.and_then(|content| content.get(&media)) {
            None => vec![format!("the format {media:?} is not described")],
            Some(described) if media.contains("json") => match serde_json::from_slice(&exchange.received) {
                Ok(body) => self.answers.violations(&described["schema"], &body),
                Err(error) => vec![format!("the body is no JSON: {error}")],
            },
            Some(described) => {
                let text = String::from_utf8_lossy(&exchange.received).into_owned();
                self.answers.violations(&described["schema"], &Value::from(text))
            }
        }
    }
}

const PROBLEM: &str = "application/problem+json";

/// The format of the answer, without parameters.
fn essence(exchange: &Exchange) -> String {
    let value = exchange.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}
