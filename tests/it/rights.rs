//! Every route of the table asks for the right that it names: nobody gets in who does not belong.

use accord_broker::config::{Access, Settings, User};
use accord_broker::{Right, RouteInfo, page_routes, routes};
use accord_tests::api::Answer;
use accord_tests::broker::TestBroker;
use accord_tests::database::System;
use regex::Regex;
use reqwest::Method;

const WRITER: Option<(&str, &str)> = Some(("writer", "writer's secret"));
const READER: Option<(&str, &str)> = Some(("reader", "reader's secret"));
const STRANGER: Option<(&str, &str)> = Some(("writer", "a guess"));

#[tokio::test(flavor = "multi_thread")]
async fn every_route_asks_for_the_right_it_names() {
    let broker = guarded().await;
    let api = routes().into_iter().map(|route| (route, "*/*"));
    let pages = page_routes().into_iter().map(|route| (route, "text/html"));
    for (route, accept) in api.chain(pages) {
        let stranger = status(&broker, &route, accept, STRANGER).await;
        let nobody = status(&broker, &route, accept, None).await;
        let reader = status(&broker, &route, accept, READER).await;
        let writer = status(&broker, &route, accept, WRITER).await;
        let name = format!("{} {}", route.method, route.path);
        match route.right {
            Right::None => assert!(!refused(nobody), "{name} is open to everybody, but answered {nobody}"),
            Right::Heartbeat | Right::Badge | Right::Read => {
                assert_eq!((nobody, stranger), (401, 401), "{name} is not for strangers");
                assert!(
                    !refused(reader) && !refused(writer),
                    "{name} is for readers: {reader}, {writer}"
                );
            }
            Right::Write => {
                assert_eq!(
                    (nobody, stranger, reader),
                    (401, 401, 403),
                    "{name} is for writers only"
                );
                assert!(!refused(writer), "{name} is for writers: {writer}");
            }
        }
    }
}

#[test]
fn what_changes_something_needs_the_right_to_write() {
    for route in routes().into_iter().chain(page_routes()) {
        // An error on purpose fills the log, so not everybody may have it.
        let asks = route.method == "GET" && route.path != "/test/error";
        let only_asks = asks || route.path.ends_with("/for-verification");
        assert_eq!(
            only_asks,
            route.right != Right::Write,
            "{} {}",
            route.method,
            route.path
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_tells_nothing() {
    let broker = guarded().await;
    let answer = Answer::to(broker.call(Method::GET, "/nothing/here")).await;
    assert_eq!(answer.status, 404);
}

fn refused(status: u16) -> bool {
    matches!(status, 401 | 403)
}

async fn status(broker: &TestBroker, route: &RouteInfo, accept: &str, credentials: Option<(&str, &str)>) -> u16 {
    let parameter = Regex::new(r"\{\w+\}").unwrap();
    let path = parameter.replace_all(route.path, "x");
    let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
    let mut request = broker.call_accepting(accept, method, &path);
    if let Some((name, password)) = credentials {
        request = request.basic_auth(name, Some(password));
    }
    Answer::to(request).await.status
}

async fn guarded() -> TestBroker {
    let user = |credentials: Option<(&str, &str)>| {
        credentials.map(|(name, password)| User {
            name: name.to_owned(),
            password: password.to_owned(),
        })
    };
    let access = Access {
        read_write: user(WRITER),
        read_only: user(READER),
        ..Access::default()
    };
    let started = TestBroker::start_with(System::Sqlite, |settings| Settings { access, ..settings }).await;
    started.expect("SQLite is always there")
}
