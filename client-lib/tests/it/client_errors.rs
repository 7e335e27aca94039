//! What a person is told when something goes wrong.

use std::time::Duration;

use accord_client::{CanIDeploy, Client, Error, RetryPolicy, StatusCode, TransportFailure, VersionSelector};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wiremock::ResponseTemplate;

use crate::support::Broker;

fn failure(error: &Error) -> TransportFailure {
    match error {
        Error::Transport(error) => error.failure,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn problems_are_told_with_code_trace_and_a_hint() {
    let broker = Broker::start().await;
    let problem = json!({"title": "Unknown", "detail": "No pacticipant A", "code": "unknown", "trace_id": "t-1"});
    let answer = ResponseTemplate::new(404).set_body_raw(problem.to_string(), "application/problem+json");
    broker.respond("GET", "/x/p/A", answer).await;
    let error = broker.client().pacticipant("A").await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    let problem = error.problem().unwrap();
    assert_eq!(
        (problem.code.as_deref(), problem.trace_id.as_deref()),
        (Some("unknown"), Some("t-1"))
    );
    let expected = format!("GET {}: 404 Not Found: No pacticipant A", broker.address("/x/p/A"));
    assert_eq!(error.to_string(), expected);
    assert!(error.hint().unwrap().contains("case-sensitive"));
}

#[tokio::test]
async fn refusals_say_what_to_do_about_them() {
    let broker = Broker::start().await;
    for (status, word) in [
        (401, "token"),
        (403, "right"),
        (409, "new version"),
        (413, "limit"),
        (500, "log"),
    ] {
        let name = format!("/x/p/{status}");
        broker.respond("GET", &name, ResponseTemplate::new(status)).await;
        let error = broker.client().pacticipant(&status.to_string()).await.unwrap_err();
        let hint = error.hint().unwrap();
        assert!(hint.contains(word), "{status}: {hint}");
    }
}

#[tokio::test]
async fn credentials_that_were_sent_are_not_asked_for_again() {
    let broker = Broker::start().await;
    broker.respond("GET", "/x/p/A", ResponseTemplate::new(401)).await;
    let client = broker.builder().bearer_token("t0k").build().unwrap();
    let hint = client.pacticipant("A").await.unwrap_err().hint().unwrap();
    assert!(hint.contains("does not accept these credentials"), "{hint}");
}

#[tokio::test]
async fn an_address_without_an_index_is_no_broker() {
    let broker = Broker::start().await;
    let client = Client::builder(format!("{}/wrong", broker.url())).build().unwrap();
    let question = CanIDeploy::new(VersionSelector::version("C", "1"));
    for error in [
        client.pacticipant("A").await.unwrap_err(),
        client.can_i_deploy(&question).await.unwrap_err(),
    ] {
        let expected = format!("there is no broker at {}/wrong/: 404 Not Found", broker.url());
        assert_eq!(error.to_string(), expected);
        assert!(!error.is_not_found() && error.hint().unwrap().contains("base URL"));
    }
}

#[tokio::test]
async fn a_missing_link_names_the_relation_and_the_resource() {
    let broker = Broker::start().await;
    let error = broker
        .client()
        .follow::<serde_json::Value>("pb:metrics", &[])
        .await
        .unwrap_err();
    assert!(error.is_link_missing());
    assert_eq!(error.to_string(), format!("{}/ has no link `pb:metrics`", broker.url()));
    assert!(error.hint().unwrap().contains("too old"));
}

#[tokio::test]
async fn what_is_no_broker_is_recognised() {
    let broker = Broker::start().await;
    broker
        .respond(
            "GET",
            "/x/p/A",
            ResponseTemplate::new(200).set_body_string("<html>Please log in</html>"),
        )
        .await;
    let error = broker.client().pacticipant("A").await.unwrap_err();
    assert!(error.to_string().contains("<html>Please log in"), "{error}");
    assert!(error.hint().unwrap().contains("login page"));
}

#[tokio::test]
async fn an_answer_without_end_is_an_error_that_names_the_limit() {
    let broker = Broker::start().await;
    let name = "n".repeat(5_000);
    broker.answer("GET", "/x/p/A", json!({"name": name})).await;
    let taking = |bytes| broker.builder().largest_answer(bytes).build().unwrap();
    let error = taking(4_000).pacticipant("A").await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit: 4_000, .. }), "{error}");
    assert!(error.to_string().contains("more than 4000 bytes"), "{error}");
    assert!(error.hint().unwrap().contains("largest_answer"));
    assert_eq!(taking(6_000).pacticipant("A").await.unwrap().name, name);
}

#[tokio::test]
async fn a_page_that_never_ends_is_not_read_to_its_end() {
    let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", server.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = server.accept().await.unwrap();
        let mut request = [0_u8; 4096];
        assert_ne!(stream.read(&mut request).await.unwrap(), 0);
        let head = "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nContent-Length: 9999999999\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        while stream.write_all(&[b'x'; 10_000]).await.is_ok() {}
    });
    let client = Client::builder(address).retry(RetryPolicy::never()).build().unwrap();
    let error = client.index().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 502, "{error}");
    assert!(error.problem().unwrap().detail.as_deref().unwrap().starts_with("xxx"));
}

#[tokio::test]
async fn an_address_where_nobody_listens_is_told_apart() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let client = Client::builder(format!("http://{free}"))
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = client.index().await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Unreachable);
    assert!(error.to_string().contains("refused"), "{error}");
    assert!(error.hint().unwrap().contains("127.0.0.1"));
}

#[tokio::test]
async fn a_slow_broker_is_a_timeout() {
    let broker = Broker::start().await;
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(5));
    broker.respond("GET", "/x/p/A", slow).await;
    let builder = broker
        .builder()
        .timeout(Duration::from_millis(150))
        .retry(RetryPolicy::never());
    let error = builder.build().unwrap().pacticipant("A").await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Timeout);
    assert!(error.to_string().contains("timed out"), "{error}");
}

#[tokio::test]
async fn a_broker_that_speaks_no_tls_is_a_tls_failure() {
    let broker = Broker::start().await;
    let address = broker.url().replace("http://", "https://");
    let error = Client::builder(address).build().unwrap().index().await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Tls);
    assert!(error.hint().unwrap().contains("certificate"), "{error}");
}

#[tokio::test]
async fn names_that_cannot_be_part_of_an_address_never_leave() {
    let broker = Broker::start().await;
    let error = broker.client().version("A", "..").await.unwrap_err();
    assert!(matches!(error, Error::Template { .. }), "{error}");
    assert!(broker.requests().await.is_empty());
}
