//! Receivers of webhooks that do what no ordinary server does, and a resolver that says what a test wants.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use accord_broker::config::{HostPattern, Settings};
use accord_broker::startup::Broker;
use accord_broker::{Lookup, Resolver};
use accord_tests::api::Api;
use accord_tests::database::{Database, System, settings};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::wire::Request;

/// Answers every connection with the same bytes, again and again if told to, until the other side hangs up.
#[derive(Debug)]
pub struct Receiver {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    hung_up: Arc<Mutex<usize>>,
}

impl Receiver {
    /// Answers with these bytes and closes.
    pub async fn answering(ip: &str, answer: &str) -> Self {
        Self::start(SocketAddr::new(ip.parse().unwrap(), 0), answer, None)
            .await
            .unwrap()
    }

    /// Answers with the first bytes, and then sends the others without end.
    pub async fn never_ending(first: &str, then: &[u8], pause: std::time::Duration) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Self::start(address, first, Some((then.to_vec(), pause))).await.unwrap()
    }

    /// Listens at an address if the machine has it.
    pub async fn start(
        address: SocketAddr,
        first: &str,
        then: Option<(Vec<u8>, std::time::Duration)>,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let receiver = Self {
            address: listener.local_addr()?,
            heard: Arc::default(),
            hung_up: Arc::default(),
        };
        let (heard, hung_up, first) = (receiver.heard.clone(), receiver.hung_up.clone(), first.to_owned());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (heard, hung_up) = (heard.clone(), hung_up.clone());
                let (first, then) = (first.clone(), then.clone());
                // A connection counts, whether or not something comes.
                heard.lock().unwrap().push(String::new());
                let place = heard.lock().unwrap().len() - 1;
                tokio::spawn(async move {
                    if let Some(request) = Request::read(&mut stream).await {
                        heard.lock().unwrap()[place] = request.text;
                    }
                    if answer(&mut stream, first.as_bytes(), then).await.is_err() {
                        *hung_up.lock().unwrap() += 1;
                    }
                });
            }
        });
        Ok(receiver)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// What came, a text for each connection.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// How many connections ended before everything was sent.
    pub fn hung_up(&self) -> usize {
        *self.hung_up.lock().unwrap()
    }
}

async fn answer(
    stream: &mut (impl AsyncWrite + Unpin),
    first: &[u8],
    then: Option<(Vec<u8>, std::time::Duration)>,
) -> std::io::Result<()> {
    stream.write_all(first).await?;
    if let Some((bytes, pause)) = then {
        loop {
            stream.write_all(&bytes).await?;
            tokio::time::sleep(pause).await;
        }
    }
    stream.shutdown().await
}

/// An answer with a status, headers (each with its line break) and a body.
pub fn response(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status} Whatever\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}")
}

/// Says what it was told to say about a name, one answer after the other, the last one for ever.
#[derive(Debug, Default)]
pub struct Names(Mutex<HashMap<String, VecDeque<Vec<IpAddr>>>>, Mutex<Vec<String>>);

impl Names {
    /// Each answer is addresses with blanks between.
    pub fn of(names: &[(&str, &[&str])]) -> Arc<Self> {
        let addresses = |text: &&str| text.split_whitespace().map(|one| one.parse().unwrap()).collect();
        let answers = |(name, answers): &(&str, &[&str])| {
            (
                (*name).to_owned(),
                answers.iter().map(addresses).collect::<VecDeque<_>>(),
            )
        };
        Arc::new(Self(Mutex::new(names.iter().map(answers).collect()), Mutex::default()))
    }

    /// The names that were looked up.
    pub fn asked(&self) -> Vec<String> {
        self.1.lock().unwrap().clone()
    }
}

impl Resolver for Names {
    fn addresses(&self, name: &str) -> Lookup {
        self.1.lock().unwrap().push(name.to_owned());
        let mut names = self.0.lock().unwrap();
        let found = match names.get_mut(name) {
            Some(answers) if answers.len() > 1 => answers.pop_front(),
            Some(answers) => answers.front().cloned(),
            None => None,
        };
        let unknown = || std::io::Error::other("nobody knows this name");
        Box::pin(std::future::ready(found.ok_or_else(unknown)))
    }
}

/// A broker that finds receivers as `names` say.
pub struct ResolvingBroker {
    pub api: Api,
    _broker: Broker,
    _database: Database,
}

impl ResolvingBroker {
    /// Starts one with this list of hosts, and settings that differ from the usual ones.
    pub async fn start(names: Arc<Names>, hosts: &[&str], adapt: impl FnOnce(&mut Settings)) -> Self {
        let database = Database::fresh(System::Sqlite).await.unwrap();
        let mut settings = settings(database.url());
        settings.webhooks.hosts = hosts.iter().map(|host| HostPattern::parse(host).unwrap()).collect();
        adapt(&mut settings);
        let broker = Broker::start_resolving(settings, names).await.unwrap();
        Self {
            api: Api::new(&broker.url()),
            _broker: broker,
            _database: database,
        }
    }

    /// Tries a webhook that is not stored: whether it succeeded, and all that is told of it.
    pub async fn attempt(&self, url: &str) -> (bool, String) {
        self.attempt_with(serde_json::json!({"method": "POST", "url": url, "body": {"a": 1}}))
            .await
    }

    pub async fn attempt_with(&self, request: serde_json::Value) -> (bool, String) {
        let hook = serde_json::json!({ "request": request });
        let tried = self.api.post("/webhooks/execute", &hook).await.expect_status(200);
        (tried.json()["success"] == true, tried.text)
    }
}
