//! The database: rows and SQL, nothing of HTTP and no rules.
//!
//! A request reaches it through one of two doors, [`Db::read`] and [`Db::write`]: a permit is awaited, then **one**
//! hop to a blocking thread runs the whole use-case in one transaction. [`Db::read_briefly`] saves the hop where the
//! question takes less time than that. Functions are named noun first and take the connection; rows stay private to
//! their file.

pub mod branches;
mod checkpoint;
pub(crate) mod connection;
pub mod contracts;
pub mod deliveries;
pub mod delivery_list;
pub mod details;
mod door;
pub mod drain;
pub mod environments;
mod error;
pub mod figures;
pub mod file;
pub mod heads;
pub mod hidden;
pub mod idempotency;
mod instrument;
pub mod integrations;
pub mod labels;
pub mod landscape;
pub mod leases;
mod list;
pub mod matrix;
pub mod metrics;
mod migrate;
pub mod neighbours;
pub mod newest_results;
mod outbox;
pub mod pacticipants;
mod part;
pub mod placements;
pub mod previous;
mod query;
pub mod removal;
mod repair;
pub mod repetitions;
pub mod required_versions;
pub mod result_history;
pub mod retention;
mod rewrite;
pub mod said;
pub(crate) mod schema;
pub mod secrets;
pub mod signing_secrets;
mod stamp;
pub mod successes;
pub mod tag_pacts;
pub mod tags;
pub mod triggered_webhooks;
pub mod verifications;
pub mod versions;
pub mod webhooks;
pub mod wip;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use diesel::r2d2::Pool;
use tokio::runtime::Handle;
use tokio::sync::Notify;

pub(crate) use connection::redacted;
pub use connection::{AnyConnection, Location};
use connection::{Manager, Purpose, begin_read, begin_write, commit, is_broken, roll_back};
use door::{Door, Idle};
pub use error::StoreError;
pub use instrument::Statements;
use outbox::Outbox;
pub use part::{Cut, Direction, Extent, ListQuery, Order, Page, Part, Place};

/// A moment in UTC, cut to microseconds.
pub type Moment = chrono::NaiveDateTime;

/// The moment of a change to something that the same request may have created: a change shows by being later.
fn just_after(now: Moment) -> Moment {
    now + chrono::Duration::microseconds(1)
}

diesel::define_sql_function! {
    /// Case folding, of ASCII at least, on both databases.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// A LIKE pattern for text that contains `part`, case folded.
fn containing(part: &str) -> String {
    let escaped = part
        .to_lowercase()
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%")
}

/// Asks about ids, unless there are none.
fn unless_empty<T>(ids: &[i64], load: impl FnOnce(&[i64]) -> Result<Vec<T>, StoreError>) -> Result<Vec<T>, StoreError> {
    if ids.is_empty() { Ok(Vec::new()) } else { load(ids) }
}

/// Attempts of a write transaction that lost a race which it would win the next time.
const ATTEMPTS: u32 = 8;

/// How long to wait after a lost race: longer each time, and not as long as the others who lost it.
fn pause_after(attempt: u32) -> Duration {
    Duration::from_millis(rand::random_range(1..=(4 << attempt)))
}

/// How the database is reached.
#[derive(Debug, Clone)]
pub struct DbSettings {
    /// Where the data is.
    pub location: Location,
    /// Connections at most (readers, for SQLite, which has one writer besides).
    pub pool_size: u32,
    /// How long a request waits for a connection or a lock before it is told to come back.
    pub patience: Duration,
    /// After which time PostgreSQL ends a statement; none never.
    pub statement_timeout: Duration,
    /// Statements that take as long are logged.
    pub slow: Duration,
}

/// The handle that everything else holds; clones share one pool.
#[derive(Debug, Clone)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    readers: Door,
    writers: Door,
    /// Where the database is, unless that is at the other end of a network.
    file: Option<PathBuf>,
    statements: Statements,
    patience: Duration,
    outbox: Outbox,
    commits: Notify,
}

