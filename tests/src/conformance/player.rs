//! Sends the requests of a recording.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method};
use serde_json::Value;

use super::answer::Answer;
use super::exchange::Exchange;
use super::recording::Request;
use super::references::EarlierAnswers;

/// Plays one recording's requests against one broker, in order.
pub(super) struct Player<'a> {
    http: &'a Client,
    base: String,
    answers: EarlierAnswers,
}

impl<'a> Player<'a> {
    /// `http` must not follow redirects, since a redirect is an answer to compare.
    pub(super) fn new(http: &'a Client, base: &str) -> Self {
        Self {
            http,
            base: base.trim_end_matches('/').to_owned(),
            answers: EarlierAnswers::default(),
        }
    }

    /// Sends one request and keeps the body of the answer for later references to `step`; gives also what went over the wire.
    ///
    /// # Errors
    /// When the request refers to what was not received, or when no readable answer comes.
    pub(super) async fn send(&mut self, step: &str, request: &Request) -> anyhow::Result<(Exchange, Answer)> {
        let path = self.answers.resolve_text(&request.path)?;
        let url = if path.starts_with("http") {
            path
        } else {
            format!("{}{path}", self.base)
        };
        let mut call = self
            .http
            .request(request.method.parse::<Method>()?, &url)
            .headers(self.headers(request)?);
        if let Some(body) = &request.body {
            call = call.body(content(self.answers.resolve(body)?));
        }
        let exchange = Exchange::of(self.http, step, call.build()?).await?;
        let answer = Answer::read(exchange.status, &exchange.headers, &exchange.received)?;
        self.answers.keep(step, answer.body.clone().unwrap_or_default());
        Ok((exchange, answer))
    }

    fn headers(&self, request: &Request) -> anyhow::Result<HeaderMap> {
        let mut headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/hal+json"))]);
        if request.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        for (name, value) in &request.headers {
            let value = self.answers.resolve_text(value)?;
            let name: HeaderName = name.parse().with_context(|| format!("{name:?} is no header name"))?;
            headers.insert(
                name,
                value.parse().with_context(|| format!("{value:?} is no header value"))?,
            );
        }
        Ok(headers)
    }
}

fn content(body: Value) -> Vec<u8> {
    match body {
        Value::String(text) => text.into_bytes(),
        Value::Object(mut members) if members.contains_key("$publish") => {
            with_encoded_contracts(members["$publish"].take())
                .to_string()
                .into_bytes()
        }
        json => json.to_string().into_bytes(),
    }
}

/// Recordings hold contracts as readable JSON; on the wire they are base64.
fn with_encoded_contracts(mut publication: Value) -> Value {
    for contract in publication["contracts"].as_array_mut().into_iter().flatten() {
        if let Some(content) = contract.get_mut("content").filter(|content| !content.is_string()) {
            *content = Value::String(STANDARD.encode(content.to_string()));
        }
    }
    publication
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_is_sent_as_it_is() {
        assert_eq!(content(json!("{not json")), b"{not json");
        assert_eq!(content(json!({"a": 1})), br#"{"a":1}"#);
    }

    #[test]
    fn contracts_are_encoded_unless_they_are_already() {
        let body = json!({"$publish": {"contracts": [{"content": {"a": 1}}, {"content": "!!"}]}});
        let sent: Value = serde_json::from_slice(&content(body)).unwrap();
        assert_eq!(
            sent,
            json!({"contracts": [{"content": STANDARD.encode(r#"{"a":1}"#)}, {"content": "!!"}]})
        );
    }
}
