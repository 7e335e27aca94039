//! What proxies say about the request that the client sent: `X-Forwarded-…`, or `Forwarded` (RFC 7239).

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::HeaderMap;

/// What was said, unchecked; to be believed only when the proxy is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Forwarded {
    pub(super) scheme: Option<String>,
    pub(super) host: Option<String>,
    pub(super) port: Option<String>,
    pub(super) path: Option<String>,
}

impl Forwarded {
    /// What the outermost trusted proxy said. Each proxy adds to the end of a list, so what stands before its words came
    /// from outside and is anybody's.
    ///
    /// `X-Forwarded-…` goes before `Forwarded`, as most proxies set only the former.
    pub(super) fn of(headers: &HeaderMap, trusts: impl Fn(IpAddr) -> bool) -> Self {
        let chain = list(headers, "x-forwarded-for");
        let trusted = chain
            .iter()
            .rev()
            .take_while(|text| address(text).is_some_and(&trusts))
            .count();
        let said = |name: &str| {
            let words = list(headers, name);
            let behind = words.len().checked_sub(1)?;
            Some(words[behind - trusted.min(behind)].to_owned()).filter(|word| !word.is_empty())
        };
        let standard = of_standard(headers, &trusts);
        Self {
            scheme: said("x-forwarded-proto").or(standard.scheme),
            host: said("x-forwarded-host").or(standard.host),
            port: said("x-forwarded-port"),
            path: said("x-forwarded-prefix"),
        }
    }
}

fn of_standard(headers: &HeaderMap, trusts: impl Fn(IpAddr) -> bool) -> Forwarded {
    let lines = headers.get_all("forwarded").filter_map(|line| line.to_str().ok());
    let elements: Vec<&str> = lines.flat_map(|line| split(line, ',')).collect();
    let is_trusted = |element: &str| {
        parameter(element, "for")
            .as_deref()
            .and_then(address)
            .is_some_and(&trusts)
    };
    let outermost = elements.iter().rposition(|element| !is_trusted(element)).unwrap_or(0);
    let Some(element) = elements.get(outermost) else {
        return Forwarded::default();
    };
    Forwarded {
        scheme: parameter(element, "proto"),
        host: parameter(element, "host"),
        ..Forwarded::default()
    }
}

/// The entries of a list, which may stand in several lines.
fn list<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let lines = headers.get_all(name).filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',').map(str::trim)).collect()
}

/// An address with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let with_port = text.parse::<SocketAddr>().map(|address| address.ip());
    with_port.or_else(|_| bare.parse()).ok()
}

/// The value of `name` in `name=value;other="value"`.
fn parameter(element: &str, name: &str) -> Option<String> {
    let pairs = split(element, ';').into_iter().filter_map(|pair| pair.split_once('='));
    let mut found = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    let value = found.next()?.1.trim();
    Some(value.trim_matches('"').replace('\\', ""))
}

/// Splits where no quotes are open.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|letter| {
        quoted ^= letter == '"';
        letter == separator && !quoted
    })
    .map(str::trim)
    .collect()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn told(headers: &[(&'static str, &'static str)]) -> [Option<String>; 4] {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let inside = |address: IpAddr| address.to_string().starts_with("10.");
        let Forwarded {
            scheme,
            host,
            port,
            path,
        } = Forwarded::of(&map, inside);
        [scheme, host, port, path]
    }

    fn expected(words: [&str; 4]) -> [Option<String>; 4] {
        words.map(|word| (!word.is_empty()).then(|| word.to_owned()))
    }

    #[test]
    fn one_proxy_is_heard_and_what_the_client_wrote_before_it_is_not() {
        let headers = [
            ("x-forwarded-for", "8.8.8.8, 9.9.9.9"),
            ("x-forwarded-proto", "ftp, https"),
            ("x-forwarded-host", "evil.org, good.org"),
            ("x-forwarded-port", "8443"),
            ("x-forwarded-prefix", "/contracts"),
        ];
        assert_eq!(told(&headers), expected(["https", "good.org", "8443", "/contracts"]));
    }

    #[test]
    fn of_a_chain_of_trusted_proxies_the_outermost_is_heard() {
        let headers = [
            ("x-forwarded-for", "9.9.9.9"),
            ("x-forwarded-for", "10.0.0.7:4711"),
            ("x-forwarded-proto", "https, http"),
            ("x-forwarded-host", "good.org"),
        ];
        assert_eq!(told(&headers), expected(["https", "good.org", "", ""]));
    }

    #[test]
    fn the_standard_header_is_understood() {
        let headers = [(
            "forwarded",
            "for=8.8.8.8;host=evil.org, For=\"[2001:db8::1]:80\";Proto=https;host=\"good.org:8443\", for=10.0.0.7;proto=http",
        )];
        assert_eq!(told(&headers), expected(["https", "good.org:8443", "", ""]));
    }
}
