//! What an operator allows webhooks to do (`reference config.md`, "Webhooks").

use std::net::IpAddr;
use std::time::Duration;

use url::{Host, Url};

use super::hosts::{self, HostPattern, Verdict};

/// What an operator allows webhooks to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRules {
    /// The methods that may be sent, in upper case.
    pub methods: Vec<String>,
    /// The schemes of URLs that may be sent to, in lower case.
    pub schemes: Vec<String>,
    /// The hosts that may be sent to; empty: every public one, and then nobody is shown what they answer.
    pub hosts: Vec<HostPattern>,
    /// How many redirects an attempt follows.
    pub redirects: u32,
    /// How long an attempt may take, from looking up the name to the last byte that is read.
    pub timeout: Duration,
    /// Certificates (DER) of authorities that receivers may have theirs from, besides those of the system.
    pub authorities: Vec<Vec<u8>>,
    /// Whether receivers must prove who they are.
    pub verifies_receivers: bool,
    /// The statuses of an answer that count as success.
    pub success_statuses: Vec<u16>,
    /// The seconds to wait before the second attempt, the third, and so on.
    pub retry_after_seconds: Vec<u64>,
    /// The days after which a webhook is switched off if every attempt failed; 0 never.
    pub disable_after_days: u32,
}

impl Default for WebhookRules {
    fn default() -> Self {
        Self {
            methods: vec!["POST".to_owned()],
            schemes: vec!["https".to_owned()],
            hosts: Vec::new(),
            redirects: 0,
            timeout: Duration::from_secs(15),
            authorities: Vec::new(),
            verifies_receivers: true,
            success_statuses: (200..=206).collect(),
            retry_after_seconds: vec![10, 60, 120, 300, 600, 1200],
            disable_after_days: 5,
        }
    }
}

impl WebhookRules {
    /// Whether answers may be shown. With any host allowed they would make the broker a window into its own network.
    pub fn shows_responses(&self) -> bool {
        !self.hosts.is_empty()
    }

    /// How often a delivery is attempted, at most.
    pub fn attempts(&self) -> i32 {
        i32::try_from(self.retry_after_seconds.len()).map_or(i32::MAX, |retries| retries.saturating_add(1))
    }

    /// Whether a host on which the verdict is this one may be sent to at an address of it.
    pub fn let_through(&self, verdict: Verdict, address: IpAddr) -> bool {
        verdict.lets_through(&self.hosts, address)
    }

    /// What the rules say about the host of a URL.
    pub fn verdict_on(&self, host: &Host<&str>) -> Verdict {
        hosts::verdict(&self.hosts, host)
    }

    /// Why nothing may be sent with a method, unless it may.
    pub fn fault_of_method(&self, method: &str) -> Option<String> {
        let method = method.to_ascii_uppercase();
        if !METHODS.contains(&method.as_str()) {
            return Some("is not a recognised HTTP method".to_owned());
        }
        (!self.methods.contains(&method)).then(|| format!("must be one of: {}", self.methods.join(", ")))
    }

    /// Why nothing may be sent to a URL, unless it may.
    pub fn fault_of_url(&self, url: &str) -> Option<String> {
        let Ok(url) = Url::parse(url) else {
            return Some("is not a valid URL, such as https://example.org".to_owned());
        };
        let Some(host) = url.host() else {
            return Some("must name a host".to_owned());
        };
        if !self.schemes.iter().any(|scheme| scheme == url.scheme()) {
            return Some(format!("scheme must be one of: {}", self.schemes.join(", ")));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Some("must not hold a user or password; they have fields of their own".to_owned());
        }
        (self.verdict_on(&host) == Verdict::Refused).then(|| "host is not on the list of hosts allowed here".to_owned())
    }
}

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
];
