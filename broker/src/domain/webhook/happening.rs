//! What happened, as far as a webhook can tell somebody.

use super::Values;

/// The event name of a webhook that is tried by hand.
const TRIED: &str = "test";

/// The parameter for which a webhook may fire once for each deployed version of the provider.
const DEPLOYED_VERSION: &str = "currentlyDeployedProviderVersionNumber";

/// How that parameter stands in a template.
pub const DEPLOYED_VERSION_PARAMETER: &str = "${pactbroker.currentlyDeployedProviderVersionNumber}";

/// One side of what happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Participant {
    pub name: String,
    /// The number of its version, if one is known.
    pub version: Option<String>,
    /// The branch that the version was put on last; one that was made of a tag does not count.
    pub branch: Option<String>,
    pub tags: Vec<String>,
    pub labels: Vec<String>,
}

/// What happened between a consumer and a provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Happening {
    pub consumer: Participant,
    pub provider: Participant,
    /// Why the provider version must be verified (`deployed in production`), where that is what happened.
    pub provider_descriptions: Vec<String>,
    /// The version of the provider that is deployed, where the webhook fires once for each.
    pub deployed_provider_version: Option<String>,
    /// Where the contract is.
    pub pact_url: String,
    /// Where the result is, if there is one.
    pub result_url: Option<String>,
    /// What the result says.
    pub success: Option<bool>,
    /// The build in which it happened.
    pub build_url: Option<String>,
}

impl Happening {
    /// Something to try a webhook with before anything has happened.
    pub fn placeholder() -> Self {
        let participant = |name: &str| Participant {
            name: name.to_owned(),
            version: Some("1".to_owned()),
            branch: Some("main".to_owned()),
            ..Participant::default()
        };
        Self {
            consumer: participant("placeholder-consumer"),
            provider: participant("placeholder-provider"),
            ..Self::default()
        }
    }

    /// The values of template parameters when a webhook is tried by hand.
    pub fn tried(&self) -> Values {
        self.values(TRIED)
    }

    /// The values of template parameters (`semantics.md` section 11); one without a value is empty.
    pub fn values(&self, event: &str) -> Values {
        let (consumer, provider) = (&self.consumer, &self.provider);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let status = |words: [&'static str; 3]| match self.success {
            Some(true) => words[0],
            Some(false) => words[1],
            None => words[2],
        };
        Values::default()
            .with("eventName", event)
            .with("consumerName", consumer.name.as_str())
            .with("consumerVersionNumber", text(&consumer.version))
            .with("consumerVersionBranch", text(&consumer.branch))
            .with("consumerVersionTags", consumer.tags.join(", "))
            .with("consumerLabels", consumer.labels.join(", "))
            .with("providerName", provider.name.as_str())
            .with("providerVersionNumber", text(&provider.version))
            .with("providerVersionBranch", text(&provider.branch))
            .with("providerVersionTags", provider.tags.join(", "))
            .with("providerLabels", provider.labels.join(", "))
            .with("providerVersionDescriptions", self.provider_descriptions.join(", "))
            .with(DEPLOYED_VERSION, text(&self.deployed_provider_version))
            .with("pactUrl", self.pact_url.as_str())
            .with("verificationResultUrl", text(&self.result_url))
            .with("githubVerificationStatus", status(["success", "failure", "pending"]))
            .with("gitlabVerificationStatus", status(["success", "failed", "pending"]))
            .with(
                "azureDevOpsVerificationStatus",
                status(["succeeded", "failed", "pending"]),
            )
            .with(
                "bitbucketVerificationStatus",
                status(["SUCCESSFUL", "FAILED", "INPROGRESS"]),
            )
            .with("buildUrl", text(&self.build_url))
    }
}
