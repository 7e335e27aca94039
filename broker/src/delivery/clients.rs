//! The HTTP clients that all requests share.

use std::sync::{Arc, OnceLock};

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Certificate, Client, ClientBuilder, Url, redirect};

use super::guard::{Guard, Resolver};
use crate::domain::webhook::WebhookRules;

/// One client connects by itself, to addresses that the guard lets through; the other to the proxies that the
/// environment names. Each is made when it is needed first: it loads the certificates of the machine, without which a
/// broker can do everything else.
#[derive(Debug)]
pub(super) struct Clients {
    guard: Guard,
    proxies: Matcher,
    direct: OnceLock<Client>,
    through_proxy: OnceLock<Client>,
}

impl Clients {
    pub(super) fn new(rules: Arc<WebhookRules>, resolver: Arc<dyn Resolver>) -> Self {
        Self {
            guard: Guard { rules, resolver },
            // What reqwest reads for a client that is not told otherwise.
            proxies: Matcher::from_system(),
            direct: OnceLock::new(),
            through_proxy: OnceLock::new(),
        }
    }

    /// The client that connects by itself.
    pub(super) fn direct(&self) -> Result<Client, String> {
        let build = || self.builder()?.no_proxy().dns_resolver(self.guard.clone()).build();
        shared(&self.direct, build)
    }

    /// The client that asks a proxy, if the environment names one for this URL.
    pub(super) fn through_proxy(&self, url: &Url) -> Result<Option<Client>, String> {
        let target = url
            .as_str()
            .parse()
            .map_err(|_| "its URL cannot be sent to".to_owned())?;
        let Some(proxy) = self.proxies.intercept(&target) else {
            return Ok(None);
        };
        if !matches!(proxy.uri().scheme_str(), Some("http" | "https")) {
            return Err("the proxy that is set for it does not speak HTTP".to_owned());
        }
        shared(&self.through_proxy, || self.builder()?.build()).map(Some)
    }

    fn builder(&self) -> reqwest::Result<ClientBuilder> {
        let rules = &self.guard.rules;
        // A second installation is refused, which is fine: it is the same provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let authorities = rules.authorities.iter().map(|der| Certificate::from_der(der));
        Ok(Client::builder()
            .redirect(redirect::Policy::none())
            // Said although it is so: a crate beside this one may switch them on, and then small answers become large.
            .no_gzip()
            .no_deflate()
            .no_brotli()
            .no_zstd()
            .tls_certs_merge(authorities.collect::<reqwest::Result<Vec<_>>>()?)
            .tls_danger_accept_invalid_certs(!rules.verifies_receivers)
            .user_agent(concat!("Accord/", env!("CARGO_PKG_VERSION"))))
    }
}

fn shared(place: &OnceLock<Client>, build: impl FnOnce() -> reqwest::Result<Client>) -> Result<Client, String> {
    if let Some(client) = place.get() {
        return Ok(client.clone());
    }
    let client = build().map_err(|error| error.to_string())?;
    Ok(place.get_or_init(|| client).clone())
}
