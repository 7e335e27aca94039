//! Sends requests: credentials, redirects, repetition, and turning answers into resources or errors.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use crate::body::{self, Body};
use crate::builder::ClientBuilder;
use crate::call::Call;
use crate::error::{Credentials, Error, StatusError, TransportFailure};
use crate::link::Link;
use crate::problem::Problem;
use crate::resource::Resource;
use crate::retry::{self, RetryPolicy};

/// Documents first; problems, because they carry a code and a trace id.
const DOCUMENTS: &str = "application/hal+json, application/json, application/problem+json";
const MOST_REDIRECTS: usize = 5;
const EXCERPT: usize = 80;
/// Refusals that are no JSON are pages of proxies, of which a person reads the first lines.
const LARGEST_PAGE: usize = 64 << 10;

/// A client of one broker. Cheap to clone; clones share connections and the index.
///
/// Credentials and extra headers are sent to the broker's own origin alone: that of the base URL, the one that the index
/// names as its own, and the host of the base URL over `https`.
///
/// ```
/// use accord_client::{CanIDeploy, Client, VersionSelector};
///
/// # use wiremock::{Mock, MockServer, ResponseTemplate, matchers::path};
/// # #[tokio::main]
/// # async fn main() -> Result<(), accord_client::Error> {
/// # let server = MockServer::start().await;
/// # let matrix = serde_json::json!({"summary": {"deployable": true, "reason": "All required results are there"}});
/// # Mock::given(path("/matrix")).respond_with(ResponseTemplate::new(200).set_body_json(matrix)).mount(&server).await;
/// # let address = server.uri();
/// let broker = Client::builder(address).build()?;
/// let question = CanIDeploy::new(VersionSelector::version("Web Shop", "5556b8")).to_environment("production");
/// let answer = broker.can_i_deploy(&question).await?;
/// assert!(answer.is_deployable(), "{}", answer.summary.reason.as_deref().unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

/// What clones share.
pub(crate) struct Inner {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Url,
    /// For those who are trusted alone.
    pub(crate) private_headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) largest_answer: usize,
    pub(crate) retry: RetryPolicy,
    pub(crate) index: OnceCell<Resource>,
}

/// A successful answer, not yet understood.
pub(crate) struct Answer {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Vec<u8>,
}

impl Client {
    /// Starts the settings of a client for the broker at this address, which may have a path.
    pub fn builder(url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(url)
    }

