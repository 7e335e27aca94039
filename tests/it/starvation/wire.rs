//! The wire between a broker and its database, which can be cut.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

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

#[derive(Default)]
struct State {
    server: String,
    chaos: AtomicBool,
    /// Whoever connects hears nothing.
    silent: AtomicBool,
    /// What befalls the next commit of a publication.
    next: Mutex<Option<Commit>>,
    /// Told to cut all that is carried.
    all: Notify,
    cuts: AtomicUsize,
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
    /// It passes, and its answer does not: both are reset.
    Unanswered,
}

impl Wire {
    /// A wire to the server of a database; returns the database's URL over the wire, too.
    pub async fn to(database_url: &str) -> (Self, String) {
        let mut url = url::Url::parse(database_url).unwrap();
        let state = Arc::new(State {
            server: format!("{}:{}", url.host_str().unwrap(), url.port().unwrap()),
            ..State::default()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        tokio::spawn(accept(listener, Arc::clone(&state)));
        (Self(state), url.into())
    }

    /// Begins or ends times of chaos.
    pub fn chaos(&self, chaos: bool) {
        self.0.chaos.store(chaos, Ordering::Relaxed);
    }

    /// Cuts the wire at the next commit of a publication, the first over its connection: later ones are told by numbers.
    pub fn cut_next(&self, commit: Commit) {
        *self.0.next.lock().unwrap() = Some(commit);
    }

    /// Cuts all that is carried.
    pub fn cut(&self) {
        self.0.all.notify_waiters();
    }

    /// Begins or ends a time in which those who connect are accepted and never hear a word, not even afterwards.
    pub fn silent(&self, silent: bool) {
        self.0.silent.store(silent, Ordering::Relaxed);
    }

    /// How often it was cut.
    pub fn cuts(&self) -> usize {
        self.0.cuts.load(Ordering::Relaxed)
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
        let Ok(server) = TcpStream::connect(&state.server).await else {
            continue;
        };
        let line = Line {
            broker,
            server,
            publishes: false,
        };
        tokio::spawn(line.carry(Arc::clone(&state)));
    }
}

/// One connection that is carried.
struct Line {
    broker: TcpStream,
    server: TcpStream,
    /// Whether a publication was written since the last commit.
    publishes: bool,
}

impl Line {
    /// Carries until an end hangs up, or the wire is cut.
    async fn carry(mut self, state: Arc<State>) -> std::io::Result<()> {
        self.broker.set_nodelay(true)?;
        self.server.set_nodelay(true)?;
        let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
        loop {
            let (fate, piece, to) = tokio::select! {
                length = self.broker.read(&mut asked) => {
                    let piece = &asked[..length?];
                    (self.fate_of_question(piece, &state), piece, &mut self.server)
                }
                length = self.server.read(&mut answered) => (state.fate(), &answered[..length?], &mut self.broker),
                () = state.all.notified() => return Ok(()),
            };
            if piece.is_empty() {
                return Ok(());
            }
            if !matches!(fate, Fate::Pass) {
                state.cuts.fetch_add(1, Ordering::Relaxed);
            }
            match fate {
                Fate::Pass => to.write_all(piece).await?,
                Fate::Close => return Ok(()),
                Fate::Reset => return self.reset(),
                Fate::Half => {
                    to.write_all(&piece[..piece.len() / 2]).await?;
                    return self.reset();
                }
                Fate::Unanswered => {
                    to.write_all(piece).await?;
                    self.server.readable().await?;
                    return self.reset();
                }
            }
        }
    }

    fn fate_of_question(&mut self, piece: &[u8], state: &State) -> Fate {
        self.publishes |= holds(piece, br#"INSERT INTO "publications""#);
        if !holds(piece, b"COMMIT\0") {
            return state.fate();
        }
        let publishes = std::mem::take(&mut self.publishes);
        state.fate_of_commit(publishes)
    }

    fn reset(self) -> std::io::Result<()> {
        self.broker.set_zero_linger()?;
        self.server.set_zero_linger()
    }
}

impl State {
    fn fate(&self) -> Fate {
        let mut die = rand::rng();
        if !self.is_chaotic() || !die.random_ratio(1, ODDS) {
            return Fate::Pass;
        }
        match die.random_range(0..3) {
            0 => Fate::Close,
            1 => Fate::Reset,
            _ => Fate::Half,
        }
    }

    fn fate_of_commit(&self, publishes: bool) -> Fate {
        let chosen = publishes.then(|| self.next.lock().unwrap().take()).flatten();
        let by_chance = || {
            let cut = self.is_chaotic() && rand::rng().random_ratio(1, ODDS_OF_COMMITS);
            cut.then(|| [Commit::Unheard, Commit::Unanswered][rand::random_range(0..2)])
        };
        match chosen.or_else(by_chance) {
            Some(Commit::Unheard) => Fate::Reset,
            Some(Commit::Unanswered) => Fate::Unanswered,
            None => Fate::Pass,
        }
    }

    fn is_chaotic(&self) -> bool {
        self.chaos.load(Ordering::Relaxed)
    }
}

fn holds(piece: &[u8], text: &[u8]) -> bool {
    piece.windows(text.len()).any(|window| window == text)
}
