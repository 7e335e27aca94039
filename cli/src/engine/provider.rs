//! The provider under verification: where it listens, and one way to send to it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use pact_models::bodies::OptionalBody;
use pact_models::v4::http_parts::{HttpRequest, HttpResponse};
use pact_verifier::provider_client::{join_paths, make_provider_request};
use pact_verifier::{NullRequestFilterExecutor, ProviderInfo, ProviderTransport, VerificationOptions};
use serde_json::Value;
use url::{Host, Url};

use super::Contact;
use super::told;
use crate::error::{CliError, Result};

/// The number of characters of an answer that help; error pages are long.
const EXCERPT: usize = 300;

/// How to reach a provider.
#[derive(Debug, Clone)]
pub(crate) struct ProviderSettings {
    /// Requests of HTTP interactions go here; its path is put before theirs.
    pub(crate) base_url: Url,
    /// Messages are asked for here.
    pub(crate) message_url: Url,
    /// The time that one answer may take.
    pub(crate) timeout: Duration,
    /// Headers for every request; they replace those of the contract.
    pub(crate) headers: Vec<(String, String)>,
    /// Whether any certificate is good enough.
    pub(crate) accept_any_certificate: bool,
    /// Where transports of plugins listen, by their names.
    #[cfg(feature = "plugins")]
    pub(crate) plugin_transports: Vec<(String, Url)>,
}

/// A provider and the HTTP client that speaks to it.
pub(crate) struct Provider {
    settings: ProviderSettings,
    client: reqwest::Client,
    contact: Arc<Contact>,
}

impl Provider {
    /// Prepares to speak to a provider; nothing is sent yet.
    pub(crate) fn new(settings: ProviderSettings) -> Result<Self> {
        // A redirect is an answer that a contract may expect, so none is followed. Connections are not kept: one that
        // the provider closes between two interactions would fail the second.
        let mut client = reqwest::Client::builder()
            .pool_max_idle_per_host(0)
            .user_agent(concat!("accord/", env!("CARGO_PKG_VERSION")))
            .danger_accept_invalid_certs(settings.accept_any_certificate)
            .redirect(reqwest::redirect::Policy::none())
            // Less than the whole, so that it is told from a provider that takes its time to answer.
            .connect_timeout(settings.timeout.mul_f32(0.9))
            .timeout(settings.timeout);
        if is_local(&settings.base_url) {
            client = client.no_proxy();
        }
        let client = client
            .build()
            .map_err(|error| CliError::new(format!("could not prepare an HTTP client: {error}")))?;
        Ok(Self {
            settings,
            client,
            contact: Arc::default(),
        })
    }

    /// Whether the provider was reached.
    pub(crate) fn contact(&self) -> &Arc<Contact> {
        &self.contact
    }

    /// The HTTP client, for those who speak to the provider in other ways.
    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// How the provider is reached.
    #[cfg(feature = "plugins")]
    pub(super) fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// The full address of a path of the provider.
    pub(super) fn address_of(&self, path: &str) -> String {
        join_paths(self.settings.base_url.as_str(), path)
    }

    /// The full address that messages are asked of.
    pub(super) fn message_address(&self) -> &str {
        self.settings.message_url.as_str()
    }

    /// Sends a request of an HTTP interaction; the error says in words why there is no answer.
    pub(super) async fn send(&self, request: HttpRequest) -> std::result::Result<HttpResponse, String> {
        self.send_to(&self.settings.base_url, request).await
    }

    /// Sends a question for a message.
    pub(super) async fn send_for_message(&self, question: &Value) -> std::result::Result<HttpResponse, String> {
        let request = HttpRequest {
            method: "POST".to_owned(),
            body: OptionalBody::Present(question.to_string().into(), Some("application/json".into()), None),
            headers: Some(HashMap::from([(
                "Content-Type".to_owned(),
                vec!["application/json".to_owned()],
            )])),
            // The engine makes the default path "/" into none, so that the address is that of the transport.
            ..HttpRequest::default()
        };
        self.send_to(&self.settings.message_url, request).await
    }

    async fn send_to(&self, base: &Url, mut request: HttpRequest) -> std::result::Result<HttpResponse, String> {
        self.replace_headers(&mut request);
        told::asking(&self.settings, base, &request);
        let answer = self.answer(base, &request).await;
        told::answered(&answer);
        answer
    }

    async fn answer(&self, base: &Url, request: &HttpRequest) -> std::result::Result<HttpResponse, String> {
        let transport = transport("http", base);
        let info = ProviderInfo {
            host: base.host_str().unwrap_or("localhost").to_owned(),
            ..ProviderInfo::default()
        };
        let options = VerificationOptions::<NullRequestFilterExecutor>::default();
        let answer = make_provider_request(&info, request, &options, &self.client, Some(transport)).await;
        match answer {
            Ok(answer) => {
                self.contact.reached();
                Ok(answer)
            }
            Err(error) => Err(match error.downcast_ref::<reqwest::Error>() {
                Some(cause) => self.no_answer(cause),
                None => format!("the request could not be made: {error}"),
            }),
        }
    }

    fn no_answer(&self, error: &reqwest::Error) -> String {
        let reason = no_answer(error, self.settings.timeout);
        if error.is_connect() {
            self.contact.failed(&reason);
        } else {
            self.contact.reached();
        }
        reason
    }

    fn replace_headers(&self, request: &mut HttpRequest) {
        let headers = request.headers.get_or_insert_default();
        for (name, value) in &self.settings.headers {
            headers.retain(|existing, _| !existing.eq_ignore_ascii_case(name));
            headers.insert(name.clone(), vec![value.clone()]);
        }
    }
}

/// A proxy that leads out of the machine does not lead to a provider on it.
fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The address as the engine wants it, in pieces.
pub(super) fn transport(name: &str, base: &Url) -> ProviderTransport {
    ProviderTransport {
        transport: name.to_owned(),
        port: base.port(),
        path: Some(base.path().trim_end_matches('/').to_owned()),
        scheme: Some(base.scheme().to_owned()),
    }
}

/// The beginning of an answer's body, in one line, if it is text and not empty.
pub(super) fn excerpt(answer: &HttpResponse) -> Option<String> {
    excerpt_of(&answer.body)
}

/// The beginning of a body, in one line, if it is text and not empty.
pub(super) fn excerpt_of(body: &OptionalBody) -> Option<String> {
    let body = body.value()?;
    let text = std::str::from_utf8(&body).ok()?;
    let line: Vec<&str> = text.split_whitespace().collect();
    Some(line.join(" ").chars().take(EXCERPT).collect()).filter(|excerpt: &String| !excerpt.is_empty())
}

/// Says why an HTTP request had no answer: the library's own words leave out the cause.
pub(super) fn no_answer(error: &reqwest::Error, timeout: Duration) -> String {
    let address = error.url().map_or("the provider", Url::as_str);
    let cause = root_cause(error);
    if error.is_connect() {
        return format!("could not connect to {address}: {cause}");
    }
    if error.is_timeout() {
        return format!("timed out: {address} did not answer within {} ms", timeout.as_millis());
    }
    format!("no answer from {address}: {cause}")
}

fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
