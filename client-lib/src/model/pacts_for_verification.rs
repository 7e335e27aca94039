//! Which pacts a provider verifies, and why.

use serde::{Deserialize, Serialize};

use crate::link::Links;
use crate::model::selector::ConsumerVersionSelector;

/// What a provider asks before it verifies.
///
/// ```
/// use accord_client::ConsumerVersionSelector;
/// use accord_client::model::pacts_for_verification::PactsForVerificationQuery;
///
/// let query = PactsForVerificationQuery::new("Orders")
///     .selector(ConsumerVersionSelector::main_branch())
///     .selector(ConsumerVersionSelector::deployed_or_released())
///     .provider_branch("main")
///     .include_pending(true)
///     .include_wip_since("2026-01-01");
/// assert_eq!(query.provider, "Orders");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PactsForVerificationQuery {
    /// The provider.
    #[serde(skip)]
    pub provider: String,
    /// Whose pacts; none means what the broker takes by default.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consumer_version_selectors: Vec<ConsumerVersionSelector>,
    /// The provider's branch; decides what is pending and what is work in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_version_branch: Option<String>,
    /// The provider's tags; the older way to say the branch.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub provider_version_tags: Vec<String>,
    /// Whether pacts tell if they are pending. Always sent: brokers differ in what they assume.
    pub include_pending_status: bool,
    /// Adds pacts of work in progress since this date (`2026-01-31` or a full time).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_wip_pacts_since: Option<String>,
}

impl PactsForVerificationQuery {
    /// Asks for what the broker takes by default, without pending status.
    pub fn new(provider: impl Into<String>) -> Self {
        Self {
            provider: provider.into(),
            ..Self::default()
        }
    }

    /// Adds a selector.
    #[must_use]
    pub fn selector(mut self, selector: ConsumerVersionSelector) -> Self {
        self.consumer_version_selectors.push(selector);
        self
    }

    /// Adds selectors.
    #[must_use]
    pub fn selectors(mut self, selectors: impl IntoIterator<Item = ConsumerVersionSelector>) -> Self {
        self.consumer_version_selectors.extend(selectors);
        self
    }

    /// Says which branch the provider is on.
    #[must_use]
    pub fn provider_branch(mut self, branch: impl Into<String>) -> Self {
        self.provider_version_branch = Some(branch.into());
        self
    }

    /// Says which tags the provider version will have.
    #[must_use]
    pub fn provider_tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.provider_version_tags.extend(tags.into_iter().map(Into::into));
        self
    }

    /// Asks which pacts are pending, so that they cannot fail the provider's build.
    #[must_use]
    pub fn include_pending(mut self, include: bool) -> Self {
        self.include_pending_status = include;
        self
    }

    /// Asks for work in progress since a date.
    #[must_use]
    pub fn include_wip_since(mut self, date: impl Into<String>) -> Self {
        self.include_wip_pacts_since = Some(date.into());
        self
    }
}

/// The answer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PactsForVerification {
    #[serde(rename = "_embedded")]
    embedded: EmbeddedPacts,
}

impl PactsForVerification {
    /// The pacts, in the order of the broker.
    pub fn pacts(&self) -> &[PactForVerification] {
        &self.embedded.pacts
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct EmbeddedPacts {
    pacts: Vec<PactForVerification>,
}

/// One pact that shall be verified; [`Client::pact_for_verification`](crate::Client::pact_for_verification) fetches it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PactForVerification {
    /// Why it was chosen, in a few words.
    pub short_description: Option<String>,
    /// What a failure means, and what to tell people.
    pub verification_properties: VerificationProperties,
    /// `self` leads to the pact.
    #[serde(rename = "_links")]
    pub links: Links,
}

impl PactForVerification {
    /// `Pact between Web Shop (5556b8) and Orders`, if the broker says so.
    pub fn name(&self) -> Option<&str> {
        self.links.get("self")?.name.as_deref()
    }
}

/// What a failure means, and what to tell people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct VerificationProperties {
    /// A failure does not fail the provider's build. `None` when the query did not ask.
    pub pending: Option<bool>,
    /// It is here as work in progress.
    pub wip: bool,
    /// What to tell people, and when.
    pub notices: Vec<VerificationNotice>,
}

impl VerificationProperties {
    /// The texts for one moment, such as `before_verification` or `after_verification:success_true_published_false`.
    pub fn notices_for<'a>(&'a self, when: &'a str) -> impl Iterator<Item = &'a str> {
        self.notices
            .iter()
            .filter(move |notice| notice.when == when)
            .map(|notice| notice.text.as_str())
    }
}

/// A text for people, bound to a moment of the verification.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct VerificationNotice {
    /// The moment.
    pub when: String,
    /// The text.
    pub text: String,
}
