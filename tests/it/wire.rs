//! Requests as they come over a socket, for tests that receive them themselves.

use std::collections::HashMap;

use httparse::{EMPTY_HEADER, Status};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// A request that came whole.
#[derive(Clone, Debug)]
pub struct Request {
    /// As the first line names it: path and query, or whatever a proxy is asked for.
    pub target: String,
    /// By names in lower case.
    pub headers: HashMap<String, String>,
    pub body: String,
    /// All of it, as it came.
    pub text: String,
}

impl Request {
    /// Reads the next request; none when the other side hangs up, in the middle of one or between two.
    pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Self> {
        let mut received = Vec::new();
        loop {
            if let Some(request) = Self::whole(&received) {
                return Some(request);
            }
            if stream.read_buf(&mut received).await.ok()? == 0 {
                return None;
            }
        }
    }

    fn whole(received: &[u8]) -> Option<Self> {
        let mut headers = [EMPTY_HEADER; 64];
        let mut head = httparse::Request::new(&mut headers);
        let Status::Complete(begin) = head.parse(received).unwrap() else {
            return None;
        };
        let named = head.headers.iter().map(|header| {
            let value = String::from_utf8(header.value.to_vec()).unwrap();
            (header.name.to_ascii_lowercase(), value)
        });
        let headers: HashMap<String, String> = named.collect();
        let length = headers.get("content-length").map_or(0, |text| text.parse().unwrap());
        let body = received.get(begin..begin + length)?;
        Some(Self {
            target: head.path?.to_owned(),
            headers,
            body: text(body),
            text: text(&received[..begin + length]),
        })
    }

    /// Its body, which is JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
