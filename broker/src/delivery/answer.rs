//! What comes back when a webhook is sent.

use std::error::Error;
use std::time::Duration;

use indexmap::IndexMap;
use reqwest::Response;
use reqwest::header::{HeaderMap, HeaderValue};

use super::guard::NoAddress;

/// How much of a body is read, and of headers kept: enough to see what went wrong.
const LARGEST_BODY: usize = 64 * 1024;
const LARGEST_HEAD: usize = 16 * 1024;

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
    /// The receiver, or something on the way to it, took its time.
    #[error("There was no answer: it took longer than {} seconds", .0.as_secs_f64())]
    TooSlow(Duration),
    /// It was sent, or was to be.
    #[error("There was no answer: {}", kind_of(.0))]
    Failed(reqwest::Error),
}

impl NoAnswer {
    /// The reason with all that led to it.
    pub(crate) fn detail(&self) -> String {
        let mut text = self.to_string();
        if let Self::Failed(error) = self {
            causes(error).for_each(|cause| text.push_str(&format!(": {cause}")));
        }
        text
    }
}

impl From<reqwest::Error> for NoAnswer {
    fn from(error: reqwest::Error) -> Self {
        let refusal = causes(&error).find_map(|cause| cause.downcast_ref::<NoAddress>().copied());
        match refusal {
            Some(refusal) => Self::NotSent(refusal.to_string()),
            None => Self::Failed(error),
        }
    }
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}

fn kind_of(error: &reqwest::Error) -> &'static str {
    match error.is_connect() {
        true => "no connection came about",
        false => "the connection broke, or what came was no HTTP",
    }
}

impl Answer {
    /// Reads an answer as far as it is kept; the connection ends where that is not to its end.
    pub(super) async fn read(mut response: Response) -> Result<Self, NoAnswer> {
        let headers = kept(response.headers());
        let mut body = Vec::new();
        while body.len() < LARGEST_BODY {
            match response.chunk().await? {
                Some(chunk) => body.extend_from_slice(&chunk),
                None => break,
            }
        }
        body.truncate(LARGEST_BODY);
        Ok(Self {
            status: response.status().as_u16(),
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }
}

fn kept(headers: &HeaderMap) -> IndexMap<String, String> {
    let mut left = LARGEST_HEAD;
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .take_while(|(name, value)| {
            let size = name.as_str().len() + value.len();
            let fits = size <= left;
            left = left.saturating_sub(size);
            fits
        })
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}
