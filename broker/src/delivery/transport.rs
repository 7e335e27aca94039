//! HTTP to somebody else's server.

use std::net::IpAddr;
use std::sync::Arc;

use reqwest::{Client, Response};
use url::Host;

use super::answer::{Answer, NoAnswer};
use super::clients::Clients;
use super::guard::{NoAddress, Resolver};
use super::hop::Hop;
use crate::domain::webhook::{FilledRequest, Verdict, WebhookRules};

/// Sends requests within the rules.
#[derive(Debug)]
pub(super) struct Transport {
    rules: Arc<WebhookRules>,
    clients: Clients,
}

impl Transport {
    pub(super) fn new(rules: Arc<WebhookRules>, resolver: Arc<dyn Resolver>) -> Self {
        Self {
            clients: Clients::new(Arc::clone(&rules), resolver),
            rules,
        }
    }

    /// Sends a request and reads the answer, all within the time that the rules give.
    pub(super) async fn send(&self, request: &FilledRequest) -> Result<Answer, NoAnswer> {
        let patience = self.rules.timeout;
        let attempt = tokio::time::timeout(patience, self.follow(request)).await;
        attempt.unwrap_or(Err(NoAnswer::TooSlow(patience)))
    }

    /// The redirect after the last that is followed is an answer like any other.
    async fn follow(&self, request: &FilledRequest) -> Result<Answer, NoAnswer> {
        let mut hop = Hop::first(request)?;
        for _ in 0..self.rules.redirects {
            let response = self.call(&hop).await?;
            match hop.after(response.status(), response.headers()) {
                Some(next) => hop = next,
                None => return Answer::read(response).await,
            }
        }
        Answer::read(self.call(&hop).await?).await
    }

    async fn call(&self, hop: &Hop) -> Result<Response, NoAnswer> {
        let client = self.client_for(hop).map_err(|reason| match hop.redirected {
            true => NoAnswer::NotSent(format!("after a redirect, {reason}")),
            false => NoAnswer::NotSent(reason),
        })?;
        let mut call = client
            .request(hop.method.clone(), hop.url.clone())
            .headers(hop.headers.clone());
        if let Some((name, password)) = &hop.credentials {
            call = call.basic_auth(name, Some(password));
        }
        if let Some(body) = &hop.body {
            call = call.body(body.clone());
        }
        Ok(call.send().await?)
    }

    /// The client that may send this, or why none may. Clients do not ask their guard about addresses in URLs, and a
    /// proxy asks nobody, so what can be told from the URL is told here.
    fn client_for(&self, hop: &Hop) -> Result<Client, String> {
        if let Some(fault) = self.rules.fault_of_method(hop.method.as_str()) {
            return Err(format!("its method {fault}"));
        }
        if let Some(fault) = self.rules.fault_of_url(hop.url.as_str()) {
            return Err(format!("its URL {fault}"));
        }
        let host = hop.url.host().ok_or("its URL names no host")?;
        let verdict = self.rules.verdict_on(&host);
        if address_in(&host).is_some_and(|address| !self.rules.let_through(verdict, address)) {
            return Err(NoAddress.to_string());
        }
        // Only its addresses can tell whether it may be sent to, and a proxy would look them up anew.
        if verdict == Verdict::Listed {
            return self.clients.direct();
        }
        match self.clients.through_proxy(&hop.url)? {
            Some(client) => Ok(client),
            None => self.clients.direct(),
        }
    }
}

fn address_in(host: &Host<&str>) -> Option<IpAddr> {
    match host {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(IpAddr::V4(*address)),
        Host::Ipv6(address) => Some(IpAddr::V6(*address)),
    }
}
