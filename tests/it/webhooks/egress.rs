//! Where webhooks go, and where they do not, whatever a URL, a resolver or a receiver says.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::json;

use super::receiver::{Names, Receiver, ResolvingBroker, response};

/// What a refusal names, so that an operator knows what to change.
const LIST: &str = "WEBHOOK_HOST_WHITELIST";

/// Ways to write addresses of this machine, which end at the receivers of [`here`] when nobody minds.
const LOOPBACK: [&str; 13] = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "0.0.0.0",
    "[::]",
    "localhost",
];

/// Addresses of other machines that are nobody's business.
const INSIDE: [&str; 9] = [
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "[::ffff:169.254.169.254]",
    "[fd00:ec2::254]",
    "10.0.0.1",
    "192.168.0.1",
    "100.100.100.200",
    "[64:ff9b::7f00:1]",
];

/// Receivers at one port of 127.0.0.1 and, where the machine has it, of ::1.
async fn here() -> Vec<Receiver> {
    let ok = response(200, "", "inside information");
    let v4 = Receiver::answering("127.0.0.1", &ok).await;
    let v6 = Receiver::start(SocketAddr::new("::1".parse().unwrap(), v4.port()), &ok, None).await;
    [Some(v4), v6.ok()].into_iter().flatten().collect()
}

fn connections(receivers: &[Receiver]) -> usize {
    receivers.iter().map(|receiver| receiver.heard().len()).sum()
}

fn nobody() -> std::sync::Arc<Names> {
    Names::of(&[("localhost", &["127.0.0.1 ::1"])])
}

#[tokio::test]
async fn without_a_list_no_spelling_of_an_inner_address_is_sent_to() {
    let receivers = here().await;
    let broker = ResolvingBroker::start(nobody(), &[], |_| {}).await;
    for host in LOOPBACK.into_iter().chain(INSIDE) {
        let (success, told) = broker.attempt(&format!("http://{host}:{}/", receivers[0].port())).await;
        assert!(
            !success && told.contains("was not sent") && told.contains(LIST),
            "{host}: {told}"
        );
    }
    assert_eq!(connections(&receivers), 0);

    // With the networks on the list, the same receivers are reached: it was the rules that kept them from being so.
    let broker = ResolvingBroker::start(nobody(), &["127.0.0.0/8", "::1"], |_| {}).await;
    for host in &LOOPBACK[..7] {
        let (success, told) = broker.attempt(&format!("http://{host}:{}/", receivers[0].port())).await;
        assert!(success, "{host}: {told}");
    }
}

#[tokio::test]
async fn a_name_is_sent_to_where_the_one_lookup_found_that_it_may_be() {
    let good = Receiver::answering("127.0.0.2", &response(200, "", "")).await;
    let loopback = SocketAddr::new("127.0.0.1".parse().unwrap(), good.port());
    let bad = Receiver::start(loopback, &response(200, "", ""), None).await.unwrap();
    let names = Names::of(&[
        ("rebinding.test", &["127.0.0.2", "127.0.0.1"]),
        ("both.test", &["127.0.0.1 127.0.0.2"]),
    ]);
    let broker = ResolvingBroker::start(names.clone(), &["127.0.0.2"], |_| {}).await;
    let url = |name: &str| format!("http://{name}:{}/", good.port());

    // Checked and connected to in one: a second lookup would have led to 127.0.0.1.
    assert!(broker.attempt(&url("rebinding.test")).await.0);
    assert_eq!(names.asked(), ["rebinding.test"]);
    let (success, told) = broker.attempt(&url("rebinding.test")).await;
    assert!(!success && told.contains(LIST), "{told}");

    assert!(broker.attempt(&url("both.test")).await.0);
    assert_eq!((good.heard().len(), bad.heard().len()), (2, 0));
}

#[tokio::test]
async fn a_name_that_was_public_a_moment_ago_does_not_lead_inside() {
    let receiver = Receiver::answering("127.0.0.1", &response(200, "", "")).await;
    // Public by its kind, and given to nobody.
    let names = Names::of(&[(
        "rebinding.test",
        &["2d00::1", "127.0.0.1", "::ffff:127.0.0.1", "::1", "10.0.0.1"],
    )]);
    let broker = ResolvingBroker::start(names.clone(), &[], |settings| {
        settings.webhooks.timeout = Duration::from_secs(1);
    });
    let broker = broker.await;
    let url = format!("http://rebinding.test:{}/", receiver.port());
    let (success, told) = broker.attempt(&url).await;
    assert!(!success && told.contains("There was no answer"), "{told}");
    for _ in 0..4 {
        let (success, told) = broker.attempt(&url).await;
        assert!(!success && told.contains("was not sent"), "{told}");
    }
    assert_eq!((names.asked().len(), receiver.heard().len()), (5, 0));
}

