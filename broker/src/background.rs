//! Work that goes on after the answer: in steps, each a short write transaction of its own.
//!
//! Between two steps, requests and other jobs have their turn. What a job has done stays when the process ends; what it
//! has not done is taken up again only by a job that finds its work in the database.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::Db;
use crate::app::job::Job;
use crate::clock;

/// A step that fails, because the database is busy or gone, is tried again as often before the job is given up.
const RETRIES: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);

/// Runs jobs; clones share them.
#[derive(Debug, Clone)]
pub(crate) struct Background(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    /// Not that of a worker: jobs outlive the worker that answered.
    runtime: Handle,
    jobs: Mutex<JoinSet<()>>,
    /// Nothing is begun any more.
    closing: watch::Sender<bool>,
    stopping: AtomicBool,
}

impl Background {
    /// Needs a tokio runtime, on which the jobs run.
    pub(crate) fn new(db: Db) -> Self {
        Self(Arc::new(Inner {
            db,
            runtime: Handle::current(),
            jobs: Mutex::default(),
            closing: watch::Sender::new(false),
            stopping: AtomicBool::new(false),
        }))
    }

    /// Begins a job.
    pub(crate) fn start(&self, job: impl Job) {
        let mut jobs = self.jobs();
        while jobs.try_join_next().is_some() {}
        jobs.spawn_on(run(Arc::clone(&self.0), Arc::new(job)), &self.0.runtime);
    }

    /// Begins a job now, and again each time when a pause is over, until the broker stops.
    pub(crate) fn repeat(&self, job: impl Job, pause: Duration) {
        let (inner, job) = (Arc::clone(&self.0), Arc::new(job));
        self.spawn(|mut closing| async move {
            loop {
                run(Arc::clone(&inner), Arc::clone(&job)).await;
                if closing.comes_within(pause).await {
                    return;
                }
            }
        });
    }

    /// Begins work that ends by itself soon after the broker begins to stop.
    pub(crate) fn spawn<F>(&self, work: impl FnOnce(Closing) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let work = work(Closing(self.0.closing.subscribe()));
        self.jobs().spawn_on(work, &self.0.runtime);
    }

    /// Waits for the jobs; those that take longer end after the step they are at.
    pub(crate) async fn finish(&self, patience: Duration) {
        self.0.closing.send_replace(true);
        let mut jobs = std::mem::take(&mut *self.jobs());
        if tokio::time::timeout(patience, all(&mut jobs)).await.is_err() {
            self.0.stopping.store(true, Ordering::Relaxed);
            all(&mut jobs).await;
        }
    }

    fn jobs(&self) -> MutexGuard<'_, JoinSet<()>> {
        // Nothing is done under the lock that could leave the set half changed.
        self.0.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells when the broker begins to stop.
#[derive(Debug, Clone)]
pub(crate) struct Closing(watch::Receiver<bool>);

impl Closing {
    /// Waits; tells whether the broker begins to stop before the time is over.
    pub(crate) async fn comes_within(&mut self, time: Duration) -> bool {
        tokio::time::timeout(time, self.comes()).await.is_ok()
    }

    /// Waits until the broker begins to stop.
    pub(crate) async fn comes(&mut self) {
        // An error says that the sender is gone, and with it the broker.
        let _ = self.0.wait_for(|closing| *closing).await;
    }
}

async fn all(jobs: &mut JoinSet<()>) {
    while jobs.join_next().await.is_some() {}
}

async fn run(inner: Arc<Inner>, job: Arc<impl Job>) {
    let name = job.name();
    let (mut done, mut failures) = (0, 0);
    while !inner.stopping.load(Ordering::Relaxed) {
        let step = Arc::clone(&job);
        let outcome = inner
            .db
            .write(move |connection| step.step(connection, done, clock::now()));
        match outcome.await {
            Ok(Some(so_far)) => (done, failures) = (so_far, 0),
            Ok(None) => {
                tracing::debug!(job = name, done, "job done");
                return;
            }
            Err(error) if failures < RETRIES => {
                tracing::warn!(job = name, done, cause = %error, "a step of a job failed and is tried again");
                failures += 1;
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => {
                tracing::error!(job = name, done, cause = %error, "job given up");
                return;
            }
        }
    }
    tracing::warn!(job = name, done, "job ended before it was done: the broker stops");
}
