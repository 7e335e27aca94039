//! Recording what is released and supported where.

use serde_json::json;

use crate::client::Client;
use crate::error::Error;
use crate::model::deployment::{Release, ReleaseList};
use crate::resource::Resource;

impl Client {
    /// Records that a version is released to an environment and supported there, besides those released before.
    ///
    /// # Errors
    /// 404 when the broker does not know the version; [`Error::UnknownEnvironment`] names the environments that exist.
    pub async fn record_release(
        &self,
        pacticipant: &str,
        version: &str,
        environment: &str,
    ) -> Result<Resource<Release>, Error> {
        let version = self.version(pacticipant, version).await?;
        let url = self.url_for_environment(&version, "pb:record-release", environment)?;
        // The broker answers a second recording with the first.
        self.post_repeatable(url, &json!({})).await
    }

    /// Records that a version is no longer supported in an environment.
    ///
    /// # Errors
    /// [`Error::UnknownEnvironment`]; [`Error::NothingToEnd`] when it is not supported there.
    pub async fn record_support_ended(
        &self,
        pacticipant: &str,
        version: &str,
        environment: &str,
    ) -> Result<Vec<Resource<Release>>, Error> {
        let place = self.environment(environment).await?;
        let mut url = self.url_of_first(
            &place,
            &[
                "pb:currently-supported-released-versions",
                "pb:currently-supported-versions",
            ],
        )?;
        url.query_pairs_mut()
            .append_pair("pacticipant", pacticipant)
            .append_pair("version", version);
        let current: Resource<ReleaseList> = self.fetch(url).await?;
        let mut ended = Vec::new();
        // Older brokers ignore the version in the question.
        let is_meant = |release: &&Release| release.version().is_none_or(|number| number == version);
        for release in current.embedded.released_versions.iter().filter(is_meant) {
            ended.push(
                self.end(&current, &release.links, &json!({"currentlySupported": false}))
                    .await?,
            );
        }
        if ended.is_empty() {
            return Err(Error::NothingToEnd {
                pacticipant: pacticipant.to_owned(),
                what: format!("supported with version {version} in"),
                environment: environment.to_owned(),
                elsewhere: String::new(),
            });
        }
        Ok(ended)
    }
}
