//! A request and its answer as they went over the wire.

use reqwest::header::HeaderMap;
use reqwest::{Body, Client, Request};

/// One request with its answer, nothing left out.
#[derive(Debug)]
pub struct Exchange {
    /// What the reports call it.
    pub name: String,
    /// HTTP method in capitals.
    pub method: String,
    /// Path and query, percent-encoded.
    pub target: String,
    /// The headers that were sent.
    pub sent_headers: HeaderMap,
    /// The body that was sent; none differs from an empty one.
    pub sent: Option<Vec<u8>>,
    /// The status of the answer.
    pub status: u16,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The body of the answer.
    pub received: Vec<u8>,
}

impl Exchange {
    /// Sends a request and waits for the whole answer.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn of(http: &Client, name: &str, request: Request) -> anyhow::Result<Self> {
        let (method, url) = (request.method().to_string(), request.url().clone());
        let sent_headers = request.headers().clone();
        let sent = request.body().and_then(Body::as_bytes).map(<[u8]>::to_vec);
        let answer = http.execute(request).await?;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Ok(Self {
            name: name.to_owned(),
            method,
            target: format!("{}{query}", url.path()),
            sent_headers,
            sent,
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            received: answer.bytes().await?.to_vec(),
        })
    }
}
