//! Work that may take its time: comparisons, large pages, drawings.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::error::ApiError;

/// Does work on threads of its own, a few at a time.
///
/// Whoever waits is answered when the time is over, but a thread cannot be stopped: it keeps its place until it is done,
/// so that those who ask again and again cannot take every processor.
#[derive(Debug)]
pub(crate) struct SlowWork {
    limit: Duration,
    places: Arc<Semaphore>,
}

impl SlowWork {
    /// Work that may take this long, waiting for a place included.
    pub(crate) fn new(limit: Duration, places: usize) -> Self {
        let places = Arc::new(Semaphore::new(places));
        Self { limit, places }
    }

    /// How long work may take.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Does this work when there is a place; an error if that takes too long.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, ApiError> + Send + 'static,
    {
        let places = Arc::clone(&self.places);
        let in_turn = async move {
            let place = places.acquire_owned().await.map_err(internal)?;
            let kept = move || {
                let done = work();
                drop(place);
                done
            };
            web::block(kept).await.map_err(internal)?
        };
        let limit = self.limit;
        timeout(limit, in_turn).await.map_err(|_| ApiError::TooLong { limit })?
    }
}

fn internal(error: impl std::error::Error) -> ApiError {
    ApiError::internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[actix_web::test]
    async fn what_nobody_waits_for_any_more_keeps_its_place_until_it_is_done() {
        let slow = SlowWork::new(Duration::from_millis(200), 1);
        let (finish, finished) = mpsc::channel::<()>();
        let endless = slow.run(move || Ok(finished.recv().is_ok())).await;
        assert!(matches!(endless, Err(ApiError::TooLong { .. })), "{endless:?}");
        let (started, was_started) = mpsc::channel::<()>();
        let waited = slow.run(move || Ok(started.send(()).is_ok())).await;
        assert!(matches!(waited, Err(ApiError::TooLong { .. })), "{waited:?}");
        assert!(was_started.recv().is_err(), "began while the only place was taken");
        finish.send(()).expect("the first work is still there");
        assert!(matches!(slow.run(|| Ok(1)).await, Ok(1)));
    }

    #[actix_web::test]
    async fn work_that_panics_leaves_its_place() {
        let slow = SlowWork::new(Duration::from_secs(5), 1);
        let failed = slow
            .run(|| -> Result<(), ApiError> { panic!("as if a drawing had a fault") })
            .await;
        assert!(matches!(failed, Err(ApiError::Internal(_))), "{failed:?}");
        assert!(matches!(slow.run(|| Ok(1)).await, Ok(1)));
    }
}
