//! How clients reach the broker: through which proxies, below which path, and what links for them begin with
//! (`http-api.md` section 3).

mod forwarded;
mod seen;

use actix_web::HttpMessage;
use actix_web::HttpRequest;
use actix_web::dev::ServiceRequest;
use actix_web::http::uri::{PathAndQuery, Uri};
use ipnet::IpNet;
use url::Url;

use self::forwarded::Forwarded;
use self::seen::Seen;
use super::routes;
use crate::config::{BaseUrl, Reach};

/// What the operator says about it.
#[derive(Debug)]
pub(crate) struct Front {
    bases: Vec<Base>,
    /// Paths below which all routes answer too, the longest first.
    paths: Vec<String>,
    context_path: String,
    trusted: Vec<IpNet>,
}

/// A configured beginning of links.
#[derive(Debug)]
struct Base {
    text: String,
    parsed: Option<Url>,
}

/// The path that was taken off a request's own.
struct Below(String);

impl Front {
    /// Fails when a path begins like a route: nobody could tell which of the two a request means.
    pub(crate) fn new(reach: &Reach) -> anyhow::Result<Self> {
        let of_bases = reach.base_urls.iter().map(BaseUrl::path);
        let mut paths: Vec<String> = of_bases
            .chain([reach.context_path.as_str()])
            .map(str::to_owned)
            .collect();
        paths.retain(|path| !path.is_empty());
        paths.sort_by_key(|path| std::cmp::Reverse(path.len()));
        paths.dedup();
        if let Some(path) = paths.iter().find(|path| begins_like_a_route(path)) {
            anyhow::bail!(
                "context_path: {path} (or the path of a base URL) cannot be told from the broker's own {path}"
            );
        }
        Ok(Self {
            bases: reach.base_urls.iter().map(Base::of).collect(),
            paths,
            context_path: reach.context_path.clone(),
            trusted: reach.trusted_proxies.clone(),
        })
    }

    /// Takes the path off below which the request came, so that a proxy need not.
    pub(crate) fn enter(&self, request: &mut ServiceRequest) {
        let Some(path) = self.paths.iter().find(|path| is_below(request.path(), path)) else {
            return;
        };
        let Some(uri) = without(request.uri(), path) else {
            return;
        };
        request.extensions_mut().insert(Below(path.clone()));
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }

    /// What links begin with: the configured base that the request was sent to, as the client sees it or as it arrived
    /// here, else the first one; without any, the address of the request.
    pub(crate) fn base(&self, request: &HttpRequest) -> String {
        if let [only] = self.bases.as_slice() {
            return only.text.clone();
        }
        let arrived = self.as_it_arrived(request);
        let told = self.as_a_proxy_tells(request, &arrived);
        let seen = [told, Some(arrived)];
        let mut seen = seen.iter().flatten();
        let Some(first) = self.bases.first() else {
            return seen.next().map(Seen::to_string).unwrap_or_default();
        };
        let meant = seen.find_map(|seen| self.configured(seen));
        meant.unwrap_or(first).text.clone()
    }

    fn as_it_arrived(&self, request: &HttpRequest) -> Seen {
        let extensions = request.extensions();
        let below = extensions.get::<Below>().map(|below| below.0.as_str());
        Seen::directly(request.headers(), below.unwrap_or(&self.context_path))
    }

    fn as_a_proxy_tells(&self, request: &HttpRequest, arrived: &Seen) -> Option<Seen> {
        let trusts = |address: std::net::IpAddr| {
            let address = address.to_canonical();
            self.trusted.iter().any(|network| network.contains(&address))
        };
        let peer = request.peer_addr()?.ip();
        trusts(peer).then(|| arrived.changed_by(&Forwarded::of(request.headers(), trusts)))
    }

    /// The configured base with this origin; several may have it, then the one with this path.
    fn configured(&self, seen: &Seen) -> Option<&Base> {
        let url = Url::parse(&seen.to_string()).ok()?;
        let is_of_origin = |base: &&Base| base.parsed.as_ref().is_some_and(|own| own.origin() == url.origin());
        let of_origin: Vec<&Base> = self.bases.iter().filter(is_of_origin).collect();
        let with_path = of_origin.iter().find(|base| base.path() == seen.path());
        with_path.or(of_origin.first()).copied()
    }
}

impl Base {
    fn of(url: &BaseUrl) -> Self {
        Self {
            text: url.as_str().to_owned(),
            parsed: Url::parse(url.as_str()).ok(),
        }
    }

    fn path(&self) -> &str {
        self.parsed.as_ref().map_or("", |url| url.path().trim_end_matches('/'))
    }
}

fn begins_like_a_route(path: &str) -> bool {
    let first = |path: &str| path.split('/').nth(1).map(str::to_owned);
    routes::endpoints().iter().any(|one| first(one.path) == first(path))
}

fn is_below(path: &str, beginning: &str) -> bool {
    path.strip_prefix(beginning)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The address without the beginning of its path.
fn without(uri: &Uri, beginning: &str) -> Option<Uri> {
    let rest = uri.path().strip_prefix(beginning)?;
    let path = if rest.is_empty() { "/" } else { rest };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(format!("{path}{query}")).ok()?);
    Uri::from_parts(parts).ok()
}