impl Inner {
    /// A reader that is free, if its questions wait for no network.
    fn idle_reader_of_file(&self) -> Option<Idle> {
        self.file.as_ref().and_then(|_| self.readers.idle())
    }
}

impl Db {
    /// Prepares the pools; connections open on first use. Needs a tokio runtime, whose blocking threads it uses.
    pub fn new(settings: &DbSettings) -> Result<Self, StoreError> {
        Self::open(settings, Statements::default(), Outbox::default())
    }

    /// A handle for work that is not to queue behind requests: on PostgreSQL with so many connections of its own. A file
    /// has one writer, whose queue all share.
    pub fn with_own_connections(&self, settings: &DbSettings, count: u32) -> Result<Self, StoreError> {
        if self.0.file.is_some() {
            return Ok(self.clone());
        }
        let settings = DbSettings {
            pool_size: count,
            ..settings.clone()
        };
        Self::open(&settings, self.0.statements.clone(), self.0.outbox.clone())
    }

    fn open(settings: &DbSettings, statements: Statements, outbox: Outbox) -> Result<Self, StoreError> {
        let pool = |purpose, size| -> Pool<Manager> {
            let pool = Pool::builder()
                .max_size(size)
                .min_idle(Some(0))
                .connection_timeout(settings.patience);
            let pool = match settings.location {
                // What is open does not age, and shows others that the file is in use.
                Location::Sqlite(_) => pool.idle_timeout(None).max_lifetime(None),
                Location::Postgres(_) => pool,
            };
            pool.build_unchecked(Manager {
                location: settings.location.clone(),
                purpose,
                busy_timeout: settings.patience,
                statement_timeout: settings.statement_timeout,
                slow: settings.slow,
                statements: statements.clone(),
            })
        };
        let runtime = Handle::current();
        let (readers, writers) = match &settings.location {
            Location::Sqlite(path) => {
                create_parent(path)?;
                (
                    Door::of_threads(pool(Purpose::Read, settings.pool_size), runtime),
                    Door::of_one_thread(pool(Purpose::Write, 1))?,
                )
            }
            Location::Postgres(_) => {
                let both = Door::of_threads(pool(Purpose::Write, settings.pool_size), runtime);
                (both.clone(), both)
            }
        };
        Ok(Self(Arc::new(Inner {
            readers,
            writers,
            file: settings.location.file().map(Path::to_owned),
            statements,
            patience: settings.patience,
            outbox,
            commits: Notify::new(),
        })))
    }

