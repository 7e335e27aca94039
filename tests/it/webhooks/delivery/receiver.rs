//! Somebody who receives webhooks on a real socket, as well or as badly as a test wants.

use std::collections::VecDeque;
use std::ops::Deref;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

use crate::wire::Request;

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
    pub(in super::super) request: Request,
    pub(in super::super) at: Instant,
}

impl Received {
    /// Which message it was.
    pub(in super::super) fn id(&self) -> &str {
        &self.request.headers["webhook-id"]
    }
}

impl Deref for Received {
    type Target = Request;

    fn deref(&self) -> &Request {
        &self.request
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

async fn receive(mut connection: TcpStream, received: &Mutex<Vec<Received>>, manners: &Mutex<Manners>) {
    let Some(request) = Request::read(&mut connection).await else {
        return;
    };
    let manner = {
        let mut manners = manners.lock().unwrap();
        let otherwise = manners.then.clone();
        manners.first.pop_front().unwrap_or(otherwise)
    };
    let at = Instant::now();
    received.lock().unwrap().push(Received { request, at });
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
            let _ = connection.set_zero_linger();
            return;
        }
    };
    // Who has gone meanwhile needs no answer.
    let _ = connection.write_all(answer.as_bytes()).await;
}
