//! Environments.

use crate::client::Client;
use crate::error::Error;
use crate::model::environment::{Environment, EnvironmentList, NewEnvironment};
use crate::resource::{self, Resource};

impl Client {
    /// All environments, in the order of the broker.
    ///
    /// # Errors
    /// Any [`Error`] of a request.
    pub async fn environments(&self) -> Result<Vec<Environment>, Error> {
        let list: Resource<EnvironmentList> = self.follow("pb:environments", &[]).await?;
        Ok(list.into_content().embedded.environments)
    }

    /// The environment with this name.
    ///
    /// # Errors
    /// [`Error::UnknownEnvironment`] names those that exist.
    pub async fn environment(&self, name: &str) -> Result<Resource<Environment>, Error> {
        let environments = self.environments().await?;
        let Some(environment) = environments.iter().find(|environment| environment.name == name) else {
            let known = environments.into_iter().map(|environment| environment.name).collect();
            return Err(Error::UnknownEnvironment {
                name: name.to_owned(),
                known,
            });
        };
        let link = environment
            .links
            .get("self")
            .ok_or_else(|| resource::missing("self", &format!("the environment `{name}`"), &environment.links))?;
        self.fetch(self.url_of_link(link, self.base_url(), &[])?).await
    }

    /// Creates an environment.
    ///
    /// # Errors
    /// 400 when the name is taken or is no name.
    pub async fn create_environment(&self, environment: &NewEnvironment) -> Result<Resource<Environment>, Error> {
        self.post(self.index_url("pb:environments", &[]).await?, environment)
            .await
    }
}