    pub(crate) fn assemble(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// The address of the broker, ending in `/`, without credentials.
    pub fn base_url(&self) -> &Url {
        &self.inner.base
    }

    /// The index: where every journey starts. Asked for once and kept.
    ///
    /// # Errors
    /// [`Error::NotABroker`] when nothing is there, and any [`Error`] of a request.
    pub async fn index(&self) -> Result<&Resource, Error> {
        self.inner
            .index
            .get_or_try_init(|| self.fetch(self.inner.base.clone()))
            .await
            .map_err(Error::of_index)
    }

    /// Fetches any resource of the broker by its address, absolute or relative to the base URL.
    ///
    /// # Errors
    /// Any [`Error`] of a request.
    pub async fn get(&self, href: &str) -> Result<Resource, Error> {
        self.fetch(self.resolve(href, self.base_url())?).await
    }

    /// Fetches what a relation of the index leads to, its template filled with `parameters`.
    ///
    /// # Errors
    /// [`Error::LinkMissing`] when the index lacks the relation, and any [`Error`] of a request.
    pub async fn follow<T: DeserializeOwned>(
        &self,
        relation: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Resource<T>, Error> {
        self.fetch(self.index_url(relation, parameters).await?).await
    }

    pub(crate) async fn index_url(&self, relation: &str, parameters: &[(&str, &str)]) -> Result<Url, Error> {
        self.url_of(self.index().await?, relation, parameters)
    }

    /// The address behind a relation of a resource.
    pub(crate) fn url_of<T>(
        &self,
        resource: &Resource<T>,
        relation: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Url, Error> {
        self.url_of_link(resource.link(relation)?, resource.url(), parameters)
    }

    pub(crate) fn url_of_link(&self, link: &Link, found_at: &Url, parameters: &[(&str, &str)]) -> Result<Url, Error> {
        self.resolve(&link.expand(parameters)?, found_at)
    }

    /// A broker behind a proxy that ends TLS may believe that it speaks plain HTTP; its links are not followed out of TLS.
    fn resolve(&self, href: &str, found_at: &Url) -> Result<Url, Error> {
        let mut url = found_at.join(href).map_err(|source| Error::Link {
            href: href.to_owned(),
            source,
        })?;
        let base = self.base_url();
        let is_same_place = url.host() == base.host() && (url.port().is_none() || url.port() == base.port());
        if url.scheme() == "http" && base.scheme() == "https" && is_same_place {
            // Both fail only for schemes without a host; http has one.
            let _ = url.set_scheme("https");
            let _ = url.set_port(base.port());
        }
        Ok(url)
    }

    pub(crate) async fn fetch<T: DeserializeOwned>(&self, url: Url) -> Result<Resource<T>, Error> {
        self.ask(Call::get(url)).await
    }

    pub(crate) async fn put<T: DeserializeOwned>(&self, url: Url, body: &impl Serialize) -> Result<Resource<T>, Error> {
        self.ask(Call::put(url, body).map_err(|error| unwritable(&error))?)
            .await
    }

    pub(crate) async fn patch<T: DeserializeOwned>(
        &self,
        url: Url,
        body: &impl Serialize,
    ) -> Result<Resource<T>, Error> {
        self.ask(Call::patch(url, body).map_err(|error| unwritable(&error))?)
            .await
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        url: Url,
        body: &impl Serialize,
    ) -> Result<Resource<T>, Error> {
        self.ask(Call::post(url, body).map_err(|error| unwritable(&error))?)
            .await
    }

    /// A POST that the protocol makes safe to repeat.
    pub(crate) async fn post_repeatable<T: DeserializeOwned>(
        &self,
        url: Url,
        body: &impl Serialize,
    ) -> Result<Resource<T>, Error> {
        self.ask(Call::post(url, body).map_err(|error| unwritable(&error))?.repeatable())
            .await
    }

    async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<Resource<T>, Error> {
        self.send(call).await?.into_resource()
    }

    /// Sends until an answer is final, the policy is exhausted, or repeating could do harm.
    pub(crate) async fn send(&self, call: Call) -> Result<Answer, Error> {
        let begin = Instant::now();
        let mut attempt = 0;
        let mut timeout = self.inner.timeout;
        loop {
            let error = match self.send_following_redirects(&call, timeout).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let delay = self.inner.retry.delay(attempt, retry_after_of(&error), begin.elapsed());
            let Some(delay) = delay.filter(|_| may_repeat(&call, &error)) else {
                return Err(error);
            };
            tracing::debug!(%error, ?delay, attempt, "asking the broker again");
            tokio::time::sleep(delay).await;
            attempt += 1;
            timeout = self.inner.timeout.min(self.inner.retry.time_left(begin.elapsed()));
        }
    }

    async fn send_following_redirects(&self, first: &Call, timeout: Duration) -> Result<Answer, Error> {
        let mut call = first.clone();
        let begin = Instant::now();
        for _ in 0..MOST_REDIRECTS {
            let response = self.send_once(&call, timeout.saturating_sub(begin.elapsed())).await?;
            let Some(location) = redirect_target(&response) else {
                return self.understand(call, response).await;
            };
            let target = self.resolve(&location, &call.url)?;
            if !self.may_follow(&call, response.status(), &target) {
                return Err(self.redirected(call, target));
            }
            call.url = target;
        }
        Err(Error::TooManyRedirects {
            method: call.method,
            url: first.url.to_string(),
            last: call.url.into(),
        })
    }

    /// 307 and 308 ask for the same request elsewhere; after the others only a GET stays what it was. What is sent is for
    /// the broker, so it is not handed on to strangers.
    fn may_follow(&self, call: &Call, status: StatusCode, target: &Url) -> bool {
        let stays_the_same = call.method == Method::GET || matches!(status.as_u16(), 307 | 308);
        stays_the_same && (call.body.is_none() || self.is_trusted(target))
    }

    fn redirected(&self, call: Call, target: Url) -> Error {
        Error::Redirected {
            new_base: base_behind(self.base_url(), &call.url, &target).map(String::from),
            method: call.method,
            url: call.url.into(),
            location: target.into(),
        }
    }

    async fn send_once(&self, call: &Call, timeout: Duration) -> Result<reqwest::Response, Error> {
        tracing::debug!(method = %call.method, url = %call.url, "asking the broker");
        let mut request = self
            .inner
            .http
            .request(call.method.clone(), call.url.clone())
            .timeout(timeout)
            .header(ACCEPT, DOCUMENTS);
        if self.is_trusted(&call.url) {
            request = request.headers(self.inner.private_headers.clone());
        }
        if let Some((content_type, body)) = &call.body {
            request = request.header(CONTENT_TYPE, content_type).body(body.clone());
        }
        request
            .send()
            .await
            .map_err(|error| Error::transport(&call.method, &call.url, error))
    }

    async fn understand(&self, call: Call, mut response: reqwest::Response) -> Result<Answer, Error> {
        let status = response.status();
        let retry_after = retry::retry_after(response.headers());
        let credentials = self.credentials_for(&call.url);
        let is_page = !status.is_success() && !body::is_json(response.headers());
        let limit = self
            .inner
            .largest_answer
            .min(if is_page { LARGEST_PAGE } else { usize::MAX });
        let body = body::read(&mut response, limit).await;
        let body = body.map_err(|error| Error::transport(&call.method, &call.url, error))?;
        let Call { method, url, .. } = call;
        if !status.is_success() {
            return Err(StatusError {
                method,
                url,
                status,
                problem: Problem::parse(body.bytes()),
                retry_after,
                credentials,
            }
            .into());
        }
        match body {
            Body::Whole(body) => Ok(Answer { method, url, body }),
            Body::Cut(_) => Err(Error::TooLarge {
                method,
                url: url.into(),
                limit,
            }),
        }
    }

    /// Whether credentials may go there: to the origin of the base URL or of the index, and out of plain HTTP to the same
    /// host, which has heard them already; never out of TLS.
    fn is_trusted(&self, url: &Url) -> bool {
        let base = self.base_url();
        let leaves_tls = base.scheme() == "https" && url.scheme() != "https";
        let enters_tls = base.scheme() == "http" && url.scheme() == "https" && url.host() == base.host();
        let origin_of_index = || {
            let index = self.inner.index.get()?;
            let own = index.url().join(&index.links().get("self")?.href).ok()?;
            Some(own.origin())
        };
        let is_own = || url.origin() == base.origin() || origin_of_index().is_some_and(|origin| origin == url.origin());
        !leaves_tls && (enters_tls || is_own())
    }

    fn credentials_for(&self, url: &Url) -> Credentials {
        match self.inner.private_headers.contains_key(AUTHORIZATION) {
            true if self.is_trusted(url) => Credentials::Sent,
            true => Credentials::Withheld,
            false => Credentials::None,
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.base_url().as_str())
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// Brokers may answer a PUT or PATCH that succeeded without saying what is there now.
    pub(crate) fn into_resource<T: DeserializeOwned>(self) -> Result<Resource<T>, Error> {
        if self.body.is_empty() && matches!(self.method, Method::PUT | Method::PATCH) {
            return Resource::confirmed(self.url.clone()).map_err(|source| self.unreadable(source));
        }
        let document = match self.body.as_slice() {
            [] => Value::Null,
            body => serde_json::from_slice(body).map_err(|source| self.unreadable(source))?,
        };
        Resource::new(self.url.clone(), document).map_err(|source| self.unreadable(source))
    }

    pub(crate) fn unreadable(&self, source: serde_json::Error) -> Error {
        let excerpt = String::from_utf8_lossy(&self.body).chars().take(EXCERPT).collect();
        Error::Body {
            method: self.method.clone(),
            url: self.url.to_string(),
            excerpt,
            source,
        }
    }
}

fn redirect_target(response: &reqwest::Response) -> Option<String> {
    let is_redirect = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = response.headers().get(LOCATION).filter(|_| is_redirect)?;
    Some(String::from_utf8_lossy(location.as_bytes()).into_owned())
}

/// The base URL below which `target` is what `asked` is below `base`.
fn base_behind(base: &Url, asked: &Url, target: &Url) -> Option<Url> {
    let below = asked.path().strip_prefix(base.path())?;
    let path = target.path().strip_suffix(below).filter(|path| path.ends_with('/'))?;
    let mut behind = target.clone();
    behind.set_path(path);
    behind.set_query(None);
    Some(behind)
}

fn may_repeat(call: &Call, error: &Error) -> bool {
    match error {
        Error::Transport(error) => match error.failure {
            TransportFailure::Unreachable => true,
            TransportFailure::Timeout | TransportFailure::Interrupted => call.repeatable,
            TransportFailure::Tls => false,
        },
        Error::Status(error) => call.repeatable && retry::is_passing(error.status),
        _ => false,
    }
}

fn retry_after_of(error: &Error) -> Option<Duration> {
    match error {
        Error::Status(error) => error.retry_after,
        _ => None,
    }
}

fn unwritable(error: &serde_json::Error) -> Error {
    Error::Invalid(format!("the request cannot be written as JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_broker_that_does_not_know_of_its_tls_stay_in_tls() {
        let resolved = |base: &str, href: &str| {
            let client = Client::builder(base).build().unwrap();
            client.resolve(href, client.base_url()).unwrap().to_string()
        };
        assert_eq!(resolved("https://b:8443/ctx", "http://b/ctx/x"), "https://b:8443/ctx/x");
        assert_eq!(resolved("https://b", "http://b/x"), "https://b/x");
        assert_eq!(resolved("https://b", "http://b:9292/x"), "http://b:9292/x");
        assert_eq!(resolved("https://b", "http://other/x"), "http://other/x");
        assert_eq!(resolved("http://b", "https://b/x"), "https://b/x");
        assert_eq!(resolved("http://b/ctx", "x?y=1"), "http://b/ctx/x?y=1");
    }
}
