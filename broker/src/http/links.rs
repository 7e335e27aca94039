//! All addresses that the broker hands out are built here.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986 component encoding: everything but unreserved characters.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn encode(name: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(name, COMPONENT)
}

/// Builds addresses that begin with one base.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    base: String,
}

impl Links {
    pub(crate) fn new(base: String) -> Self {
        Self { base }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// An address whose parts need no encoding, or are a template.
    pub(crate) fn to(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) fn documentation(&self, context: &str) -> String {
        format!("{}/doc/{{rel}}?context={context}", self.base)
    }

    pub(crate) fn pacticipant(&self, name: &str) -> String {
        format!("{}/pacticipants/{}", self.base, encode(name))
    }

    pub(crate) fn label(&self, name: &str, label: &str) -> String {
        format!("{}/labels/{}", self.pacticipant(name), encode(label))
    }

    pub(crate) fn group(&self, name: &str) -> String {
        format!("{}/groups/{}", self.base, encode(name))
    }

    /// What stands under `path` about a pair.
    pub(crate) fn of_pair(&self, path: &str, consumer: &str, provider: &str) -> String {
        format!(
            "{}{path}/provider/{}/consumer/{}",
            self.base,
            encode(provider),
            encode(consumer)
        )
    }

    pub(crate) fn branches(&self, name: &str) -> String {
        format!("{}/branches", self.pacticipant(name))
    }

    pub(crate) fn versions(&self, name: &str) -> String {
        format!("{}/versions", self.pacticipant(name))
    }

    pub(crate) fn version(&self, name: &str, number: &str) -> String {
        format!("{}/{}", self.versions(name), encode(number))
    }

    pub(crate) fn tag(&self, name: &str, number: &str, tag: &str) -> String {
        format!("{}/tags/{}", self.version(name, number), encode(tag))
    }

    pub(crate) fn branch(&self, name: &str, branch: &str) -> String {
        format!("{}/branches/{}", self.pacticipant(name), encode(branch))
    }

    pub(crate) fn branch_version(&self, name: &str, branch: &str, number: &str) -> String {
        format!("{}/versions/{}", self.branch(name, branch), encode(number))
    }

    pub(crate) fn pair(&self, consumer: &str, provider: &str) -> String {
        self.of_pair("/pacts", consumer, provider)
    }

    pub(crate) fn provider_pacts(&self, provider: &str) -> String {
        format!("{}/pacts/provider/{}", self.base, encode(provider))
    }

    pub(crate) fn pact(&self, consumer: &str, provider: &str, number: &str) -> String {
        format!("{}/version/{}", self.pair(consumer, provider), encode(number))
    }

    pub(crate) fn latest_pact(&self, consumer: &str, provider: &str) -> String {
        format!("{}/latest", self.pair(consumer, provider))
    }

    pub(crate) fn latest_pact_with_tag(&self, consumer: &str, provider: &str, tag: &str) -> String {
        format!("{}/{}", self.latest_pact(consumer, provider), encode(tag))
    }

    /// The address of a content, with metadata when there is some.
    pub(crate) fn content(&self, consumer: &str, provider: &str, sha: &str, metadata: Option<&str>) -> String {
        let content = format!("{}/pact-version/{sha}", self.pair(consumer, provider));
        match metadata {
            Some(metadata) if !metadata.is_empty() => format!("{content}/metadata/{metadata}"),
            _ => content,
        }
    }

    pub(crate) fn result(&self, content: &str, number: i64) -> String {
        format!("{content}/verification-results/{number}")
    }

    pub(crate) fn consumer_results(&self, consumer: &str, number: &str) -> String {
        format!(
            "{}/verification-results/consumer/{}/version/{}/latest",
            self.base,
            encode(consumer),
            encode(number)
        )
    }

    pub(crate) fn matrix_for_version(&self, name: &str, number: &str) -> String {
        format!(
            "{}/matrix?q%5B%5D%5Bpacticipant%5D={}&q%5B%5D%5Bversion%5D={}&latestby=cvpv",
            self.base,
            encode(name),
            encode(number)
        )
    }

    pub(crate) fn pact_webhooks(&self, consumer: &str, provider: &str) -> String {
        self.of_pair("/webhooks", consumer, provider)
    }

    pub(crate) fn webhooks_of(&self, role: &str, name: &str) -> String {
        format!("{}/webhooks/{role}/{}", self.base, encode(name))
    }

    pub(crate) fn environments(&self) -> String {
        self.to("/environments")
    }

    pub(crate) fn environment(&self, uuid: &str) -> String {
        format!("{}/environments/{}", self.base, encode(uuid))
    }

    pub(crate) fn deployed_version(&self, uuid: &str) -> String {
        format!("{}/deployed-versions/{}", self.base, encode(uuid))
    }

    pub(crate) fn released_version(&self, uuid: &str) -> String {
        format!("{}/released-versions/{}", self.base, encode(uuid))
    }

    /// Where deployments (`deployed-versions`) or releases of a version to an environment are recorded.
    pub(crate) fn record(&self, kind: &str, name: &str, number: &str, environment: &str) -> String {
        format!(
            "{}/{kind}/environment/{}",
            self.version(name, number),
            encode(environment)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Links;

    #[test]
    fn names_are_encoded_as_components() {
        let links = Links::new("http://b/ctx".to_owned());
        assert_eq!(
            links.branch("A B", "feat/ü&?"),
            "http://b/ctx/pacticipants/A%20B/branches/feat%2F%C3%BC%26%3F"
        );
    }
}
