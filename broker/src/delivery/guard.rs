//! Names are looked up here, and connections are made to what this lets through and to nothing else: what a name would
//! resolve to a moment later does not matter.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use crate::domain::webhook::{Verdict, WebhookRules};

/// Addresses that are being looked up.
pub type Lookup = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Finds the addresses of names: the system's resolver, but for tests.
pub trait Resolver: std::fmt::Debug + Send + Sync {
    /// The addresses of a name, or why there are none.
    fn addresses(&self, name: &str) -> Lookup;
}

/// The resolver of the system.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemResolver;

impl Resolver for SystemResolver {
    fn addresses(&self, name: &str) -> Lookup {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Why nothing is sent to a host. The same words for a name that nobody knows: which names there are inside is nobody's
/// business.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error(
    "its host has no address that webhooks may be sent to; one that is not public must be on the list of hosts \
     (WEBHOOK_HOST_WHITELIST)"
)]
pub(super) struct NoAddress;

/// Looks names up for the client, and keeps back what the rules do not let through.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub(super) rules: Arc<WebhookRules>,
    pub(super) resolver: Arc<dyn Resolver>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let name = name.as_str();
            let verdict = guard.rules.verdict_on(&Host::Domain(name));
            let found = match (verdict, guard.resolver.addresses(name).await) {
                (Verdict::Any, found) => found?,
                (_, found) => guard.let_through(name, verdict, found)?,
            };
            Ok(Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

impl Guard {
    fn let_through(
        &self,
        name: &str,
        verdict: Verdict,
        found: io::Result<Vec<IpAddr>>,
    ) -> Result<Vec<IpAddr>, NoAddress> {
        let (passing, refused): (Vec<IpAddr>, Vec<IpAddr>) = found
            .unwrap_or_default()
            .into_iter()
            .partition(|address| self.rules.let_through(verdict, *address));
        if passing.is_empty() {
            // For the operator, who may ask what the sender must not be told.
            tracing::warn!(host = name, addresses = ?refused, "a webhook was not sent: no address of its host may be");
            return Err(NoAddress);
        }
        Ok(passing)
    }
}
