//! Publishing what a provider found out.

use serde_json::json;
use url::Url;

use crate::client::Client;
use crate::error::Error;
use crate::model::pact::Pact;
use crate::model::verification::{PublishedVerification, VerificationResult};
use crate::resource::Resource;

impl Client {
    /// Publishes the result of verifying a pact; branch and tags of the provider version are recorded first, because
    /// what is pending depends on them.
    ///
    /// The result itself is sent once: a second copy would count as a second verification.
    ///
    /// # Errors
    /// [`Error::LinkMissing`] when the pact did not come from a broker.
    pub async fn publish_verification_result(
        &self,
        pact: &Pact,
        result: &VerificationResult,
    ) -> Result<Resource<PublishedVerification>, Error> {
        let url = self.url_of_pact(pact, "pb:publish-verification-results")?;
        self.describe_provider_version(pact, result).await?;
        self.post(url, result).await
    }

    async fn describe_provider_version(&self, pact: &Pact, result: &VerificationResult) -> Result<(), Error> {
        if result.provider_branch.is_none() && result.provider_tags.is_empty() {
            return Ok(());
        }
        let provider: Resource = self.fetch(self.url_of_pact(pact, "pb:provider")?).await?;
        let version = ("version", result.provider_application_version.as_str());
        if let Some(branch) = &result.provider_branch {
            let url = self.url_of(&provider, "pb:branch-version", &[("branch", branch), version])?;
            self.put::<serde::de::IgnoredAny>(url, &json!({})).await?;
        }
        for tag in &result.provider_tags {
            let url = self.url_of(&provider, "pb:version-tag", &[version, ("tag", tag)])?;
            self.put::<serde::de::IgnoredAny>(url, &json!({})).await?;
        }
        Ok(())
    }

    fn url_of_pact(&self, pact: &Pact, relation: &str) -> Result<Url, Error> {
        let link = pact.links().get(relation).ok_or_else(|| pact.missing(relation))?;
        self.url_of_link(link, pact.url(), &[])
    }
}
