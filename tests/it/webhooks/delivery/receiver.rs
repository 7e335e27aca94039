//! Somebody who receives webhooks on a real socket, as well or as badly as a test wants.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

const PATIENCE: Duration = Duration::from_secs(20);

/// How a request is received.
#[derive(Clone, Debug)]
pub(in super::super) enum Manner {
    /// With this status.
    Answer(u16),
    /// With 503, and the wish to be left alone.
    Later(&'static str),
    /// With 200, after a while.
    Slowly(Duration),
    /// Read, and never answered.
    Hang,
    /// Read, and then the connection breaks.
    Reset,
}

/// A request that came.
#[derive(Clone, Debug)]
pub(in super::super) struct Received {
    pub(in super::super) path: String,
    /// By names in lower case.
    pub(in super::super) headers: HashMap<String, String>,
    pub(in super::super) body: String,
    pub(in super::super) at: Instant,
}

impl Received {
    /// Which message it was.
    pub(in super::super) fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    pub(in super::super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// Receives until it is dropped.
#[derive(Debug)]
pub(in super::super) struct Receiver {
    pub(in super::super) url: String,
    received: Arc<Mutex<Vec<Received>>>,
    manners: Arc<Mutex<Manners>>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Debug)]
struct Manners {
    first: VecDeque<Manner>,
    then: Manner,
}

impl Receiver {
    /// Receives the first requests in these manners, one after the other, and all others in the last.
    pub(in super::super) async fn start(first: &[Manner], then: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let manners = Arc::new(Mutex::new(Manners {
            first: first.to_vec().into(),
            then,
        }));
        let shared = (Arc::clone(&received), Arc::clone(&manners));
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (received, manners) = shared.clone();
                tokio::spawn(async move { receive(connection, &received, &manners).await });
            }
        });
        Self {
            url,
            received,
            manners,
            task,
        }
    }

    pub(in super::super) async fn well() -> Self {
        Self::start(&[], Manner::Answer(200)).await
    }

    /// Receives everything in this manner from now on.
    pub(in super::super) fn change(&self, then: Manner) {
        let mut manners = self.manners.lock().unwrap();
        manners.first.clear();
        manners.then = then;
    }

    pub(in super::super) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Waits until that many requests have come.
    pub(in super::super) async fn until(&self, count: usize) -> Vec<Received> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let received = self.received();
            if received.len() >= count {
                return received;
            }
            assert!(Instant::now() < deadline, "{} of {count} came", received.len());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits for a while in which nothing more may come.
    pub(in super::super) async fn stays_at(&self, count: usize, quiet: Duration) {
        tokio::time::sleep(quiet).await;
        assert_eq!(self.received().len(), count);
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(connection: TcpStream, received: &Mutex<Vec<Received>>, manners: &Mutex<Manners>) {
    let mut connection = BufReader::new(connection);
    let Some(request) = read(&mut connection).await else {
        return;
    };
    let manner = {
        let mut manners = manners.lock().unwrap();
        let otherwise = manners.then.clone();
        manners.first.pop_front().unwrap_or(otherwise)
    };
    received.lock().unwrap().push(request);
    let answer = match manner {
        Manner::Answer(status) => format!("HTTP/1.1 {status} X\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"),
        Manner::Later(when) => {
            format!("HTTP/1.1 503 X\r\nretry-after: {when}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        }
        Manner::Slowly(time) => {
            tokio::time::sleep(time).await;
            "HTTP/1.1 200 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
        }
        Manner::Hang => std::future::pending().await,
        Manner::Reset => {
            // Closed with something unread and no time to linger, which the other side sees as a reset.
            let _ = connection.get_ref().set_zero_linger();
            return;
        }
    };
    // Who has gone meanwhile needs no answer.
    let _ = connection.get_mut().write_all(answer.as_bytes()).await;
}

async fn read(connection: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut line = String::new();
    connection.read_line(&mut line).await.ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        connection.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers
        .get("content-length")
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await.ok()?;
    Some(Received {
        path,
        headers,
        body: String::from_utf8(body).unwrap(),
        at: Instant::now(),
    })
}
