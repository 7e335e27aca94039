use indexmap::IndexMap;

use super::*;

fn hop() -> Hop {
    hop_with("{}")
}

fn hop_with(body: &str) -> Hop {
    let pairs = [
        ("content-type", "application/json"),
        ("x-seen", "seen"),
        ("x-api-token", "t0ken"),
        ("x-named", "of n4med"),
        ("host", "other"),
    ];
    let headers: IndexMap<String, String> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let request = FilledRequest {
        method: "POST".to_owned(),
        url: "https://ci.example.org/a/build?x=1".to_owned(),
        headers,
        body: Some(body.to_owned()),
        credentials: Some(("me".to_owned(), "p4ss".to_owned())),
        named_secrets: vec!["n4med".to_owned()],
        signing_secrets: Vec::new(),
        fault: None,
    };
    Hop::first(&request).expect("can be sent")
}

fn after(status: u16, location: &str) -> Option<Hop> {
    let headers = HeaderMap::from_iter([(LOCATION, location.parse().expect("is a value"))]);
    hop().after(StatusCode::from_u16(status).expect("is a status"), &headers)
}

fn names(hop: &Hop) -> Vec<&str> {
    let mut names: Vec<&str> = hop.headers.keys().map(HeaderName::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn only_redirects_with_a_usable_location_lead_on() {
    for status in [200, 201, 300, 304, 305, 400] {
        assert!(after(status, "/b").is_none(), "{status}");
    }
    assert!(after(307, "https://[").is_none());
    assert!(hop().after(StatusCode::PERMANENT_REDIRECT, &HeaderMap::new()).is_none());
    for (location, url) in [
        ("/b", "https://ci.example.org/b"),
        ("b?y", "https://ci.example.org/a/b?y"),
        ("//other.example.org", "https://other.example.org/"),
    ] {
        assert_eq!(after(307, location).expect("leads on").url.as_str(), url);
    }
}

#[test]
fn method_and_body_go_on_where_the_status_says_so() {
    for status in [307, 308] {
        let next = after(status, "/b").expect("leads on");
        assert_eq!((next.method.clone(), next.body.as_deref()), (Method::POST, Some("{}")));
        assert_eq!(names(&next), ["content-type", "x-api-token", "x-named", "x-seen"]);
        assert!(next.credentials.is_some() && next.redirected);
    }
    for status in [301, 302, 303] {
        let next = after(status, "/b").expect("leads on");
        assert_eq!((next.method.clone(), next.body.as_deref()), (Method::GET, None));
        assert_eq!(names(&next), ["x-api-token", "x-named", "x-seen"]);
    }
}

#[test]
fn a_body_with_a_secret_goes_to_nobody_else() {
    let hop = hop_with(r#"{"key":"n4med"}"#);
    let to = |location: &'static str, status: StatusCode| {
        hop.after(
            status,
            &HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(location))]),
        )
    };
    let (same, other) = ("https://ci.example.org/b", "https://other.example.org/b");
    assert!(to(same, StatusCode::TEMPORARY_REDIRECT).is_some());
    assert!(to(other, StatusCode::TEMPORARY_REDIRECT).is_none());
    // Without its body it may go on.
    assert!(to(other, StatusCode::SEE_OTHER).is_some());
}

#[test]
fn no_secret_goes_to_another_origin() {
    for elsewhere in [
        "https://other.example.org/",
        "http://ci.example.org/",
        "https://ci.example.org:8443/",
    ] {
        let next = after(307, elsewhere).expect("leads on");
        assert_eq!(names(&next), ["content-type", "x-seen"], "{elsewhere}");
        assert!(next.credentials.is_none(), "{elsewhere}");
    }
    assert!(
        after(307, "https://ci.example.org:443/b")
            .expect("leads on")
            .credentials
            .is_some()
    );
}
