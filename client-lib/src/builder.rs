//! Settings of a client.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Identity, Proxy, redirect};
use tokio::sync::OnceCell;
use url::Url;

use crate::client::{Client, Inner};
use crate::error::Error;
use crate::retry::RetryPolicy;

/// Puts a [`Client`] together; every setting but the address has a sensible default.
///
/// ```
/// use std::time::Duration;
/// use accord_client::{Client, RetryPolicy};
///
/// # fn main() -> Result<(), accord_client::Error> {
/// let client = Client::builder("https://broker.example.com/contracts")
///     .bearer_token("s3cret")
///     .timeout(Duration::from_secs(20))
///     .retry(RetryPolicy { retries: 2, ..RetryPolicy::default() })
///     .header("x-team", "shop")
///     .build()?;
/// assert_eq!(client.base_url().as_str(), "https://broker.example.com/contracts/");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    url: String,
    credentials: Option<Credentials>,
    timeout: Duration,
    connect_timeout: Duration,
    largest_answer: usize,
    retry: RetryPolicy,
    ca_certificates: Vec<Vec<u8>>,
    identity: Option<Vec<u8>>,
    proxy: Option<String>,
    verify_tls: bool,
    user_agent: String,
    headers: Vec<(String, String)>,
}

/// Who asks. Has no `Debug`, so that it cannot end up in a log.
#[derive(Clone)]
enum Credentials {
    Basic { username: String, password: String },
    Bearer(String),
}

impl ClientBuilder {
    pub(crate) fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            credentials: None,
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            largest_answer: 64 << 20,
            retry: RetryPolicy::default(),
            ca_certificates: Vec::new(),
            identity: None,
            proxy: None,
            verify_tls: true,
            user_agent: concat!("accord-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Vec::new(),
        }
    }

    /// Authenticates with username and password; credentials inside the URL do the same.
    pub fn basic_auth(mut self, username: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Some(Credentials::Basic {
            username: username.into(),
            password: password.into(),
        });
        self
    }

    /// Authenticates with a token.
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.credentials = Some(Credentials::Bearer(token.into()));
        self
    }

    /// How long one attempt may take as a whole, redirects included; 30 seconds unless set. Repetitions get what
    /// [`RetryPolicy::budget`] leaves if that is less.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a connection may take to come about; 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How many bytes an answer may have; 64 MiB unless set.
    pub fn largest_answer(mut self, bytes: usize) -> Self {
        self.largest_answer = bytes;
        self
    }

    /// When requests are sent again; see [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Trusts the certificate authorities of this PEM file too, besides those of the system.
    pub fn ca_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.ca_certificates.push(pem.into());
        self
    }

    /// Shows this certificate to the broker: certificate chain and private key together, in PEM.
    pub fn identity_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.identity = Some(pem.into());
        self
    }

    /// Goes through this proxy instead of those of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Whether the broker's certificate is checked. Switching it off lets anyone in between read and change everything.
    pub fn verify_tls(mut self, verify: bool) -> Self {
        self.verify_tls = verify;
        self
    }

    /// Names the program that asks, for the broker's log.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Sends a header with every request to the broker.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Checks the settings and makes the client; sends nothing.
    ///
    /// # Errors
    /// [`Error::Settings`] says which setting cannot be used and why.
    pub fn build(self) -> Result<Client, Error> {
        install_crypto_provider();
        let (base, credentials_of_url) = base_url(&self.url)?;
        let mut headers = extra_headers(&self.headers)?;
        if let Some(credentials) = self.credentials.as_ref().or(credentials_of_url.as_ref()) {
            headers.insert(AUTHORIZATION, credentials.header()?);
        }
        Ok(Client::assemble(Inner {
            http: self.http_client()?,
            base,
            private_headers: headers,
            timeout: self.timeout,
            largest_answer: self.largest_answer,
            retry: self.retry,
            index: OnceCell::new(),
        }))
    }

    fn http_client(&self) -> Result<reqwest::Client, Error> {
        let mut http = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .user_agent(&self.user_agent)
            .tls_danger_accept_invalid_certs(!self.verify_tls)
            // Followed by the client itself, which knows whom it may tell the credentials and what may be repeated.
            .redirect(redirect::Policy::none());
        let mut authorities = Vec::new();
        for pem in &self.ca_certificates {
            authorities.extend(certificates(pem)?);
        }
        if !authorities.is_empty() {
            http = http.tls_certs_merge(authorities);
        }
        if let Some(pem) = &self.identity {
            let identity = Identity::from_pem(pem).map_err(|error| Error::settings("client certificate", &error))?;
            http = http.identity(identity);
        }
        if let Some(url) = &self.proxy {
            http = http.proxy(Proxy::all(url).map_err(|error| refused_proxy(url, error))?);
        }
        http.build().map_err(|error| Error::settings("HTTP client", &error))
    }
}

