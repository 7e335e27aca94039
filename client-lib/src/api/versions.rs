//! Versions, and the branches and tags that they belong to.

use serde_json::json;

use crate::client::Client;
use crate::error::Error;
use crate::model::version::{BranchVersion, Tag, Version, VersionUpdate};
use crate::resource::Resource;

impl Client {
    /// The version with this number.
    ///
    /// # Errors
    /// 404 when the broker does not know it ([`Error::is_not_found`]).
    pub async fn version(&self, pacticipant: &str, number: &str) -> Result<Resource<Version>, Error> {
        self.follow(
            "pb:pacticipant-version",
            &[("pacticipant", pacticipant), ("version", number)],
        )
        .await
    }

    /// The newest version.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn latest_version(&self, pacticipant: &str) -> Result<Resource<Version>, Error> {
        self.follow("pb:latest-version", &[("pacticipant", pacticipant)]).await
    }

    /// The newest version with this tag.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn latest_version_with_tag(&self, pacticipant: &str, tag: &str) -> Result<Resource<Version>, Error> {
        self.follow(
            "pb:latest-tagged-version",
            &[("pacticipant", pacticipant), ("tag", tag)],
        )
        .await
    }

    /// The head of a branch.
    ///
    /// # Errors
    /// 404 when there is no such branch.
    pub async fn latest_version_of_branch(&self, pacticipant: &str, branch: &str) -> Result<Resource<Version>, Error> {
        let parameters = [("pacticipant", pacticipant), ("branch", branch)];
        let branch: Resource = self.follow("pb:pacticipant-branch", &parameters).await?;
        self.fetch(self.url_of(&branch, "pb:latest-version", &[])?).await
    }

    /// Creates a version, or sets the given fields of one that exists.
    ///
    /// # Errors
    /// Any [`Error`] of a request.
    pub async fn create_or_update_version(
        &self,
        pacticipant: &str,
        number: &str,
        update: &VersionUpdate,
    ) -> Result<Resource<Version>, Error> {
        let parameters = [("pacticipant", pacticipant), ("version", number)];
        self.patch(self.index_url("pb:pacticipant-version", &parameters).await?, update)
            .await
    }

    /// Adds a version to a branch, of which it becomes the head; creates what does not exist.
    ///
    /// # Errors
    /// Any [`Error`] of a request.
    pub async fn put_branch_version(
        &self,
        pacticipant: &str,
        branch: &str,
        version: &str,
    ) -> Result<Resource<BranchVersion>, Error> {
        let parameters = [("pacticipant", pacticipant), ("branch", branch), ("version", version)];
        self.put(
            self.index_url("pb:pacticipant-branch-version", &parameters).await?,
            &json!({}),
        )
        .await
    }

    /// Tags a version; creates what does not exist.
    ///
    /// # Errors
    /// Any [`Error`] of a request.
    pub async fn put_tag(&self, pacticipant: &str, version: &str, tag: &str) -> Result<Resource<Tag>, Error> {
        let parameters = [("pacticipant", pacticipant), ("version", version), ("tag", tag)];
        self.put(
            self.index_url("pb:pacticipant-version-tag", &parameters).await?,
            &json!({}),
        )
        .await
    }
}
