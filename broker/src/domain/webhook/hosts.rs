//! Which hosts webhooks may be sent to.

use std::net::IpAddr;

use regex::Regex;
use url::Host;

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
    /// Addresses whose first bits are those of this one.
    Network(IpAddr, u32),
    /// Names and addresses that match.
    Matching(Regex),
}

impl PartialEq for HostPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for HostPattern {}

/// What a list of patterns says about a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is on the list.
    Allowed,
    /// Its name is not on the list, but networks are: its addresses decide.
    ByAddress,
    /// It is not on the list.
    Refused,
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

    fn covers_name(&self, name: &str) -> bool {
        match &self.kind {
            Kind::Name => self.text == name,
            Kind::Below(parent) => name.split_once('.').is_some_and(|(_, rest)| rest == parent),
            Kind::Matching(expression) => expression.is_match(name),
            Kind::Network(..) => false,
        }
    }

    fn covers_address(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        match &self.kind {
            Kind::Network(network, length) => in_network(address, *network, *length),
            Kind::Matching(expression) => expression.is_match(&address.to_string()),
            Kind::Name | Kind::Below(_) => false,
        }
    }
}

fn plain(text: &str) -> Result<Kind, String> {
    if let Some(parent) = text.strip_prefix("*.") {
        return Ok(Kind::Below(parent.to_ascii_lowercase()));
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(Kind::Network(address.to_canonical(), bits(address.to_canonical()).1));
    }
    let Some((address, length)) = text.split_once('/') else {
        return Ok(Kind::Name);
    };
    let no_network = || format!("`{text}` is neither a host nor a network");
    let address: IpAddr = address.parse().map_err(|_| no_network())?;
    let length: u32 = length.parse().map_err(|_| no_network())?;
    if length > bits(address).1 {
        return Err(no_network());
    }
    Ok(Kind::Network(address, length))
}

/// An address as a number, and how many bits that has.
fn bits(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

fn in_network(address: IpAddr, network: IpAddr, length: u32) -> bool {
    let ((address, width), (network, network_width)) = (bits(address), bits(network));
    let shift = network_width - length;
    // A shift by all 128 bits is none in Rust; nothing is left to compare then.
    let differing = (address ^ network).checked_shr(shift).unwrap_or(0);
    width == network_width && differing == 0
}

/// What a list says about the host of a URL; an empty list allows every host.
pub(super) fn verdict(patterns: &[HostPattern], host: &Host<&str>) -> Verdict {
    let allowed = patterns.is_empty()
        || match host {
            Host::Domain(name) => {
                let name = name.to_ascii_lowercase();
                patterns.iter().any(|pattern| pattern.covers_name(&name))
            }
            Host::Ipv4(address) => covers_address(patterns, IpAddr::V4(*address)),
            Host::Ipv6(address) => covers_address(patterns, IpAddr::V6(*address)),
        };
    let is_name = matches!(host, Host::Domain(_));
    match allowed {
        true => Verdict::Allowed,
        false if is_name && patterns.iter().any(|one| matches!(one.kind, Kind::Network(..))) => Verdict::ByAddress,
        false => Verdict::Refused,
    }
}

/// Whether a list names an address or its network.
pub(super) fn covers_address(patterns: &[HostPattern], address: IpAddr) -> bool {
    patterns.iter().any(|pattern| pattern.covers_address(address))
}
