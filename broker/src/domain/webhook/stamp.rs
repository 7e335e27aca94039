//! What every delivery says of itself, in the headers of [Standard Webhooks](https://www.standardwebhooks.com).

use chrono::NaiveDateTime;

use super::FilledRequest;

/// Which message it is: the same at every attempt, so that a receiver which has it already can tell.
const ID: &str = "webhook-id";

/// When the attempt was made, in seconds since 1970.
const TIMESTAMP: &str = "webhook-timestamp";

impl FilledRequest {
    /// The request as one attempt to deliver a message; these headers are the broker's, whatever the webhook says.
    pub fn stamped(mut self, id: &str, at: NaiveDateTime) -> Self {
        let timestamp = at.and_utc().timestamp().to_string();
        for (name, value) in [(ID, id.to_owned()), (TIMESTAMP, timestamp)] {
            self.headers.insert(name.to_owned(), value);
        }
        // A signature is over both and the body, so its header belongs here, last.
        self
    }
}
