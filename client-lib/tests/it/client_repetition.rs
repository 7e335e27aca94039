//! What is sent again, and what is not.

use std::time::{Duration, Instant};

use accord_client::model::contract::PublishContracts;
use accord_client::model::environment::NewEnvironment;
use accord_client::{Client, Error, RetryPolicy, TransportFailure};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Broker, quick};

#[tokio::test]
async fn passing_failures_of_reads_are_asked_again() {
    let broker = Broker::start().await;
    for status in [503, 429] {
        broker
            .respond_once("GET", "/x/p/A", ResponseTemplate::new(status))
            .await;
    }
    broker.answer("GET", "/x/p/A", json!({"name": "A"})).await;
    assert_eq!(broker.client().pacticipant("A").await.unwrap().name, "A");
    assert_eq!(broker.requests().await.len(), 3);
}

#[tokio::test]
async fn lasting_failures_are_not_asked_again() {
    let broker = Broker::start().await;
    for (name, status) in [("A", 400), ("B", 404), ("C", 500)] {
        broker
            .respond("GET", &format!("/x/p/{name}"), ResponseTemplate::new(status))
            .await;
        let error = broker.client().pacticipant(name).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
    }
    assert_eq!(broker.requests().await.len(), 3);
}

#[tokio::test]
async fn giving_up_hands_over_the_last_answer() {
    let broker = Broker::start().await;
    broker.respond("GET", "/x/p/A", ResponseTemplate::new(502)).await;
    let error = broker.client().pacticipant("A").await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 502);
    assert_eq!(broker.requests().await.len(), 3, "once and two repetitions");
}

#[tokio::test]
async fn publications_are_repeatable_and_creations_are_not() {
    let broker = Broker::start().await;
    broker
        .respond_once("POST", "/x/publish", ResponseTemplate::new(503))
        .await;
    broker.answer("POST", "/x/publish", json!({})).await;
    broker
        .respond("POST", "/x/environments", ResponseTemplate::new(503))
        .await;
    let client = broker.client();
    client
        .publish_contracts(&PublishContracts::new("C", "1"))
        .await
        .unwrap();
    client.create_environment(&NewEnvironment::test("t")).await.unwrap_err();
    assert_eq!(
        broker.requests().await,
        ["POST /x/publish", "POST /x/publish", "POST /x/environments"]
    );
}

#[tokio::test]
async fn a_creation_whose_answer_does_not_come_may_have_happened_and_is_not_sent_again() {
    let broker = Broker::start().await;
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(5));
    broker.respond("POST", "/x/environments", late.clone()).await;
    broker.respond("GET", "/x/p/A", late).await;
    let client = broker.builder().timeout(Duration::from_millis(100)).build().unwrap();
    client.create_environment(&NewEnvironment::test("t")).await.unwrap_err();
    assert_eq!(broker.requests().await, ["POST /x/environments"]);
    client.pacticipant("A").await.unwrap_err();
    assert_eq!(broker.requests().await.len(), 4, "reads are repeated twice");
}

#[tokio::test]
async fn what_never_arrived_is_sent_again_whatever_it_is() {
    let nobody_yet = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = nobody_yet.local_addr().unwrap();
    drop(nobody_yet);
    let index = MockServer::start().await;
    let links = json!({"_links": {"pb:environments": {"href": format!("http://{address}/")}}});
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(links))
        .mount(&index)
        .await;
    let policy = RetryPolicy {
        retries: 40,
        first_delay: Duration::from_millis(50),
        ..RetryPolicy::default()
    };
    let client = Client::builder(index.uri()).retry(policy).build().unwrap();
    client.index().await.unwrap();

    let somebody_later = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (mut stream, _) = TcpListener::bind(address).await.unwrap().accept().await.unwrap();
        let mut request = [0_u8; 4096];
        let length = stream.read(&mut request).await.unwrap();
        stream
            .write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n{\"name\":\"t\"}")
            .await
            .unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    let created = client.create_environment(&NewEnvironment::test("t")).await.unwrap();
    assert_eq!(created.name, "t");
    assert!(somebody_later.await.unwrap().starts_with("POST / "));
}

