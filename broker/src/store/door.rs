//! How a request waits for a connection, and on which thread it uses it.

use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use diesel::QueryResult;
use diesel::r2d2::{Pool, PooledConnection};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::StoreError;
use super::connection::{AnyConnection, Manager, is_broken};

/// A pool with the permits that keep a burst waiting as cheap futures instead of blocked threads.
#[derive(Debug, Clone)]
pub(super) struct Door {
    pool: Pool<Manager>,
    permits: Arc<Semaphore>,
    hands: Hands,
}

/// A connection that was free at once, given back when dropped: before its permit, so that who gets that finds it.
pub(super) struct Idle {
    pub(super) connection: PooledConnection<Manager>,
    #[expect(dead_code, reason = "held, not used")]
    permit: OwnedSemaphorePermit,
}

type Job = Box<dyn FnOnce() + Send>;

/// How the work with a connection begins.
pub(super) type Begin = fn(&mut AnyConnection) -> QueryResult<()>;

/// Who does the work behind a door.
#[derive(Debug, Clone)]
enum Hands {
    /// Blocking threads of the runtime, one for each connection in use.
    Many(Handle),
    /// A thread of its own, which takes one job after the other.
    One(mpsc::Sender<Job>),
}

/// Jobs that may stand in the queue of a single thread; beyond it, requests wait outside with a time limit.
const QUEUE: usize = 64;

impl Door {
    /// A door to as many connections as the pool has.
    pub(super) fn of_threads(pool: Pool<Manager>, runtime: Handle) -> Self {
        let permits = Arc::new(Semaphore::new(pool.max_size() as usize));
        let hands = Hands::Many(runtime);
        Self { pool, permits, hands }
    }

    /// A door to one connection, for a database with one writer.
    ///
    /// Under load its thread finds the next job in the queue. If the connection went from thread to thread, it would
    /// lie idle for the wake-up in between, which takes as long as a small transaction.
    pub(super) fn of_one_thread(pool: Pool<Manager>) -> Result<Self, StoreError> {
        let (queue, jobs) = mpsc::channel::<Job>();
        std::thread::Builder::new()
            .name("accord-writer".to_owned())
            .spawn(move || jobs.into_iter().for_each(|job| job()))
            .map_err(|error| StoreError::Unavailable(format!("no thread for the writer: {error}")))?;
        let permits = Arc::new(Semaphore::new(QUEUE));
        let hands = Hands::One(queue);
        Ok(Self { pool, permits, hands })
    }

    /// A connection that is open and that nobody uses, if there is one.
    pub(super) fn idle(&self) -> Option<Idle> {
        let permit = self.permits.clone().try_acquire_owned().ok()?;
        let connection = self.pool.try_get()?;
        Some(Idle { connection, permit })
    }

    /// Awaits a permit, then runs `begin` and `work` with a connection on a thread where they may block.
    ///
    /// Waiting, for the permit and for the connection, takes no longer than `patience`.
    pub(super) async fn enter<T, E, F>(&self, patience: Duration, begin: Begin, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        let deadline = Instant::now() + patience;
        let permit = tokio::time::timeout(patience, self.permits.clone().acquire_owned())
            .await
            .map_err(|_| StoreError::Busy("too many requests are waiting for a connection".to_owned()))?
            .map_err(|_| stopping())?;
        let pool = self.pool.clone();
        let span = tracing::Span::current();
        let (answer, answered) = oneshot::channel();
        let job = move || {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                span.in_scope(|| {
                    let mut connection = begun(&pool, deadline, begin)?;
                    work(&mut connection)
                })
            }));
            // Whoever has the answer may drop the handle and find the database closed.
            drop((pool, permit));
            // Nobody waits any more when the client has gone; the work is done all the same.
            let _ = answer.send(outcome);
        };
        match &self.hands {
            Hands::Many(runtime) => drop(runtime.spawn_blocking(job)),
            Hands::One(queue) => queue.send(Box::new(job)).map_err(|_| stopping())?,
        }
        match answered.await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Err(stopping().into()),
        }
    }
}

/// A connection with which `begin` has succeeded.
///
/// When a server was started again, or something on the way to it, what lies idle in the pool is dead and does not know.
/// Nothing has been asked of it yet, so the next connection will do; the pool drops it.
fn begun(pool: &Pool<Manager>, deadline: Instant, begin: Begin) -> Result<PooledConnection<Manager>, StoreError> {
    loop {
        let patience = deadline.saturating_duration_since(Instant::now());
        let mut connection = pool.get_timeout(patience)?;
        match begin(&mut connection) {
            Ok(()) => return Ok(connection),
            Err(_) if is_broken(&mut connection) && Instant::now() < deadline => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn stopping() -> StoreError {
    StoreError::Unavailable("the broker is stopping".to_owned())
}
