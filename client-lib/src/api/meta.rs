//! Questions about the broker itself.

use crate::client::Client;
use crate::error::Error;

/// No relation of the index leads there: monitoring asks it by its path.
const HEARTBEAT: &str = "diagnostic/status/heartbeat";

impl Client {
    /// Asks whether the broker is alive; answers without touching its database.
    ///
    /// # Errors
    /// Any [`Error`] of a request: an answer at all that is a success means that it is alive.
    pub async fn heartbeat(&self) -> Result<(), Error> {
        self.get(HEARTBEAT).await.map(|_| ())
    }
}
