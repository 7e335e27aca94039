//! HTTP to somebody else's server.

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use indexmap::IndexMap;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, ClientBuilder, Method, Response, Url, redirect};

use super::hosts::{Way, way_to};
use crate::domain::webhook::{FilledRequest, WebhookRules};

/// How long an attempt may take, from connecting to the last byte that is read.
const PATIENCE: Duration = Duration::from_secs(15);

/// How much of an answer is read: enough to see what went wrong.
const LARGEST_ANSWER: usize = 64 * 1024;

/// Headers that say how a message is carried; a sender that sets them by hand makes it another message.
const OF_THE_CONNECTION: [&str; 6] = [
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "te",
    "transfer-encoding",
];

/// What a receiver answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: IndexMap<String, String>,
    /// Its first 64 KiB, as text.
    pub(crate) body: String,
}

/// Why there is no answer. The texts tell nothing of the network that the broker is in; [`NoAnswer::detail`] does.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAnswer {
    /// The rules or the request itself forbid to send it.
    #[error("The request was not sent: {0}")]
    NotSent(String),
    /// It was sent, or was to be.
    #[error("There was no answer: {}", kind_of(.0))]
    Failed(reqwest::Error),
}

impl NoAnswer {
    /// The reason with all that led to it.
    pub(crate) fn detail(&self) -> String {
        let mut text = self.to_string();
        let mut cause = match self {
            Self::NotSent(_) => None,
            Self::Failed(error) => std::error::Error::source(error),
        };
        while let Some(error) = cause {
            text.push_str(&format!(": {error}"));
            cause = error.source();
        }
        text
    }
}

fn kind_of(error: &reqwest::Error) -> &'static str {
    match error {
        error if error.is_timeout() => "it took longer than 15 seconds",
        error if error.is_connect() => "no connection came about",
        _ => "the connection broke, or what came was no HTTP",
    }
}

/// The client that all requests share, made for the first of them: it loads the certificates of the machine, without
/// which a broker can do everything else.
#[derive(Debug, Default)]
pub(super) struct Transport {
    client: OnceLock<Client>,
}

impl Transport {
    fn client(&self) -> reqwest::Result<Client> {
        if let Some(client) = self.client.get() {
            return Ok(client.clone());
        }
        let client = builder().build()?;
        Ok(self.client.get_or_init(|| client).clone())
    }

    /// Sends a request and reads the answer. A redirect is one like any other: where it leads nobody has allowed.
    pub(super) async fn send(&self, request: &FilledRequest, rules: &WebhookRules) -> Result<Answer, NoAnswer> {
        if let Some(fault) = rules.fault_of_url(&request.url) {
            return Err(NoAnswer::NotSent(format!("its URL {fault}")));
        }
        let not_sent = |error: &dyn std::fmt::Display| NoAnswer::NotSent(error.to_string());
        let url = Url::parse(&request.url).map_err(|error| not_sent(&error))?;
        let client = match way_to(&url, rules).await.map_err(NoAnswer::NotSent)? {
            Way::Any => self.client(),
            Way::Through(host, addresses) => pinned(&host, &addresses),
        }
        .map_err(|error| not_sent(&error))?;
        let method: Method = request.method.parse().map_err(|error| not_sent(&error))?;
        let headers = headers(request).map_err(NoAnswer::NotSent)?;
        let mut call = client.request(method, url).headers(headers);
        if let Some((name, password)) = &request.credentials {
            call = call.basic_auth(name, Some(password));
        }
        if let Some(body) = &request.body {
            call = call.body(body.clone());
        }
        read(call.send().await.map_err(NoAnswer::Failed)?).await
    }
}

fn builder() -> ClientBuilder {
    // A second installation is refused, which is fine: it is the same provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .timeout(PATIENCE)
        .redirect(redirect::Policy::none())
        .user_agent(concat!("Accord/", env!("CARGO_PKG_VERSION")))
}

/// A client for one host, which connects to these addresses and no other: a name may resolve to something else the next
/// moment. A proxy would resolve it by itself, so there is none.
fn pinned(host: &str, addresses: &[SocketAddr]) -> reqwest::Result<Client> {
    builder().no_proxy().resolve_to_addrs(host, addresses).build()
}

fn headers(request: &FilledRequest) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    let own = request.headers.iter();
    for (name, value) in own.filter(|(name, _)| !OF_THE_CONNECTION.contains(&name.as_str())) {
        let unusable = |_| format!("the header {name} has a value that cannot be sent");
        let mut value = HeaderValue::from_str(value).map_err(unusable)?;
        // Keeps it out of what the libraries below may log.
        value.set_sensitive(true);
        let name: HeaderName = name.parse().map_err(|_| format!("{name} is no header"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

async fn read(mut response: Response) -> Result<Answer, NoAnswer> {
    let headers = response.headers().iter();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers: IndexMap<String, String> = headers
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect();
    let mut body = Vec::new();
    while body.len() < LARGEST_ANSWER {
        match response.chunk().await.map_err(NoAnswer::Failed)? {
            Some(chunk) => body.extend_from_slice(&chunk),
            None => break,
        }
    }
    body.truncate(LARGEST_ANSWER);
    Ok(Answer {
        status: response.status().as_u16(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}
