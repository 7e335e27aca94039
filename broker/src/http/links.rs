//! All addresses that the broker hands out are built here.

use actix_web::HttpRequest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::state::State;
use crate::app::network::NetworkQuery;
use crate::app::webhooks::Addresses;
use crate::domain::pact_status::PactStatus;

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
    /// Begins addresses as the client that sent the request can follow them.
    pub(crate) fn of(request: &HttpRequest, state: &State) -> Self {
        Self {
            base: state.front.base(request),
        }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// An address whose parts need no encoding, or are a template.
    pub(crate) fn to(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The address of these segments, in one allocation, as a long answer has hundreds of addresses. Each segment is
    /// encoded, which leaves the broker's own words as they are.
    fn at<const N: usize>(&self, segments: [&str; N]) -> String {
        let length: usize = segments.iter().map(|segment| segment.len() + 1).sum();
        let mut address = String::with_capacity(self.base.len() + length);
        address.push_str(&self.base);
        for segment in segments {
            address.push('/');
            address.extend(utf8_percent_encode(segment, COMPONENT));
        }
        address
    }

    pub(crate) fn documentation(&self, context: &str) -> String {
        format!("{}/doc/{{rel}}?context={context}", self.base)
    }

    pub(crate) fn webhook_documentation(&self) -> String {
        self.to("/doc/webhooks-{rel}")
    }

    pub(crate) fn pacticipant(&self, name: &str) -> String {
        self.at(["pacticipants", name])
    }

    /// The charts of a pacticipant, or of all.
    pub(crate) fn charts(&self, name: Option<&str>) -> String {
        match name {
            Some(name) => self.at(["pacticipants", name, "charts"]),
            None => self.to("/charts"),
        }
    }

    pub(crate) fn label(&self, name: &str, label: &str) -> String {
        self.at(["pacticipants", name, "labels", label])
    }

    pub(crate) fn group(&self, name: &str) -> String {
        self.at(["groups", name])
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
        self.at(["pacticipants", name, "branches"])
    }

    pub(crate) fn versions(&self, name: &str) -> String {
        self.at(["pacticipants", name, "versions"])
    }

    pub(crate) fn version(&self, name: &str, number: &str) -> String {
        self.at(["pacticipants", name, "versions", number])
    }

    pub(crate) fn tag(&self, name: &str, number: &str, tag: &str) -> String {
        self.at(["pacticipants", name, "versions", number, "tags", tag])
    }

    pub(crate) fn branch(&self, name: &str, branch: &str) -> String {
        self.at(["pacticipants", name, "branches", branch])
    }

    pub(crate) fn branch_version(&self, name: &str, branch: &str, number: &str) -> String {
        self.at(["pacticipants", name, "branches", branch, "versions", number])
    }

    pub(crate) fn pair(&self, consumer: &str, provider: &str) -> String {
        self.at(["pacts", "provider", provider, "consumer", consumer])
    }

    pub(crate) fn provider_pacts(&self, provider: &str) -> String {
        self.at(["pacts", "provider", provider])
    }

    pub(crate) fn pact(&self, consumer: &str, provider: &str, number: &str) -> String {
        self.at(["pacts", "provider", provider, "consumer", consumer, "version", number])
    }

    pub(crate) fn latest_pact(&self, consumer: &str, provider: &str) -> String {
        self.at(["pacts", "provider", provider, "consumer", consumer, "latest"])
    }

    pub(crate) fn latest_pact_with_tag(&self, consumer: &str, provider: &str, tag: &str) -> String {
        self.at(["pacts", "provider", provider, "consumer", consumer, "latest", tag])
    }

    /// The address of a content, with metadata when there is some.
    pub(crate) fn content(&self, consumer: &str, provider: &str, sha: &str, metadata: Option<&str>) -> String {
        let mut address = self.at(["pacts", "provider", provider, "consumer", consumer, "pact-version", sha]);
        if let Some(metadata) = metadata.filter(|metadata| !metadata.is_empty()) {
            address.push_str("/metadata/");
            address.push_str(metadata);
        }
        address
    }

    pub(crate) fn result(&self, content: &str, number: i64) -> String {
        format!("{content}/verification-results/{number}")
    }

    /// The stored document of a content.
    pub(crate) fn raw_content(&self, consumer: &str, provider: &str, sha: &str) -> String {
        format!(
            "{}/pact-version/{}",
            self.of_pair("/ui/raw", consumer, provider),
            encode(sha)
        )
    }

    /// What changed since the content before that of a consumer version.
    pub(crate) fn difference_with_previous(&self, consumer: &str, provider: &str, number: &str) -> String {
        format!("{}/diff/previous-distinct", self.pact(consumer, provider, number))
    }

    /// What changed between two consumer versions.
    pub(crate) fn difference(&self, consumer: &str, provider: &str, number: &str, other: &str) -> String {
        format!(
            "{}/diff/version/{}",
            self.pact(consumer, provider, number),
            encode(other)
        )
    }

    /// Where the version is chosen that another one is compared with.
    pub(crate) fn choice_of_difference(&self, consumer: &str, provider: &str, number: &str) -> String {
        format!(
            "{}/version/{}",
            self.of_pair("/ui/compare", consumer, provider),
            encode(number)
        )
    }

    pub(crate) fn consumer_results(&self, consumer: &str, number: &str) -> String {
        self.at([
            "verification-results",
            "consumer",
            consumer,
            "version",
            number,
            "latest",
        ])
    }

    pub(crate) fn matrix_for_version(&self, name: &str, number: &str) -> String {
        format!(
            "{}/matrix?q%5B%5D%5Bpacticipant%5D={}&q%5B%5D%5Bversion%5D={}&latestby=cvpv",
            self.base,
            encode(name),
            encode(number)
        )
    }

    /// Whether the head of a branch can be deployed to an environment.
    pub(crate) fn can_i_deploy_branch(&self, name: &str, branch: &str, environment: &str) -> String {
        format!(
            "{}/latest-version/can-i-deploy/to-environment/{}",
            self.branch(name, branch),
            encode(environment)
        )
    }

    /// Whether the newest version with a tag can be deployed to where the versions with another tag are.
    pub(crate) fn can_i_deploy_tag(&self, name: &str, tag: &str, to: &str) -> String {
        let newest = self.at(["pacticipants", name, "latest-version", tag]);
        format!("{newest}/can-i-deploy/to/{}", encode(to))
    }

    pub(crate) fn pact_webhooks(&self, consumer: &str, provider: &str) -> String {
        self.of_pair("/webhooks", consumer, provider)
    }

    pub(crate) fn webhooks_of(&self, role: &str, name: &str) -> String {
        self.at(["webhooks", role, name])
    }

    pub(crate) fn webhooks(&self) -> String {
        self.to("/webhooks")
    }

    pub(crate) fn webhook_templates(&self) -> String {
        self.to("/webhook-templates")
    }

    pub(crate) fn webhook_template(&self, name: &str) -> String {
        self.at(["webhook-templates", name])
    }

    pub(crate) fn webhook(&self, uuid: &str) -> String {
        format!("{}/webhooks/{}", self.base, encode(uuid))
    }

    pub(crate) fn signing_secret(&self, uuid: &str) -> String {
        self.at(["webhooks", uuid, "signing-secret"])
    }

    pub(crate) fn secrets(&self) -> String {
        self.to("/secrets")
    }

    pub(crate) fn secret(&self, name: &str) -> String {
        self.at(["secrets", name])
    }

    pub(crate) fn labelled(&self, label: &str) -> String {
        format!("{}/pacticipants/label/{}", self.base, encode(label))
    }

    /// What a form on the page of a webhook is sent to.
    pub(crate) fn page_of_webhook(&self, uuid: &str, action: &str) -> String {
        self.at(["ui", "webhooks", uuid, action])
    }

    /// What a form on the page of a delivery is sent to.
    pub(crate) fn page_of_delivery(&self, uuid: &str, action: &str) -> String {
        self.at(["ui", "triggered-webhooks", uuid, action])
    }

    /// Deliveries of all webhooks.
    pub(crate) fn deliveries(&self) -> String {
        self.to("/triggered-webhooks")
    }

    /// The overview of integrations with this label.
    pub(crate) fn labelled_page(&self, label: &str) -> String {
        format!("{}/?label={}", self.base, encode(label))
    }

    /// The overview of integrations with this text in a name.
    pub(crate) fn named_page(&self, text: &str) -> String {
        format!("{}/?q={}", self.base, encode(text))
    }

    /// A part of the network: the page, or a document at this path.
    pub(crate) fn network(&self, path: &str, asked: &NetworkQuery) -> String {
        let (direction, whole) = (asked.direction.as_str(), NetworkQuery::default());
        let depth = asked.depth.map_or("all".to_owned(), |depth| depth.to_string());
        let parameters = [
            ("application", asked.application.as_deref()),
            ("depth", Some(depth.as_str()).filter(|_| asked.application.is_some())),
            (
                "direction",
                Some(direction).filter(|_| asked.direction != whole.direction),
            ),
            ("status", asked.status.map(PactStatus::as_str)),
            ("label", asked.label.as_deref()),
        ];
        let given = parameters.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{}", self.base, query.join("&"))
    }

    /// The page of the network next to an application.
    pub(crate) fn network_around(&self, name: &str) -> String {
        format!("{}/network?application={}", self.base, encode(name))
    }

    /// The question whether a version can be deployed.
    pub(crate) fn can_i_deploy(&self, name: &str, number: &str, environment: &str) -> String {
        format!(
            "{}/can-i-deploy?pacticipant={}&version={}&environment={}",
            self.base,
            encode(name),
            encode(number),
            encode(environment)
        )
    }

    pub(crate) fn triggered(&self, uuid: &str) -> String {
        self.at(["triggered-webhooks", uuid])
    }

    pub(crate) fn triggered_logs(&self, uuid: &str) -> String {
        format!("{}/triggered-webhooks/{}/logs", self.base, encode(uuid))
    }

    pub(crate) fn environments(&self) -> String {
        self.to("/environments")
    }

    pub(crate) fn environment(&self, uuid: &str) -> String {
        self.at(["environments", uuid])
    }

    pub(crate) fn deployed_version(&self, uuid: &str) -> String {
        self.at(["deployed-versions", uuid])
    }

    pub(crate) fn released_version(&self, uuid: &str) -> String {
        self.at(["released-versions", uuid])
    }

    /// Where deployments (`deployed-versions`) or releases of a version to an environment are recorded.
    pub(crate) fn record(&self, kind: &str, name: &str, number: &str, environment: &str) -> String {
        self.at([
            "pacticipants",
            name,
            "versions",
            number,
            kind,
            "environment",
            environment,
        ])
    }
}

impl Addresses for Links {
    fn contract(&self, consumer: &str, provider: &str, sha: &str, metadata: &str) -> String {
        self.content(consumer, provider, sha, Some(metadata))
    }

    fn result(&self, consumer: &str, provider: &str, sha: &str, number: i64) -> String {
        self.result(&self.content(consumer, provider, sha, None), number)
    }
}

#[cfg(test)]
mod tests {
    use super::Links;

    #[test]
    fn names_are_encoded_as_components() {
        let links = Links {
            base: "http://b/ctx".to_owned(),
        };
        assert_eq!(
            links.branch("A B", "feat/ü&?"),
            "http://b/ctx/pacticipants/A%20B/branches/feat%2F%C3%BC%26%3F"
        );
    }
}
