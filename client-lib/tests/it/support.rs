//! A scripted broker, which gives links like a real one.

use std::time::Duration;

use accord_client::{Client, ClientBuilder, RetryPolicy};
use serde_json::{Map, Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Where the broker is mounted: not at the root, to find out who builds addresses by hand.
pub(crate) const CONTEXT: &str = "/team/contracts";

const RELATIONS: [(&str, &str); 16] = [
    ("self", ""),
    ("pb:publish-contracts", "/x/publish"),
    ("pb:provider-pacts-for-verification", "/x/for-verification/{provider}"),
    ("pb:latest-provider-pacts", "/x/latest/{provider}"),
    ("pb:latest-provider-pacts-with-tag", "/x/latest/{provider}/{tag}"),
    ("pb:pacticipants", "/x/p"),
    ("pb:pacticipant", "/x/p/{pacticipant}"),
    ("pb:pacticipant-version", "/x/p/{pacticipant}/v/{version}"),
    ("pb:latest-version", "/x/p/{pacticipant}/latest"),
    ("pb:latest-tagged-version", "/x/p/{pacticipant}/latest/{tag}"),
    ("pb:pacticipant-branch", "/x/p/{pacticipant}/b/{branch}"),
    (
        "pb:pacticipant-branch-version",
        "/x/p/{pacticipant}/b/{branch}/v/{version}",
    ),
    ("pb:pacticipant-version-tag", "/x/p/{pacticipant}/v/{version}/t/{tag}"),
    ("pb:environments", "/x/environments"),
    ("pb:environment", "/x/environments/{uuid}"),
    ("pb:webhooks", "/x/webhooks"),
];

/// A broker whose addresses are unlike those of any real one: only links lead there.
pub(crate) struct Broker {
    pub(crate) server: MockServer,
}

impl Broker {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start().await;
        let broker = Self { server };
        broker.answer("GET", "/", json!({"_links": broker.index_links()})).await;
        broker
    }

    fn index_links(&self) -> Value {
        let link = |(relation, href): &(&str, &str)| ((*relation).to_owned(), json!({"href": self.address(href)}));
        Value::Object(RELATIONS.iter().map(link).collect::<Map<_, _>>())
    }

    /// The base URL, without a slash at the end.
    pub(crate) fn url(&self) -> String {
        format!("{}{CONTEXT}", self.server.uri())
    }

    pub(crate) fn address(&self, below: &str) -> String {
        format!("{}{below}", self.url())
    }

    pub(crate) async fn answer(&self, verb: &str, below: &str, document: Value) {
        let answer =
            ResponseTemplate::new(200).set_body_raw(document.to_string(), "application/hal+json;charset=utf-8");
        self.respond(verb, below, answer).await;
    }

    pub(crate) async fn respond(&self, verb: &str, below: &str, answer: ResponseTemplate) {
        let at = format!("{CONTEXT}{below}");
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(answer)
            .mount(&self.server)
            .await;
    }

    /// Answers once; later requests get what is mounted later.
    pub(crate) async fn respond_once(&self, verb: &str, below: &str, answer: ResponseTemplate) {
        let at = format!("{CONTEXT}{below}");
        let mock = Mock::given(method(verb))
            .and(path(at))
            .respond_with(answer)
            .up_to_n_times(1);
        mock.mount(&self.server).await;
    }

    /// `VERB /path?query` of every request but those of the index.
    pub(crate) async fn requests(&self) -> Vec<String> {
        let received = self.server.received_requests().await.unwrap();
        let lines = received.iter().map(|request| {
            let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
            format!(
                "{} {}{query}",
                request.method,
                request.url.path().trim_start_matches(CONTEXT)
            )
        });
        lines.filter(|line| line != "GET /").collect()
    }

    /// The JSON body of the last request.
    pub(crate) async fn last_body(&self) -> Value {
        let received = self.server.received_requests().await.unwrap();
        serde_json::from_slice(&received.last().unwrap().body).unwrap()
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder(self.url()).retry(quick())
    }
}

/// Two repetitions without noticeable waiting.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy {
        retries: 2,
        first_delay: Duration::from_millis(2),
        ..RetryPolicy::default()
    }
}

/// The HTTP client that the code of a consumer would have.
#[cfg(feature = "consumer")]
pub(crate) mod http {
    use std::time::Duration;

    use reqwest::header::HeaderMap;
    use reqwest::{Client, RequestBuilder};
    use serde_json::Value;

    pub(crate) struct Answer {
        pub(crate) status: u16,
        pub(crate) headers: HeaderMap,
        body: Vec<u8>,
    }

    impl Answer {
        pub(crate) fn json(&self) -> Value {
            serde_json::from_slice(&self.body).unwrap()
        }
    }

    pub(crate) async fn get(url: &str, headers: &[(&str, &str)]) -> Answer {
        send(with_headers(client().get(url), headers)).await
    }

    pub(crate) async fn post(url: &str, headers: &[(&str, &str)], body: Value) -> Answer {
        send(with_headers(client().post(url).json(&body), headers)).await
    }

    pub(crate) async fn put_bytes(url: &str, media_type: &str, body: Vec<u8>) -> Answer {
        send(client().put(url).header("Content-Type", media_type).body(body)).await
    }

    fn client() -> Client {
        // Another test of this process may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Client::builder().timeout(Duration::from_secs(10)).build().unwrap()
    }

    fn with_headers(request: RequestBuilder, headers: &[(&str, &str)]) -> RequestBuilder {
        headers
            .iter()
            .fold(request, |request, (name, value)| request.header(*name, *value))
    }

    async fn send(request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        }
    }
}
