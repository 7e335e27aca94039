//! Requests that were accepted: are their parameters described, and is the body as its schema says?

use std::collections::BTreeMap;

use accord_tests::conformance::Exchange;
use percent_encoding::percent_decode_str;
use regex::Captures;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use super::super::document::Operation;
use super::Checker;

impl Checker<'_> {
    pub(super) fn wrong_request(
        &self,
        operation: &Operation<'_>,
        exchange: &Exchange,
        path: &Option<Captures<'_>>,
    ) -> Vec<String> {
        let mut wrong = self.wrong_parameters(operation, exchange, path);
        wrong.extend(self.wrong_content(operation, exchange));
        wrong
    }

    fn wrong_parameters(
        &self,
        operation: &Operation<'_>,
        exchange: &Exchange,
        path: &Option<Captures<'_>>,
    ) -> Vec<String> {
        let mut given = query(&exchange.target);
        let mut wrong = Vec::new();
        for parameter in operation.parameters(self.document) {
            let name = parameter["name"].as_str().unwrap_or_default();
            let texts = match parameter["in"].as_str() {
                Some("path") => path
                    .as_ref()
                    .and_then(|path| path.name(name))
                    .map(|text| vec![decoded(text.as_str())]),
                Some("query") => given.remove(name),
                _ => continue,
            };
            match texts {
                Some(texts) => wrong.extend(self.wrong_values(name, &parameter["schema"], &texts)),
                None if parameter["required"] == true => wrong.push(format!("the parameter {name} is missing")),
                None => {}
            }
        }
        wrong.extend(
            given
                .keys()
                .map(|name| format!("the parameter {name} is not described")),
        );
        wrong
    }

    /// A list takes all values of its parameter; everything else has one, and a number is written in digits.
    fn wrong_values(&self, name: &str, schema: &Value, texts: &[String]) -> Vec<String> {
        let described = self.document.resolve(schema);
        let may_be = |kind: &str| {
            let ways = described["anyOf"].as_array().into_iter().flatten();
            std::iter::once(described).chain(ways).any(|way| way["type"] == kind)
        };
        let value = match texts[0].parse::<i64>() {
            _ if may_be("array") => Value::from(texts.to_vec()),
            Ok(number) if may_be("integer") => Value::from(number),
            _ => Value::from(texts[0].as_str()),
        };
        let violations = self.requests.violations(schema, &value);
        violations
            .into_iter()
            .map(|violation| format!("the parameter {name} {violation}"))
            .collect()
    }

    fn wrong_content(&self, operation: &Operation<'_>, exchange: &Exchange) -> Vec<String> {
        let sent = exchange.sent.as_deref().filter(|sent| !sent.is_empty());
        let described = operation
            .text
            .get("requestBody")
            .map(|body| self.document.resolve(body));
        match (described, sent) {
            (Some(described), None) if described["required"] == true => vec!["there is no body to send".to_owned()],
            (_, None) | (None, _) => Vec::new(),
            (Some(described), Some(sent)) => {
                let media = exchange
                    .sent_headers
                    .get(CONTENT_TYPE)
                    .and_then(|value| value.to_str().ok());
                let media = media.unwrap_or_default().split(';').next().unwrap_or_default();
                match (described["content"].get(media), serde_json::from_slice(sent)) {
                    (None, _) => vec![format!("bodies in {media:?} are not described")],
                    (_, Err(error)) => vec![format!("the body that was accepted is no JSON: {error}")],
                    (Some(content), Ok(body)) => {
                        let violations = self.requests.violations(&content["schema"], &body);
                        violations
                            .into_iter()
                            .map(|violation| format!("the body {violation}"))
                            .collect()
                    }
                }
            }
        }
    }
}

/// The values of each parameter; `q[]name` is another way to write `q[][name]`.
fn query(target: &str) -> BTreeMap<String, Vec<String>> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let text = target.split_once('?').map_or("", |(_, query)| query);
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name), decoded(&value.replace('+', " ")));
        let name = match name.split_once("[]") {
            Some((list, key)) if !key.is_empty() && !key.starts_with('[') => format!("{list}[][{key}]"),
            _ => name,
        };
        values.entry(name).or_default().push(value);
    }
    values
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
