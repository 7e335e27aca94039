//! Plain HTTP calls, for tests that look at what goes over the wire.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

/// A client that shows redirects instead of following them and waits longer than any broker should take.
///
/// # Panics
/// When the platform gives no client, which no test can do without.
#[must_use]
pub fn http_client() -> Client {
    // A second installation is refused, which is fine: it is the same provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(60))
        .no_proxy()
        .build()
        .expect("a client without TLS files or proxies can be built")
}

/// Calls one broker.
#[derive(Clone, Debug)]
pub struct Api {
    http: Client,
    base: String,
}

/// An answer with its body read.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers as they came.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
}

impl Api {
    /// Calls the broker at `base`, such as `http://127.0.0.1:9292`.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self {
            http: http_client(),
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    /// Where the broker is.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The client, for calls that need more than this offers.
    #[must_use]
    pub fn http(&self) -> &Client {
        &self.http
    }

    /// Starts a call of a path or of a full URL from a link, with the ecosystem's usual `Accept`.
    pub fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.call_accepting("application/hal+json", method, path)
    }

    /// The same with another `Accept`.
    pub fn call_accepting(&self, accept: &str, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        self.http.request(method, url).header(ACCEPT, accept)
    }

    /// Gets a path.
    ///
    /// # Panics
    /// When no answer comes, here and in the methods below.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.call(Method::GET, path)).await
    }

    /// Posts JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.call(Method::POST, path).json(body)).await
    }

    /// Puts JSON.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.call(Method::PUT, path).json(body)).await
    }

    /// Sends bytes as they are, as JSON by their media type.
    pub async fn send_raw(&self, method: Method, path: &str, body: Vec<u8>) -> Answer {
        Answer::to(
            self.call(method, path)
                .header(CONTENT_TYPE, "application/json")
                .body(body),
        )
        .await
    }
}

impl Answer {
    /// Sends a request and reads the whole answer.
    ///
    /// # Panics
    /// When no answer comes.
    pub async fn to(request: RequestBuilder) -> Self {
        let received = request.send().await.expect("the broker answers");
        let (status, headers) = (received.status().as_u16(), received.headers().clone());
        Self {
            status,
            headers,
            text: received.text().await.expect("the answer is complete"),
        }
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("the answer ({}) is no JSON: {error}\n{:.500}", self.status, self.text))
    }

    /// The value of a header, if it is there and readable.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns itself if the status is `expected`.
    ///
    /// # Panics
    /// When it is another; the message shows the body.
    #[track_caller]
    pub fn expect_status(self, expected: u16) -> Self {
        assert_eq!(self.status, expected, "{:.1000}", self.text);
        self
    }

    /// The URL of a link.
    ///
    /// # Panics
    /// When the answer has no such link.
    #[must_use]
    #[track_caller]
    pub fn link(&self, relation: &str) -> String {
        let body = self.json();
        let href = body["_links"][relation]["href"].as_str();
        href.unwrap_or_else(|| panic!("no link {relation} in {:.1000}", self.text))
            .to_owned()
    }
}
