//! Webhooks.

use serde_json::Value;

use crate::client::Client;
use crate::error::Error;
use crate::resource::Resource;

impl Client {
    /// Creates a webhook from a document as the broker's interface describes it.
    ///
    /// # Errors
    /// 400 names what is wrong with it.
    pub async fn create_webhook(&self, webhook: &Value) -> Result<Resource, Error> {
        self.post(self.index_url("pb:webhooks", &[]).await?, webhook).await
    }
}
