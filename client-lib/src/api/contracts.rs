//! Publishing contracts.

use crate::client::Client;
use crate::error::Error;
use crate::model::contract::{PublishContracts, PublishedContracts};
use crate::resource::Resource;

impl Client {
    /// Publishes contracts of one consumer version, with its branch and tags, in one step.
    ///
    /// Publishing the same thing twice changes nothing, so it is repeated when the broker is briefly away.
    ///
    /// # Errors
    /// 409 when the broker holds a different contract for this version: [`Error::problem`] has the notices to show.
    pub async fn publish_contracts(
        &self,
        publication: &PublishContracts,
    ) -> Result<Resource<PublishedContracts>, Error> {
        let url = self.index_url("pb:publish-contracts", &[]).await?;
        self.post_repeatable(url, publication).await
    }
}
