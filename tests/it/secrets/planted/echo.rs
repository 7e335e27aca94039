//! A receiver that tells everything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers};

/// Sends back all that it was sent, in all ways.
struct Echo;

impl Respond for Echo {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let headers: Vec<(String, String)> = request
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let all = json!({"url": request.url.as_str(), "headers": headers, "body": body});
        let mut answer = ResponseTemplate::new(200);
        for (name, value) in headers.iter().filter(|(name, _)| name.starts_with("x-")) {
            answer = answer.append_header(format!("x-echo-{name}"), value.as_str());
        }
        let words: Vec<String> = headers.iter().map(|(_, value)| STANDARD.encode(value)).collect();
        answer.set_body_string(format!(
            "{all}\n{headers:?}\n{body}\n{}\n{}",
            STANDARD.encode(&body),
            words.join("\n")
        ))
    }
}

pub(super) async fn echo() -> MockServer {
    let receiver = MockServer::start().await;
    Mock::given(matchers::any()).respond_with(Echo).mount(&receiver).await;
    receiver
}