    /// Answers a question: `work` sees one state of the data and cannot change it.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        let work = |connection: &mut AnyConnection| read_to_the_end(connection, work);
        self.0.readers.enter(self.0.patience, begin_read, work).await
    }

    /// Answers a question of a few look-ups, none of which is longer in a longer history.
    ///
    /// On SQLite the thread that asks looks itself, if a connection is free: no writer keeps a reader waiting, and to
    /// wake another thread and to be woken by it takes longer than the look. Everything else is [`Db::read`].
    pub async fn read_briefly<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        match self.0.idle_reader_of_file() {
            Some(mut idle) => {
                begin_read(&mut idle.connection).map_err(StoreError::from)?;
                read_to_the_end(&mut idle.connection, work)
            }
            None => self.read(work).await,
        }
    }

    /// Changes data: all of `work` or nothing of it. `work` may run again when it lost a race.
    pub async fn write<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + TransientFailure + Send + 'static,
        F: FnMut(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        let outbox = self.0.outbox.clone();
        let written = self
            .0
            .writers
            .enter(self.0.patience, begin_write, move |connection| {
                let mut attempt = 1;
                loop {
                    outbox.begin();
                    match write_to_the_end(connection, &mut work) {
                        Err(error) if attempt < ATTEMPTS && error.is_transient() => {
                            std::thread::sleep(pause_after(attempt));
                            attempt += 1;
                            begin_write(connection).map_err(StoreError::from)?;
                        }
                        Ok(value) => {
                            outbox.committed();
                            return Ok(value);
                        }
                        Err(error) => return Err(error),
                    }
                }
            })
            .await;
        self.0.commits.notify_one();
        written
    }

    /// Applies pending migrations under a lock; returns their names.
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        self.outside_transactions(migrate::run).await
    }

    /// The names of migrations that the database lacks.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        self.outside_transactions(migrate::pending).await
    }

    /// Waits until a transaction of this handle has written something that is to be delivered.
    pub async fn outbox_filled(&self) {
        self.0.outbox.filled().await;
    }

    /// Waits until something was committed to a database that is a file; never ends for others.
    pub async fn committed_to_file(&self) {
        match self.0.file {
            Some(_) => self.0.commits.notified().await,
            None => std::future::pending().await,
        }
    }

    /// Brings what SQLite's log holds into the file of the database, as far as that keeps nobody waiting.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        let Some(file) = self.0.file.clone() else {
            return Ok(());
        };
        let pass = tokio::task::spawn_blocking(move || checkpoint::pass(&file));
        pass.await.map_err(|error| StoreError::Internal(error.to_string()))?
    }

    /// Writes anew what held secrets, so that nothing of rows that were replaced is left in the files of the database.
    pub async fn rewrite(&self) -> Result<(), StoreError> {
        self.outside_transactions(rewrite::run).await
    }

    async fn outside_transactions<T: Send + 'static>(
        &self,
        work: fn(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.0.writers.enter(self.0.patience, |_| Ok(()), work).await
    }

    /// The statements of this handle, for tests.
    pub fn statements(&self) -> Statements {
        self.0.statements.clone()
    }
}

/// Errors of use-cases tell whether beginning the transaction again would help.
pub trait TransientFailure {
    /// True for a lost race between two writers.
    fn is_transient(&self) -> bool;
}

impl TransientFailure for StoreError {
    fn is_transient(&self) -> bool {
        match self {
            Self::Conflict(_) => true,
            Self::Busy(text) => text.contains("deadlock") || text.contains("serialize"),
            Self::Unavailable(_) | Self::Uncertain(_) | Self::Unstorable(_) | Self::Internal(_) => false,
        }
    }
}

/// Answers in a transaction that has begun.
fn read_to_the_end<T, E, F>(connection: &mut AnyConnection, work: F) -> Result<T, E>
where
    E: From<StoreError>,
    F: FnOnce(&mut AnyConnection) -> Result<T, E>,
{
    let answer = work(connection);
    // What was read is true however the transaction ends; a connection that cannot end it is dropped by the pool.
    let _ = commit(connection);
    answer
}

/// Changes data in a transaction that has begun: all or nothing.
fn write_to_the_end<T, E, F>(connection: &mut AnyConnection, work: F) -> Result<T, E>
where
    E: From<StoreError>,
    F: FnOnce(&mut AnyConnection) -> Result<T, E>,
{
    match work(connection) {
        Ok(value) => {
            commit(connection).map_err(|error| of_commit(connection, error))?;
            Ok(value)
        }
        Err(error) => {
            // The first error says more; a connection that cannot roll back is dropped by the pool.
            let _ = roll_back(connection);
            Err(error)
        }
    }
}

/// A file that cannot commit has not; a server that is lost may have.
fn of_commit(connection: &mut AnyConnection, error: diesel::result::Error) -> StoreError {
    let lost = matches!(connection, AnyConnection::Postgresql(_)) && is_broken(connection);
    match StoreError::from(error) {
        StoreError::Unavailable(text) if lost => StoreError::Uncertain(text),
        error => error,
    }
}

fn create_parent(path: &std::path::Path) -> Result<(), StoreError> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => std::fs::create_dir_all(parent)
            .map_err(|error| StoreError::Unavailable(format!("folder {} cannot be made: {error}", parent.display()))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
