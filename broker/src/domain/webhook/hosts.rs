//! Which hosts webhooks may be sent to.

use std::net::IpAddr;

use ipnet::IpNet;
use regex::Regex;
use url::Host;

use super::addresses::is_public;

/// One entry of the list of hosts that webhooks may be sent to.
#[derive(Debug, Clone)]
pub struct HostPattern {
    text: String,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// This name.
    Name,
    /// Any name with one label before this.
    Below(String),
    /// Addresses in this network.
    Network(IpNet),
    /// Names and addresses that match.
    Matching(Regex),
}

impl PartialEq for HostPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for HostPattern {}

/// What a list of patterns says about a host, and so at which of its addresses it may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The operator means this very host: at any.
    Any,
    /// There is no list, or a pattern for many hosts covers this one: at those that are public or in a listed network.
    Public,
    /// Its name is not on the list, but networks are: at those in a listed network.
    Listed,
    /// It is not on the list: at none.
    Refused,
}

impl Verdict {
    /// Whether a host that was judged so may be sent to at this address.
    pub(super) fn lets_through(self, patterns: &[HostPattern], address: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::Public => is_public(address) || in_listed_network(patterns, address),
            Self::Listed => in_listed_network(patterns, address),
            Self::Refused => false,
        }
    }
}

impl HostPattern {
    /// Reads a name, `*.name`, an address, a network (`10.0.0.0/8`) or a regular expression between slashes.
    pub fn parse(text: &str) -> Result<Self, String> {
        let kind = match text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
            Some(expression) => Kind::Matching(Regex::new(expression).map_err(|error| error.to_string())?),
            None => plain(text)?,
        };
        let text = match kind {
            Kind::Matching(_) => text.to_owned(),
            _ => text.to_ascii_lowercase(),
        };
        Ok(Self { text, kind })
    }

    /// The entry as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn is_name(&self, name: &str) -> bool {
        matches!(self.kind, Kind::Name) && self.text.trim_end_matches('.') == name
    }

    fn covers_name(&self, name: &str) -> bool {
        match &self.kind {
            Kind::Below(parent) => name.split_once('.').is_some_and(|(_, rest)| rest == parent),
            Kind::Matching(expression) => expression.is_match(name),
            Kind::Name | Kind::Network(_) => false,
        }
    }

    fn has_address(&self, address: IpAddr) -> bool {
        matches!(&self.kind, Kind::Network(network) if network.contains(&address))
    }

    fn matches_address(&self, address: IpAddr) -> bool {
        matches!(&self.kind, Kind::Matching(expression) if expression.is_match(&address.to_string()))
    }
}

fn plain(text: &str) -> Result<Kind, String> {
    if let Some(parent) = text.strip_prefix("*.") {
        return Ok(Kind::Below(parent.to_ascii_lowercase()));
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(Kind::Network(address.to_canonical().into()));
    }
    if !text.contains('/') {
        return Ok(Kind::Name);
    }
    let network: Result<IpNet, _> = text.parse();
    network
        .map(|network| Kind::Network(canonical(network)))
        .map_err(|_| format!("`{text}` is neither a host nor a network"))
}

/// IPv4 addresses that are written as IPv6 ones are IPv4 addresses, as everywhere here.
fn canonical(network: IpNet) -> IpNet {
    let length = network.prefix_len();
    match network.addr().to_canonical() {
        IpAddr::V4(address) if network.addr().is_ipv6() && length >= 96 => {
            IpNet::new(address.into(), length - 96).unwrap_or(network)
        }
        _ => network,
    }
}

/// What a list says about the host of a URL.
pub(super) fn verdict(patterns: &[HostPattern], host: &Host<&str>) -> Verdict {
    match host {
        Host::Domain(name) => verdict_on_name(patterns, &name.trim_end_matches('.').to_ascii_lowercase()),
        Host::Ipv4(address) => verdict_on_address(patterns, IpAddr::V4(*address)),
        Host::Ipv6(address) => verdict_on_address(patterns, IpAddr::V6(*address)),
    }
}

fn verdict_on_name(patterns: &[HostPattern], name: &str) -> Verdict {
    let any = |test: &dyn Fn(&HostPattern) -> bool| patterns.iter().any(test);
    let verdict = if any(&|pattern| pattern.is_name(name)) {
        Verdict::Any
    } else if patterns.is_empty() || any(&|pattern| pattern.covers_name(name)) {
        Verdict::Public
    } else if any(&|pattern| matches!(pattern.kind, Kind::Network(_))) {
        Verdict::Listed
    } else {
        Verdict::Refused
    };
    match verdict {
        Verdict::Public if is_this_machine(name) => Verdict::Listed,
        verdict => verdict,
    }
}

/// Names that are never looked up (RFC 6761), so a proxy would take them for its own machine.
fn is_this_machine(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

fn verdict_on_address(patterns: &[HostPattern], address: IpAddr) -> Verdict {
    let address = address.to_canonical();
    if in_listed_network(patterns, address) {
        Verdict::Any
    } else if patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches_address(address)) {
        Verdict::Public
    } else {
        Verdict::Refused
    }
}

fn in_listed_network(patterns: &[HostPattern], address: IpAddr) -> bool {
    let address = address.to_canonical();
    patterns.iter().any(|pattern| pattern.has_address(address))
}
