//! The address of a request, as somebody sees it.

use actix_web::http::header::{HOST, HeaderMap};

use super::forwarded::Forwarded;

/// Scheme, host, port and path before the route; shown as the beginning of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    scheme: &'static str,
    host: String,
    port: Option<u16>,
    path: String,
}

impl Seen {
    /// As the request arrived here: the broker itself does not speak TLS.
    pub(super) fn directly(headers: &HeaderMap, path: &str) -> Self {
        let host = headers
            .get(HOST)
            .and_then(|host| host.to_str().ok())
            .and_then(host_and_port);
        let (host, port) = host.unwrap_or_else(|| ("localhost".to_owned(), None));
        Self {
            scheme: "http",
            host,
            port,
            path: path.to_owned(),
        }
    }

    /// As a proxy was asked, which says so; what it does not say, or says badly, stays.
    pub(super) fn changed_by(&self, told: &Forwarded) -> Self {
        let scheme = match told.scheme.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("https") => "https",
            Some("http") => "http",
            _ => self.scheme,
        };
        let host = told.host.as_deref().and_then(host_and_port);
        let told_port = told.port.as_deref().and_then(|port| port.parse().ok());
        let (host, port) = match host {
            Some((host, port)) => (host, port.or(told_port)),
            None => (self.host.clone(), told_port.or(self.port)),
        };
        Self {
            scheme,
            host,
            port: port.filter(|port| *port != usual_port(scheme)),
            path: told
                .path
                .as_deref()
                .and_then(clean_path)
                .unwrap_or_else(|| self.path.clone()),
        }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path)
    }
}

fn usual_port(scheme: &str) -> u16 {
    if scheme == "https" { 443 } else { 80 }
}

/// A name, an IPv4 address or an IPv6 address in brackets, with or without a port; nothing else gets into links.
fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().ok()?)),
        _ => (text, None),
    };
    let in_brackets = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = match in_brackets {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)),
    };
    (is_host && !host.is_empty()).then(|| (host.to_owned(), port))
}

fn clean_path(text: &str) -> Option<String> {
    let path = text.trim_end_matches('/');
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~%".contains(&byte);
    let is_path = path.is_empty() || (path.starts_with('/') && !path.contains("//"));
    (is_path && path.bytes().all(is_plain)).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(told: [Option<&str>; 4]) -> String {
        let [scheme, host, port, path] = told.map(|text| text.map(str::to_owned));
        let arrived = Seen {
            scheme: "http",
            host: "inner".to_owned(),
            port: Some(9292),
            path: "/ctx".to_owned(),
        };
        arrived
            .changed_by(&Forwarded {
                scheme,
                host,
                port,
                path,
            })
            .to_string()
    }

    #[test]
    fn what_a_proxy_says_replaces_what_arrived() {
        assert_eq!(seen([None, None, None, None]), "http://inner:9292/ctx");
        assert_eq!(seen([Some("https"), Some("a.org"), None, None]), "https://a.org/ctx");
        assert_eq!(
            seen([Some("https"), Some("a.org"), Some("443"), Some("/x/")]),
            "https://a.org/x"
        );
        assert_eq!(
            seen([Some("https"), Some("a.org"), Some("8443"), None]),
            "https://a.org:8443/ctx"
        );
        assert_eq!(
            seen([Some("https"), Some("a.org:1"), Some("443"), None]),
            "https://a.org:1/ctx"
        );
        assert_eq!(seen([None, Some("[::1]:80"), None, Some("")]), "http://[::1]");
    }

    #[test]
    fn what_is_no_host_gets_into_no_link() {
        for host in ["a b", "a/b", "u@a", "a:port", "[a]", "", "<a>", "a\"b"] {
            assert_eq!(seen([None, Some(host), None, None]), "http://inner:9292/ctx", "{host}");
        }
        assert_eq!(seen([Some("ftp"), None, None, Some("//evil")]), "http://inner:9292/ctx");
    }
}
