//! A receiver of webhooks that refuses, resets, fails and hangs, and remembers what reached it.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use accord_tests::database::System;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query};
use rand::Rng as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::wire::Request;

/// A request that reached the receiver.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The header `webhook-id`.
    pub id: String,
    pub event: String,
    pub consumer: String,
    pub version: String,
    /// Whether what it tells of was committed when it came.
    pub committed: bool,
    /// Whether it was answered with a success.
    pub taken: bool,
    pub at: Instant,
}

/// Tells whether an event is committed, without asking a broker.
pub struct Committed {
    system: System,
    url: String,
    look: Mutex<Option<Look>>,
}

enum Look {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// A database that is gone is asked again; this is how often, and how long between.
const LOOKS: u32 = 300;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Committed {
    pub fn look_into(system: System, url: &str) -> Self {
        Self {
            system,
            url: url.to_owned(),
            look: Mutex::default(),
        }
    }

    /// Blocks, for as long as the database is gone.
    fn knows(&self, id: &str) -> bool {
        let mut look = self.look.lock().unwrap();
        for _ in 1..LOOKS {
            match self.count(&mut look, id) {
                Ok(count) => return count == 1,
                Err(_) => {
                    *look = None;
                    std::thread::sleep(BETWEEN_LOOKS);
                }
            }
        }
        self.count(&mut look, id).unwrap() == 1
    }

    fn count(&self, look: &mut Option<Look>, id: &str) -> anyhow::Result<i64> {
        let connection = match look {
            Some(connection) => connection,
            None => look.insert(self.connection()?),
        };
        let found: Count = match connection {
            Look::Sqlite(connection) => sql_query("SELECT count(*) AS count FROM triggered_webhooks WHERE uuid = ?")
                .bind::<Text, _>(id)
                .get_result(connection),
            Look::Postgres(connection) => sql_query("SELECT count(*) AS count FROM triggered_webhooks WHERE uuid = $1")
                .bind::<Text, _>(id)
                .get_result(connection),
        }?;
        Ok(found.count)
    }

    fn connection(&self) -> diesel::ConnectionResult<Look> {
        Ok(match self.system {
            System::Sqlite => Look::Sqlite(SqliteConnection::establish(self.url.trim_start_matches("sqlite://"))?),
            System::Postgres => Look::Postgres(PgConnection::establish(&self.url)?),
        })
    }
}

/// The receiver; it stops with the test.
pub struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    calm: AtomicBool,
    arrivals: Mutex<Vec<Arrival>>,
    committed: Committed,
}

impl Receiver {
    pub async fn listen(committed: Committed) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            calm: AtomicBool::new(false),
            arrivals: Mutex::default(),
            committed,
        });
        tokio::spawn(accept(listener, address, Arc::clone(&shared)));
        Self { address, shared }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// From now on it takes everything.
    pub fn calm_down(&self) {
        self.shared.calm.store(true, Ordering::Relaxed);
    }

    pub fn arrivals(&self) -> Vec<Arrival> {
        self.shared.arrivals.lock().unwrap().clone()
    }

    /// How many requests, for how many events.
    pub fn counts(&self) -> (usize, usize) {
        let arrivals = self.arrivals();
        let ids: HashSet<&str> = arrivals.iter().map(|one| one.id.as_str()).collect();
        (arrivals.len(), ids.len())
    }
}

/// Accepts; now and then nobody listens for a while.
async fn accept(mut listener: TcpListener, address: SocketAddr, shared: Arc<Shared>) {
    loop {
        let (connection, _) = listener.accept().await.unwrap();
        tokio::spawn(serve(connection, Arc::clone(&shared)));
        if !shared.calm.load(Ordering::Relaxed) && rand::rng().random_ratio(1, 30) {
            drop(listener);
            tokio::time::sleep(Duration::from_millis(200)).await;
            listener = bound(address);
        }
    }
}

fn bound(address: SocketAddr) -> TcpListener {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(address).unwrap();
    socket.listen(1024).unwrap()
}

async fn serve(mut connection: TcpStream, shared: Arc<Shared>) {
    while let Some(request) = Request::read(&mut connection).await {
        let mood = match shared.calm.load(Ordering::Relaxed) {
            true => 99,
            false => rand::rng().random_range(0..100),
        };
        let noted = Arc::clone(&shared);
        tokio::task::spawn_blocking(move || note(&request, mood >= 40, &noted))
            .await
            .unwrap();
        let answer = match mood {
            0..15 => {
                connection.set_zero_linger().unwrap();
                return;
            }
            15..18 => {
                tokio::time::sleep(Duration::from_secs(20)).await;
                return;
            }
            18..40 => "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
            _ => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        };
        if connection.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn note(request: &Request, taken: bool, shared: &Shared) {
    let told = request.json();
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
    let id = &request.headers["webhook-id"];
    let arrival = Arrival {
        committed: shared.committed.knows(id),
        id: id.clone(),
        event: text("event"),
        consumer: text("consumer"),
        version: text("version"),
        taken,
        at: Instant::now(),
    };
    shared.arrivals.lock().unwrap().push(arrival);
}
