//! HTTP/1.1 over a kept connection, no more of it than a benchmark needs.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, ensure};

/// No answer may take longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection that is kept from request to request.
pub(super) struct Client {
    stream: TcpStream,
    received: Vec<u8>,
}

/// The status and body of an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
}

impl Client {
    pub(super) fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            received: Vec::with_capacity(64 * 1024),
        })
    }

    /// Sends a request and reads the whole answer.
    pub(super) fn exchange(&mut self, request: &[u8]) -> anyhow::Result<Answer<'_>> {
        self.stream.write_all(request)?;
        self.received.clear();
        let head = loop {
            self.receive()?;
            if let Some(end) = find(&self.received, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let (status, length) = head_of(&self.received[..head])?;
        while self.received.len() < head + length {
            self.receive()?;
        }
        Ok(Answer {
            status,
            body: &self.received[head..head + length],
        })
    }

    fn receive(&mut self) -> anyhow::Result<()> {
        const CHUNK: usize = 64 * 1024;
        let before = self.received.len();
        self.received.resize(before + CHUNK, 0);
        let count = self.stream.read(&mut self.received[before..])?;
        self.received.truncate(before + count);
        ensure!(
            count > 0,
            "the broker closed the connection before its answer was complete"
        );
        Ok(())
    }
}

/// A request with the headers that every client of this ecosystem sends.
pub(super) fn request(method: &str, path: &str, body: Option<&str>) -> String {
    let headers = "Host: 127.0.0.1\r\nAccept: application/hal+json\r\n";
    match body {
        None => format!("{method} {path} HTTP/1.1\r\n{headers}\r\n"),
        Some(body) => {
            let length = body.len();
            format!(
                "{method} {path} HTTP/1.1\r\n{headers}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            )
        }
    }
}

fn head_of(head: &[u8]) -> anyhow::Result<(u16, usize)> {
    let head = std::str::from_utf8(head).context("the head of an answer is no text")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status: Option<u16> = status.and_then(|status| status.parse().ok());
    let nothing = (status == Some(204)).then_some(0);
    let length = nothing.or_else(|| {
        lines.find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse().ok())?
        })
    });
    status
        .zip(length)
        .with_context(|| format!("an answer without status or length:\n{head}"))
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn answer_in_pieces(pieces: &'static [&'static str]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 1024];
            assert!(stream.read(&mut asked).unwrap() > 0);
            for piece in pieces {
                stream.write_all(piece.as_bytes()).unwrap();
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        address
    }

    #[test]
    fn an_answer_in_pieces_is_read_as_a_whole() {
        let address = answer_in_pieces(&["HTTP/1.1 201 Cre", "ated\r\ncontent-LENGTH: 5\r\n\r\nhe", "llo"]);
        let mut client = Client::connect(address).unwrap();
        let answer = client.exchange(request("GET", "/", None).as_bytes()).unwrap();
        assert_eq!((answer.status, answer.body), (201, b"hello".as_slice()));
    }

    #[test]
    fn an_answer_that_breaks_off_is_an_error() {
        let address = answer_in_pieces(&["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"]);
        let mut client = Client::connect(address).unwrap();
        assert!(client.exchange(request("GET", "/", None).as_bytes()).is_err());
    }
}
