//! Applications.

use crate::client::Client;
use crate::error::Error;
use crate::model::pacticipant::{Pacticipant, PacticipantList, PacticipantUpdate};
use crate::resource::Resource;

impl Client {
    /// The application with this name.
    ///
    /// # Errors
    /// 404 when the broker does not know it ([`Error::is_not_found`]).
    pub async fn pacticipant(&self, name: &str) -> Result<Resource<Pacticipant>, Error> {
        self.follow("pb:pacticipant", &[("pacticipant", name)]).await
    }

    /// All applications, by name.
    ///
    /// # Errors
    /// Any [`Error`] of a request.
    pub async fn pacticipants(&self) -> Result<Vec<Pacticipant>, Error> {
        let list: Resource<PacticipantList> = self.follow("pb:pacticipants", &[]).await?;
        Ok(list.into_content().embedded.pacticipants)
    }

    /// Creates an application, or sets the given fields of one that exists.
    ///
    /// # Errors
    /// 400 when a field has a value that the broker does not take.
    pub async fn create_or_update_pacticipant(
        &self,
        update: &PacticipantUpdate,
    ) -> Result<Resource<Pacticipant>, Error> {
        match self.pacticipant(&update.name).await {
            Ok(existing) => self.patch(self.url_of(&existing, "self", &[])?, update).await,
            // Brokers answer a second creation with the application that is there.
            Err(error) if error.is_not_found() => {
                self.post_repeatable(self.index_url("pb:pacticipants", &[]).await?, update)
                    .await
            }
            Err(error) => Err(error),
        }
    }
}
