//! Who is told the credentials, and which way requests go.

use accord_client::{Client, Error};
use serde_json::json;
use wiremock::matchers::{any, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Broker, quick};

async fn authorizations(server: &MockServer) -> Vec<Option<String>> {
    let received = server.received_requests().await.unwrap();
    let header = |request: &wiremock::Request| request.headers.get("authorization")?.to_str().ok().map(str::to_owned);
    received.iter().map(header).collect()
}

#[tokio::test]
async fn tokens_passwords_and_headers_reach_the_broker() {
    let broker = Broker::start().await;
    broker.answer("GET", "/x/p/A", json!({"name": "A"})).await;
    let with_token = broker
        .builder()
        .bearer_token("t0k3n")
        .header("X-Team", "shop")
        .user_agent("me/1")
        .build()
        .unwrap();
    with_token.pacticipant("A").await.unwrap();
    let address = broker.url().replace("http://", "http://me:p%40ss@");
    let with_password = Client::builder(address).build().unwrap();
    with_password.pacticipant("A").await.unwrap();

    let sent = authorizations(&broker.server).await;
    assert_eq!(sent[1].as_deref(), Some("Bearer t0k3n"));
    assert_eq!(sent[3].as_deref(), Some("Basic bWU6cEBzcw=="));
    let received = broker.server.received_requests().await.unwrap();
    assert_eq!(
        (&received[1].headers["x-team"], &received[1].headers["user-agent"]),
        (&"shop".parse().unwrap(), &"me/1".parse().unwrap())
    );
}

#[tokio::test]
async fn a_link_to_a_stranger_is_followed_without_credentials() {
    let broker = Broker::start().await;
    let stranger = MockServer::start().await;
    let pact = ResponseTemplate::new(200).set_body_json(json!({}));
    Mock::given(method("GET"))
        .and(path("/pact"))
        .respond_with(pact)
        .mount(&stranger)
        .await;
    let client = broker
        .builder()
        .bearer_token("t0k3n")
        .header("X-Secret", "s")
        .build()
        .unwrap();
    client.index().await.unwrap();
    client.pact_at_url(&format!("{}/pact", stranger.uri())).await.unwrap();
    assert_eq!(authorizations(&stranger).await, [None]);
    assert!(
        !stranger.received_requests().await.unwrap()[0]
            .headers
            .contains_key("x-secret")
    );
}

#[tokio::test]
async fn the_origin_that_the_index_calls_its_own_is_trusted() {
    let inside = MockServer::start().await;
    let outside = MockServer::start().await;
    let links = json!({"_links": {
        "self": {"href": inside.uri()}, "pb:pacticipant": {"href": format!("{}/p/{{pacticipant}}", inside.uri())}}});
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_json(links))
        .mount(&outside)
        .await;
    let pacticipant = ResponseTemplate::new(200).set_body_json(json!({"name": "A"}));
    let authorized = header("authorization", "Bearer t0k3n");
    Mock::given(method("GET"))
        .and(authorized)
        .respond_with(pacticipant)
        .mount(&inside)
        .await;
    let client = Client::builder(outside.uri()).bearer_token("t0k3n").build().unwrap();
    assert_eq!(client.pacticipant("A").await.unwrap().name, "A");
}

#[tokio::test]
async fn reads_follow_redirects_and_so_does_what_may_be_repeated_elsewhere() {
    let broker = Broker::start().await;
    let moved = |status| ResponseTemplate::new(status).insert_header("Location", broker.address("/x/moved"));
    broker.respond("GET", "/x/p/A", moved(301)).await;
    broker.answer("GET", "/x/moved", json!({"name": "A"})).await;
    broker.respond("POST", "/x/environments", moved(308)).await;
    broker.answer("POST", "/x/moved", json!({"name": "new"})).await;
    let client = broker.client();
    assert_eq!(client.pacticipant("A").await.unwrap().name, "A");
    let new = accord_client::model::environment::NewEnvironment::test("new");
    assert_eq!(client.create_environment(&new).await.unwrap().name, "new");
    assert_eq!(broker.last_body().await["name"], "new");
}

#[tokio::test]
async fn a_redirect_that_would_lose_the_body_is_an_error_that_names_the_target() {
    let broker = Broker::start().await;
    let moved = ResponseTemplate::new(302).insert_header("Location", "https://elsewhere.example/");
    broker.respond("POST", "/x/environments", moved).await;
    let new = accord_client::model::environment::NewEnvironment::test("new");
    let error = broker.client().create_environment(&new).await.unwrap_err();
    assert!(error.hint().unwrap().contains("https://elsewhere.example/"), "{error}");
}

#[tokio::test]
async fn the_hint_of_a_redirect_names_a_base_and_not_a_resource() {
    let broker = Broker::start().await;
    let moved = ResponseTemplate::new(301).insert_header("Location", "https://new.example/pacts/x/environments");
    broker.respond("POST", "/x/environments", moved).await;
    let new = accord_client::model::environment::NewEnvironment::test("new");
    let error = broker.client().create_environment(&new).await.unwrap_err();
    assert!(
        error.hint().unwrap().ends_with(" https://new.example/pacts/"),
        "{:?}",
        error.hint()
    );
}

#[tokio::test]
async fn what_is_sent_is_not_handed_on_to_strangers() {
    let broker = Broker::start().await;
    let stranger = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_json(json!({}));
    Mock::given(any()).respond_with(answer).mount(&stranger).await;
    let moved = ResponseTemplate::new(307).insert_header("Location", format!("{}/x/publish", stranger.uri()));
    broker.respond("POST", "/x/publish", moved).await;
    let publication = accord_client::model::contract::PublishContracts::new("C", "1");
    let error = broker.client().publish_contracts(&publication).await.unwrap_err();
    assert!(matches!(error, Error::Redirected { .. }), "{error}");
    assert!(
        error.hint().unwrap().ends_with(&format!(" {}/", stranger.uri())),
        "{:?}",
        error.hint()
    );
    assert_eq!(stranger.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn endless_redirects_end_and_are_called_so() {
    let broker = Broker::start().await;
    let moved = ResponseTemplate::new(302).insert_header("Location", "A");
    broker.respond("GET", "/x/p/A", moved).await;
    let error = broker.client().pacticipant("A").await.unwrap_err();
    assert!(matches!(error, Error::TooManyRedirects { .. }), "{error}");
    assert!(error.to_string().contains("again and again"), "{error}");
    assert!(broker.requests().await.len() < 10);
}

#[tokio::test]
async fn a_proxy_is_used_when_one_is_given() {
    let proxy = MockServer::start().await;
    let index = ResponseTemplate::new(200).set_body_json(json!({"_links": {}}));
    Mock::given(method("GET")).respond_with(index).mount(&proxy).await;
    let client = Client::builder("http://broker.invalid/")
        .proxy(proxy.uri())
        .retry(quick())
        .build()
        .unwrap();
    client.index().await.unwrap();
    let received = proxy.received_requests().await.unwrap();
    assert_eq!(received.len(), 1);
}