#[tokio::test]
async fn a_name_that_leads_inside_and_one_that_nobody_knows_are_told_alike() {
    let broker = ResolvingBroker::start(Names::of(&[("inner.test", &["10.0.0.1"])]), &[], |_| {}).await;
    let mut told = Vec::new();
    for name in ["inner.test", "unknown.test"] {
        let text = broker.attempt(&format!("http://{name}/")).await.1.replace(name, "NAME");
        assert!(!text.contains("10.0.0.1"), "{text}");
        let refusal = text
            .split("ERROR: ")
            .nth(1)
            .unwrap()
            .split("\\n")
            .next()
            .unwrap()
            .to_owned();
        told.push(refusal);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn only_who_is_named_may_be_inside() {
    let receiver = Receiver::answering("127.0.0.1", &response(200, "", "")).await;
    let url = format!("http://inner.test:{}/", receiver.port());
    for (hosts, success) in [
        (&["inner.test"][..], true),
        (&["127.0.0.1"], true),
        (&["*.test", "127.0.0.0/8"], true),
        (&["/^inner/", "127.0.0.0/8"], true),
        (&["*.test"], false),
        (&["/^inner/"], false),
        (&["*.test", "10.0.0.0/8"], false),
        (&["10.0.0.0/8"], false),
    ] {
        let names = Names::of(&[("inner.test", &["127.0.0.1"])]);
        let broker = ResolvingBroker::start(names, hosts, |_| {}).await;
        let (succeeded, told) = broker.attempt(&url).await;
        assert_eq!(succeeded, success, "{hosts:?}: {told}");
    }
    assert_eq!(receiver.heard().len(), 4);
    let broker = ResolvingBroker::start(nobody(), &["/^127/"], |_| {}).await;
    assert!(!broker.attempt(&receiver.url()).await.0);
}

#[tokio::test]
async fn redirects_lead_nowhere_that_a_webhook_could_not_be_sent_to() {
    let receivers = here().await;
    let port = receivers[0].port();
    let names = Names::of(&[
        ("localhost", &["127.0.0.1 ::1"]),
        ("inner.test", &["127.0.0.1"]),
        ("outer.test", &["127.0.0.2"]),
    ]);
    for host in LOOPBACK
        .into_iter()
        .chain(INSIDE)
        .chain(["inner.test", "me:secret@127.0.0.2"])
    {
        let location = format!("Location: http://{host}:{port}/\r\n");
        let moved = Receiver::answering("127.0.0.2", &response(307, &location, "")).await;
        // `*.test` and `/./` allow every host, but no address that is not public.
        let hosts = ["127.0.0.2", "*.test", "/./"];
        let broker = ResolvingBroker::start(names.clone(), &hosts, |settings| settings.webhooks.redirects = 5);
        let broker = broker.await;
        for url in [moved.url(), format!("http://outer.test:{}/", moved.port())] {
            let (success, told) = broker.attempt(&url).await;
            assert!(!success && told.contains("was not sent"), "{host}: {told}");
        }
        assert_eq!(moved.heard().len(), 2, "{host}");
    }
    assert_eq!(connections(&receivers), 0);
}

#[tokio::test]
async fn redirects_leave_the_schemes_and_methods_that_are_allowed() {
    let moved = |status: u16, location: String| async move {
        Receiver::answering("127.0.0.1", &response(status, &format!("Location: {location}\r\n"), "")).await
    };
    let target = Receiver::answering("127.0.0.1", &response(200, "", "")).await;
    let broker = ResolvingBroker::start(nobody(), &["127.0.0.1"], |settings| {
        settings.webhooks.redirects = 1;
        settings.webhooks.schemes = vec!["http".to_owned()];
        settings.webhooks.methods = vec!["POST".to_owned()];
    });
    let broker = broker.await;
    for (status, location, why) in [
        (
            307,
            format!("https://{}/", target.address),
            "scheme must be one of: http",
        ),
        (307, "file:///etc/passwd".to_owned(), "must name a host"),
        (302, target.url(), "its method must be one of: POST"),
    ] {
        let receiver = moved(status, location).await;
        let (success, told) = broker.attempt(&receiver.url()).await;
        assert!(
            !success && told.contains(why) && told.contains("after a redirect"),
            "{told}"
        );
    }
    assert!(target.heard().is_empty());
    assert!(broker.attempt(&moved(307, target.url()).await.url()).await.0);
}

#[tokio::test]
async fn a_redirect_is_followed_as_often_as_is_set_and_without_secrets_elsewhere() {
    let target = Receiver::answering("127.0.0.1", &response(200, "", "arrived")).await;
    let to = |receiver: &Receiver, status: u16| response(status, &format!("Location: {}\r\n", receiver.url()), "");
    let second = Receiver::answering("127.0.0.1", &to(&target, 303)).await;
    let first = Receiver::answering("127.0.0.1", &to(&second, 308)).await;
    let request = json!({
        "method": "POST", "url": first.url(), "username": "me", "password": "p4ss", "body": {"a": 1},
        "headers": {"X-Api-Token": "t0ken", "X-Seen": "seen"},
    });
    for (redirects, arrives) in [(1, false), (2, true)] {
        let broker = ResolvingBroker::start(nobody(), &["127.0.0.1"], |settings| {
            settings.webhooks.redirects = redirects;
        });
        let (success, told) = broker.await.attempt_with(request.clone()).await;
        assert_eq!((success, told.contains("arrived")), (arrives, arrives), "{told}");
    }
    let lower = |receiver: &Receiver| receiver.heard().pop().unwrap().to_ascii_lowercase();
    let (first, second, target) = (lower(&first), lower(&second), lower(&target));
    assert!(
        first.contains("authorization: basic") && first.contains("t0ken"),
        "{first}"
    );
    assert!(
        second.starts_with("post /") && second.ends_with(r#"{"a":1}"#),
        "{second}"
    );
    assert!(target.starts_with("get /") && target.ends_with("\r\n\r\n"), "{target}");
    for request in [second, target] {
        assert!(request.contains("x-seen: seen"), "{request}");
        assert!(
            !request.contains("authorization") && !request.contains("t0ken"),
            "{request}"
        );
    }
}
