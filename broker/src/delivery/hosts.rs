//! Whether a host may be sent to, when only its addresses can tell.

use std::net::SocketAddr;

use reqwest::Url;

use crate::domain::webhook::{Verdict, WebhookRules};

/// How a host may be reached.
pub(super) enum Way {
    /// As usual.
    Any,
    /// This host, through these addresses only.
    Through(String, Vec<SocketAddr>),
}

/// How the host of a URL may be reached, or why it may not.
pub(super) async fn way_to(url: &Url, rules: &WebhookRules) -> Result<Way, String> {
    let host = url.host().ok_or("its URL names no host")?;
    match rules.verdict_on(&host) {
        Verdict::Allowed => Ok(Way::Any),
        Verdict::Refused => Err("its host is not on the list of hosts allowed here".to_owned()),
        Verdict::ByAddress => {
            let host = host.to_string();
            let addresses = allowed_addresses(&host, url.port_or_known_default().unwrap_or(0), rules).await?;
            Ok(Way::Through(host, addresses))
        }
    }
}

async fn allowed_addresses(host: &str, port: u16, rules: &WebhookRules) -> Result<Vec<SocketAddr>, String> {
    // The same sentence for a name that nobody knows: which names there are is nobody's business.
    let refused = || "its host has no address in the networks allowed here".to_owned();
    let found = tokio::net::lookup_host((host, port)).await.map_err(|_| refused())?;
    let allowed: Vec<SocketAddr> = found.filter(|address| rules.allows_address(address.ip())).collect();
    if allowed.is_empty() {
        Err(refused())
    } else {
        Ok(allowed)
    }
}
