//! Finding and fetching pacts.

use url::Url;

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::link::Link;
use crate::model::pact::Pact;
use crate::model::pacts_for_verification::{PactForVerification, PactsForVerification, PactsForVerificationQuery};
use crate::resource::{self, Resource};

impl Client {
    /// Asks which pacts a provider should verify.
    ///
    /// # Errors
    /// 404 when the broker does not know the provider; [`Error::LinkMissing`] with a broker that is too old to be asked:
    /// [`Client::latest_pacts_of_provider`] is the older way.
    pub async fn pacts_for_verification(
        &self,
        query: &PactsForVerificationQuery,
    ) -> Result<Resource<PactsForVerification>, Error> {
        let parameters = [("provider", query.provider.as_str())];
        let url = self
            .index_url("pb:provider-pacts-for-verification", &parameters)
            .await?;
        self.post_repeatable(url, query).await
    }

    /// Fetches one of the pacts that should be verified. Its address carries why it was chosen, and passes that on to
    /// the published result.
    ///
    /// # Errors
    /// Any [`Error`] of a request.
    pub async fn pact_for_verification(&self, pact: &PactForVerification) -> Result<Pact, Error> {
        let link = pact.links.get("self").ok_or_else(|| {
            let name = pact.short_description.as_deref().unwrap_or("a pact for verification");
            resource::missing("self", name, &pact.links)
        })?;
        self.pact_at(link).await
    }

    /// The newest pact of each consumer of a provider, optionally the newest with a tag; each link leads to a pact.
    ///
    /// # Errors
    /// 404 when the broker does not know the provider.
    pub async fn latest_pacts_of_provider(&self, provider: &str, tag: Option<&str>) -> Result<Vec<Link>, Error> {
        let list: Resource = match tag {
            Some(tag) => {
                self.follow(
                    "pb:latest-provider-pacts-with-tag",
                    &[("provider", provider), ("tag", tag)],
                )
                .await?
            }
            None => {
                self.follow("pb:latest-provider-pacts", &[("provider", provider)])
                    .await?
            }
        };
        let relation = ["pb:pacts", "pacts"]
            .into_iter()
            .find(|relation| list.links().get(relation).is_some());
        Ok(relation.map_or_else(Vec::new, |relation| list.links().all(relation).to_vec()))
    }

    /// Fetches the pact that a link leads to.
    ///
    /// # Errors
    /// Any [`Error`] of a request.
    pub async fn pact_at(&self, link: &Link) -> Result<Pact, Error> {
        self.pact(self.url_of_link(link, self.base_url(), &[])?).await
    }

    /// Fetches the pact at an address, absolute or relative to the base URL.
    ///
    /// # Errors
    /// Any [`Error`] of a request; [`Error::Body`] when what is there is no JSON.
    pub async fn pact_at_url(&self, url: &str) -> Result<Pact, Error> {
        let link = Link {
            href: url.to_owned(),
            ..Link::default()
        };
        self.pact_at(&link).await
    }

    async fn pact(&self, url: Url) -> Result<Pact, Error> {
        let answer = self.send(Call::get(url)).await?;
        Pact::new(answer.url.clone(), answer.body.clone()).map_err(|source| answer.unreadable(source))
    }
}