#[tokio::test]
async fn a_connection_that_does_not_come_about_in_time_is_tried_again_whatever_is_sent() {
    // Nobody accepts, so connections wait in a queue that has no room for the one of the client.
    let crowded = TcpSocket::new_v4().unwrap();
    crowded.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let crowded = crowded.listen(1).unwrap();
    let address = crowded.local_addr().unwrap();
    let waiting = (0..4).map(|_| tokio::time::timeout(Duration::from_millis(100), TcpStream::connect(address)));
    let _waiting = futures::future::join_all(waiting).await;
    let index = MockServer::start().await;
    let links = json!({"_links": {"pb:environments": {"href": format!("http://{address}/")}}});
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(links))
        .mount(&index)
        .await;
    let builder = Client::builder(index.uri()).retry(quick());
    let client = builder.connect_timeout(Duration::from_millis(200)).build().unwrap();
    client.index().await.unwrap();

    let begin = Instant::now();
    let error = client.create_environment(&NewEnvironment::test("t")).await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.failure == TransportFailure::Unreachable),
        "{error}"
    );
    assert!(
        begin.elapsed() >= Duration::from_millis(600),
        "once and two repetitions: {:?}",
        begin.elapsed()
    );
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let broker = Broker::start().await;
    let busy = ResponseTemplate::new(503).insert_header("Retry-After", "1");
    broker.respond_once("GET", "/x/p/A", busy).await;
    broker.answer("GET", "/x/p/A", json!({"name": "A"})).await;
    let begin = Instant::now();
    broker.client().pacticipant("A").await.unwrap();
    assert!(begin.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn retry_after_beyond_the_ceiling_ends_the_attempts() {
    let broker = Broker::start().await;
    let busy = ResponseTemplate::new(503).insert_header("Retry-After", "3600");
    broker.respond("GET", "/x/p/A", busy).await;
    let begin = Instant::now();
    broker.client().pacticipant("A").await.unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(broker.requests().await.len(), 1);
}

#[tokio::test]
async fn the_budget_bounds_all_attempts_together() {
    let broker = Broker::start().await;
    broker.respond("GET", "/x/p/A", ResponseTemplate::new(503)).await;
    let policy = RetryPolicy {
        retries: 100,
        budget: Duration::from_millis(300),
        ..quick()
    };
    let begin = Instant::now();
    broker
        .builder()
        .retry(policy)
        .build()
        .unwrap()
        .pacticipant("A")
        .await
        .unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(2));
    let requests = broker.requests().await.len();
    assert!((2..100).contains(&requests), "{requests}");
}

#[tokio::test]
async fn a_repetition_gets_no_more_time_than_the_budget_leaves() {
    let broker = Broker::start().await;
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(5));
    broker.respond("GET", "/x/p/A", late).await;
    let policy = RetryPolicy {
        budget: Duration::from_secs(1),
        ..quick()
    };
    let client = broker.builder().retry(policy).timeout(Duration::from_millis(800));
    let client = client.build().unwrap();
    client.index().await.unwrap();
    let begin = Instant::now();
    client.pacticipant("A").await.unwrap_err();
    let elapsed = begin.elapsed();
    assert!(elapsed < Duration::from_millis(1400), "{elapsed:?}");
    assert_eq!(broker.requests().await.len(), 2, "it was repeated, for a shorter time");
}

#[tokio::test]
async fn a_broker_that_says_at_once_is_not_stormed() {
    let broker = Broker::start().await;
    let busy = ResponseTemplate::new(503).insert_header("Retry-After", "0");
    broker.respond("GET", "/x/p/A", busy).await;
    let policy = RetryPolicy {
        first_delay: Duration::from_millis(200),
        ..quick()
    };
    let client = broker.builder().retry(policy).build().unwrap();
    let begin = Instant::now();
    client.pacticipant("A").await.unwrap_err();
    assert!(begin.elapsed() >= Duration::from_millis(300), "{:?}", begin.elapsed());
}
