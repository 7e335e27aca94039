//! Jobs with a real database: what a stop waits for, and what happens to a step that fails.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::app::job::Job;
use crate::app::{Answer, AnyConnection, Moment, StoreError};
use crate::background::Background;
use crate::config::Settings;
use crate::store::Db;

const STEPS: usize = 10;

/// Counts its steps, each of which takes a moment; the third fails once.
#[derive(Clone, Default)]
struct Counting {
    steps: Arc<AtomicUsize>,
    failures: Arc<AtomicUsize>,
}

impl Counting {
    fn steps(&self) -> usize {
        self.steps.load(Ordering::SeqCst)
    }
}

impl Job for Counting {
    fn name(&self) -> String {
        "count".to_owned()
    }

    fn step(&self, _: &mut AnyConnection, done: usize, _: Moment) -> Answer<Option<usize>> {
        std::thread::sleep(Duration::from_millis(20));
        if done == 2 && self.failures.fetch_add(1, Ordering::SeqCst) == 0 {
            return Err(StoreError::Busy("for this test".to_owned()).into());
        }
        self.steps.fetch_add(1, Ordering::SeqCst);
        Ok((done + 1 < STEPS).then_some(done + 1))
    }
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("accord-jobs-{}", uuid::Uuid::new_v4())))
    }

    fn background(&self) -> Background {
        let settings = Settings {
            database_url: format!("sqlite://{}", self.0.join("accord.db").display()),
            ..Settings::default()
        };
        Background::new(Db::new(&settings.database().unwrap()).unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of a failed test harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_stop_waits_for_jobs_and_a_failed_step_is_tried_again() {
    let (folder, job) = (Folder::new(), Counting::default());
    let background = folder.background();
    background.start(job.clone());
    background.finish(Duration::from_secs(30)).await;
    assert_eq!(job.steps(), STEPS);
    assert_eq!(job.failures.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_job_that_takes_too_long_ends_after_a_step() {
    let (folder, job) = (Folder::new(), Counting::default());
    let background = folder.background();
    background.start(job.clone());
    tokio::time::sleep(Duration::from_millis(30)).await;
    background.finish(Duration::ZERO).await;
    let steps = job.steps();
    assert!(steps < STEPS, "{steps}");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(job.steps(), steps, "it went on");
}
