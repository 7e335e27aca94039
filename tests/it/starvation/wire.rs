//! The wire between a broker and its database, which can be cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rand::Rng as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// One of so many pieces that pass is cut, in times of chaos.
const ODDS: u32 = 300;

/// One of so many commits is cut before or after it, in times of chaos.
const ODDS_OF_COMMITS: u32 = 15;

/// A wire that carries connections to a server.
pub struct Wire(Arc<State>);

struct State {
    server: String,
    chaos: AtomicBool,
    /// What befalls the next commit.
    next: [AtomicBool; 2],
    cuts: AtomicUsize,
    /// Whoever connects hears nothing.
    silent: AtomicBool,
    /// Cuts all that is carried.
    all: Notify,
}

/// Where the wire is cut when a broker commits.
#[derive(Clone, Copy)]
pub enum Commit {
    /// The server never hears of it.
    Unheard,
    /// It is done, and the broker never hears of that.
    Unanswered,
}

/// What becomes of a piece that passes.
enum Fate {
    Pass,
    /// Both connections are closed.
    Close,
    /// Both are reset.
    Reset,
    /// Half of it passes, then both are reset.
    Half,
    /// It passes, and its answer does not.
    Unanswered,
}

impl Wire {
    /// A wire to the server of a database; returns the database's URL over the wire, too.
    pub async fn to(database_url: &str) -> (Self, String) {
        let mut url = url::Url::parse(database_url).unwrap();
        let state = Arc::new(State {
            server: format!("{}:{}", url.host_str().unwrap(), url.port().unwrap()),
            chaos: AtomicBool::new(false),
            next: Default::default(),
            cuts: AtomicUsize::new(0),
            silent: AtomicBool::new(false),
            all: Notify::new(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(address.port())).unwrap();
        tokio::spawn(accept(listener, Arc::clone(&state)));
        (Self(state), url.into())
    }

    /// Begins or ends times of chaos.
    pub fn chaos(&self, chaos: bool) {
        self.0.chaos.store(chaos, Ordering::Relaxed);
    }

    /// Cuts the wire at the next commit.
    pub fn cut_next(&self, commit: Commit) {
        self.0.next[commit as usize].store(true, Ordering::Relaxed);
    }

    /// How often it was cut.
    pub fn cuts(&self) -> usize {
        self.0.cuts.load(Ordering::Relaxed)
    }

    /// Cuts all that is carried.
    pub fn cut(&self) {
        self.0.all.notify_waiters();
    }

    /// Begins or ends a time in which those who connect are accepted and never hear a word, not even afterwards.
    pub fn silent(&self, silent: bool) {
        self.0.silent.store(silent, Ordering::Relaxed);
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    let mut unheard = Vec::new();
    loop {
        let (broker, _) = listener.accept().await.unwrap();
        if state.silent.load(Ordering::Relaxed) {
            unheard.push(broker);
            continue;
        }
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let Ok(server) = TcpStream::connect(&state.server).await else {
                return;
            };
            if carry(broker, server, &state).await.is_some_and(|cut| cut) {
                state.cuts.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
}

/// Carries pieces both ways until an end hangs up; tells whether the wire was cut.
async fn carry(mut broker: TcpStream, mut server: TcpStream, state: &State) -> Option<bool> {
    broker.set_nodelay(true).ok()?;
    server.set_nodelay(true).ok()?;
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        let (piece, to, commits) = tokio::select! {
            length = broker.read(&mut asked) => {
                let piece = &asked[..length.ok()?];
                (piece, &mut server, is_commit(piece))
            }
            () = state.all.notified() => return Some(true),
            length = server.read(&mut answered) => (&answered[..length.ok()?], &mut broker, false),
        };
        if piece.is_empty() {
            return None;
        }
        match state.fate_of_piece(commits) {
            Fate::Pass => to.write_all(piece).await.ok()?,
            Fate::Close => return Some(true),
            fate => {
                match fate {
                    Fate::Half => to.write_all(&piece[..piece.len() / 2]).await.ok()?,
                    Fate::Unanswered => {
                        to.write_all(piece).await.ok()?;
                        let _ = server.read(&mut answered).await.ok()?;
                    }
                    _ => {}
                }
                broker.set_zero_linger().ok()?;
                server.set_zero_linger().ok()?;
                return Some(true);
            }
        }
    }
}

impl State {
    fn fate_of_piece(&self, commits: bool) -> Fate {
        let chaos = self.chaos.load(Ordering::Relaxed);
        let mut die = rand::rng();
        if commits {
            let chosen = |commit: Commit| self.next[commit as usize].swap(false, Ordering::Relaxed);
            if chosen(Commit::Unheard) {
                return Fate::Reset;
            }
            if chosen(Commit::Unanswered) {
                return Fate::Unanswered;
            }
            if chaos && die.random_ratio(1, ODDS_OF_COMMITS) {
                return if die.random() { Fate::Unanswered } else { Fate::Reset };
            }
        }
        if !chaos || !die.random_ratio(1, ODDS) {
            return Fate::Pass;
        }
        match die.random_range(0..3) {
            0 => Fate::Close,
            1 => Fate::Reset,
            _ => Fate::Half,
        }
    }
}

/// Whether a broker ends a transaction that has changed something; one that only reads commits, too.
fn is_commit(piece: &[u8]) -> bool {
    piece.windows(7).any(|seven| seven == b"COMMIT\0")
}