impl Credentials {
    fn header(&self) -> Result<HeaderValue, Error> {
        let text = match self {
            Self::Basic { username, password } => {
                format!("Basic {}", STANDARD.encode(format!("{username}:{password}")))
            }
            Self::Bearer(token) => format!("Bearer {}", token.trim()),
        };
        let mut value = HeaderValue::from_str(&text)
            .map_err(|_| Error::settings("token", "it has characters that a header cannot carry"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// reqwest is built without a crypto provider of its own; the process may have chosen one already.
fn install_crypto_provider() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Fails only when another thread was faster, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

/// Parses the address, takes credentials out of it and makes it end in `/`, so that paths can be joined to it.
fn base_url(text: &str) -> Result<(Url, Option<Credentials>), Error> {
    let refused = |reason: &str| Error::settings(format!("broker URL `{}`", without_password(text)), reason);
    let mut url = Url::parse(text.trim()).map_err(|error| refused(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused("it must begin with http:// or https://"));
    }
    let credentials = credentials_of(&url);
    // Both only fail for URLs that cannot have a host, which http and https always have.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok((url, credentials))
}

fn credentials_of(url: &Url) -> Option<Credentials> {
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    let is_given = !url.username().is_empty() || url.password().is_some();
    is_given.then(|| Credentials::Basic {
        username: decoded(url.username()),
        password: decoded(url.password().unwrap_or_default()),
    })
}

fn refused_proxy(url: &str, error: reqwest::Error) -> Error {
    Error::settings(format!("proxy `{}`", without_password(url)), &error.without_url())
}

fn without_password(text: &str) -> &str {
    text.rsplit_once('@').map_or(text, |(_, host)| host)
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, Error> {
    let refused = |reason: String| Error::settings("CA certificate", &reason);
    let certificates = Certificate::from_pem_bundle(pem).map_err(|error| refused(error.to_string()))?;
    if certificates.is_empty() {
        return Err(refused("the file holds no certificate in PEM form".to_owned()));
    }
    Ok(certificates)
}

fn extra_headers(headers: &[(String, String)]) -> Result<HeaderMap, Error> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let refused = |reason: &str| Error::settings(format!("header `{name}`"), reason);
        let key = HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_| refused("that is no name of a header"))?;
        let value = HeaderValue::from_str(value.trim()).map_err(|_| refused("its value has unusable characters"))?;
        map.append(key, value);
    }
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(builder: ClientBuilder) -> String {
        builder.build().expect_err("must be refused").to_string()
    }

    #[test]
    fn the_base_ends_in_a_slash_and_loses_credentials_and_query() {
        let (url, credentials) = base_url(" https://me:p%40ss@host:8443/ctx?x=1#y ").unwrap();
        assert_eq!(url.as_str(), "https://host:8443/ctx/");
        let header = credentials.unwrap().header().unwrap();
        assert_eq!(
            header.to_str().unwrap(),
            format!("Basic {}", STANDARD.encode("me:p@ss"))
        );
    }

    #[test]
    fn a_password_without_a_user_is_used() {
        let (_, credentials) = base_url("https://:t0k3n@host").unwrap();
        let header = credentials.unwrap().header().unwrap();
        assert_eq!(header.to_str().unwrap(), format!("Basic {}", STANDARD.encode(":t0k3n")));
    }

    #[test]
    fn unusable_settings_are_named_without_telling_secrets() {
        assert!(refusal(Client::builder("broker:9292")).contains("must begin with http"));
        assert!(refusal(Client::builder("not a url")).contains("`not a url`"));
        let message = refusal(Client::builder("ftp://me:secret@host"));
        assert!(!message.contains("secret"), "{message}");
        assert!(refusal(Client::builder("http://b").header("a b", "c")).contains("header `a b`"));
        assert!(refusal(Client::builder("http://b").ca_certificate_pem("nonsense")).contains("CA certificate"));
        assert!(refusal(Client::builder("http://b").identity_pem("nonsense")).contains("client certificate"));
        let message = refusal(Client::builder("http://b").proxy("http://me:s3cret@::"));
        assert!(
            message.starts_with("proxy `::`") && !message.contains("s3cret"),
            "{message}"
        );
        assert!(!refusal(Client::builder("http://b").bearer_token("a\nb")).contains("a\nb"));
    }
}
