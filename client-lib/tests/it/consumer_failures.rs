//! What an author reads when a consumer test fails.

use std::panic::{AssertUnwindSafe, catch_unwind};

use accord_client::consumer::matchers::*;
use accord_client::consumer::{
    Interaction, Matcher, Message, MockProvider, Pact, ProviderState, Request, Response, Specification, SyncMessage,
};
use serde_json::json;

use crate::support::http;

fn order() -> Interaction {
    Interaction::new("a request for an order")
        .given("order 42 exists")
        .request(
            Request::get("/orders/42")
                .query("expand", "lines")
                .header("Accept", "application/json"),
        )
        .response(Response::ok().json(json!({"id": integer(42)})))
}

fn new_order() -> Interaction {
    Interaction::new("a new order")
        .request(Request::post("/orders").json(json!({
            "customer": like("Ann"),
            "lines": each_like(json!({"sku": regex("[A-Z]-[0-9]+", "A-1"), "count": integer(1)})),
        })))
        .response(Response::created())
}

fn start(directory: &tempfile::TempDir) -> MockProvider {
    let pact = Pact::new("Web Shop", "Orders").output_dir(directory.path());
    pact.interaction(order()).interaction(new_order()).start().unwrap()
}

/// The report, with the port of this run taken out.
fn report(mock: MockProvider) -> String {
    let host = mock.url().trim_start_matches("http://").to_owned();
    mock.finish().unwrap_err().to_string().replace(&host, "HOST")
}

fn is_empty(directory: &tempfile::TempDir) -> bool {
    std::fs::read_dir(directory.path()).unwrap().next().is_none()
}

#[tokio::test]
async fn every_kind_of_difference_is_told_and_nothing_is_written() {
    let directory = tempfile::tempdir().unwrap();
    let mock = start(&directory);
    let wrong = json!({"customer": 5, "lines": [{"sku": "A-1", "count": 1}, {"sku": "a1", "count": "2"}]});
    let answer = http::post(&format!("{}/orders", mock.url()), &[], wrong).await;
    assert_eq!(answer.status, 500);
    let answer = http::get(&format!("{}/orders/43", mock.url()), &[("Accept", "text/html")]).await;
    assert_eq!(answer.status, 500);
    insta::assert_snapshot!(report(mock));
    assert!(is_empty(&directory));
}

#[tokio::test]
async fn a_request_with_another_query_and_header_shows_both() {
    let directory = tempfile::tempdir().unwrap();
    let pact = Pact::new("Web Shop", "Orders")
        .output_dir(directory.path())
        .interaction(order());
    let mock = pact.start().unwrap();
    http::get(
        &format!("{}/orders/42?expand=all&page=2", mock.url()),
        &[("Accept", "text/html")],
    )
    .await;
    insta::assert_snapshot!(report(mock));
}

#[tokio::test]
async fn dropping_a_mock_that_saw_something_wrong_fails_the_test_with_the_same_report() {
    let directory = tempfile::tempdir().unwrap();
    let mock = start(&directory);
    http::get(&format!("{}/orders/43", mock.url()), &[]).await;
    let panic = catch_unwind(AssertUnwindSafe(|| drop(mock))).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains("a request came that was not declared"), "{message}");
    assert!(
        message.contains("\"a new order\" was declared, but never came"),
        "{message}"
    );
    assert!(is_empty(&directory));
}

#[test]
fn the_error_of_a_test_that_returns_early_stays_visible() {
    fn test(directory: &tempfile::TempDir) -> Result<(), String> {
        let _orders = start(directory);
        Err("the consumer has no address".to_owned())
    }
    let directory = tempfile::tempdir().unwrap();
    let outcome = catch_unwind(AssertUnwindSafe(|| test(&directory)));
    assert_eq!(outcome.unwrap(), Err("the consumer has no address".to_owned()));
    assert!(is_empty(&directory));
}

#[tokio::test]
async fn dropping_a_mock_that_saw_everything_writes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let ping = Interaction::new("a ping").request(Request::get("/ping"));
    let mock = Pact::new("A", "B")
        .output_dir(directory.path())
        .interaction(ping)
        .start()
        .unwrap();
    http::get(&format!("{}/ping", mock.url()), &[]).await;
    drop(mock);
    assert!(is_empty(&directory), "only finish() writes");
}

/// Run by `a_mock_that_is_not_finished_says_that_nothing_was_written`, which reads what it prints.
#[test]
#[ignore = "part of another test"]
fn forgets_to_finish() {
    let directory = tempfile::tempdir().unwrap();
    drop(start(&directory));
}

#[test]
fn a_mock_that_is_not_finished_says_that_nothing_was_written() {
    let itself = std::env::current_exe().unwrap();
    let output = std::process::Command::new(itself)
        .args([
            "--exact",
            "consumer_failures::forgets_to_finish",
            "--ignored",
            "--nocapture",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("the pact was not written (Web Shop → Orders)"), "{said}");
    assert!(said.contains("\"a new order\" was declared, but never came"), "{said}");
}

#[tokio::test]
async fn a_test_that_fails_otherwise_writes_nothing_and_does_not_abort() {
    let directory = tempfile::tempdir().unwrap();
    let ping = Interaction::new("a ping").request(Request::get("/ping"));
    let mock = Pact::new("A", "B")
        .output_dir(directory.path())
        .interaction(ping)
        .start()
        .unwrap();
    http::get(&format!("{}/ping", mock.url()), &[]).await;
    let outcome = catch_unwind(AssertUnwindSafe(move || {
        let _mock = mock;
        panic!("the consumer made nothing of the answer");
    }));
    assert!(outcome.is_err());
    assert!(is_empty(&directory));
}

fn refusal(specification: Specification, interaction: Interaction) -> String {
    let pact = Pact::new("Web Shop", "Orders")
        .specification(specification)
        .interaction(interaction);
    pact.start().unwrap_err().to_string()
}

#[test]
fn v2_refuses_matchers_that_it_lacks() {
    let answering = |matcher: Matcher| Interaction::new("x").response(Response::ok().json(json!({"a": [1, matcher]})));
    assert_eq!(
        refusal(Specification::V2, answering(integer(1))),
        "\"x\": response body $.a[1]: the matcher `integer` exists from specification V3 on, this pact is V2; \
         use like(..), each_like(..) or regex(..), or choose a newer specification"
    );
    for matcher in [
        decimal(1.5),
        number(1),
        boolean(true),
        equal_to(1),
        is_null(),
        include("a"),
        date("yyyy", "2026"),
    ] {
        assert!(refusal(Specification::V2, answering(matcher)).contains("from specification V3 on"));
    }
    for matcher in [
        semver("1.0.0"),
        not_empty("x"),
        array_containing([1]),
        each_value(integer(1), json!({})),
    ] {
        assert!(refusal(Specification::V3, answering(matcher)).contains("from specification V4 on"));
    }
}

#[test]
fn v2_refuses_states_that_it_cannot_write() {
    let many = Interaction::new("x").given("a").given("b");
    assert!(refusal(Specification::V2, many).contains("more than one provider state exists from"));
    let parameters = Interaction::new("x").given(ProviderState::new("a").with("id", 1));
    assert!(refusal(Specification::V2, parameters).contains("a provider state with parameters exists from"));
    assert!(refusal(Specification::V3, Interaction::new("x").pending()).contains("pending exists from"));
}

#[test]
fn declarations_that_make_no_sense_are_refused_with_the_place() {
    let asking = |request| refusal(Specification::V4, Interaction::new("x").request(request));
    assert_eq!(
        asking(Request::get("orders")),
        "\"x\": request path: `orders` must begin with `/`"
    );
    assert!(asking(Request::get("/a b")).contains("must be percent-encoded"));
    assert!(asking(Request::get("/a?b=c")).contains("declare it with `.query(..)`"));
    assert!(asking(Request::get(regex("[", "/a"))).contains("is no regular expression"));
    assert!(
        asking(Request::get("/").json(json!({"pact:matcher:type": "nonsense", "value": 1})))
            .contains("no matcher `nonsense`")
    );
    assert!(asking(Request::get("/").json(json!({"pact:matcher:type": "type"}))).contains("has no example"));
    let several = asking(
        Request::get("/")
            .query("sku", regex("[A-Z]", "A"))
            .query("sku", regex("[0-9]", "1")),
    );
    assert!(
        several.starts_with("\"x\": request query sku: a pact has room for one matcher"),
        "{several}"
    );
    let mixed = asking(
        Request::get("/")
            .header("X-Team", "shop")
            .header("x-team", like("stock")),
    );
    assert!(
        mixed.starts_with("\"x\": request header X-Team: a pact has room for one matcher"),
        "{mixed}"
    );
    let status = refusal(Specification::V4, Interaction::new("x").response(Response::status(999)));
    assert!(status.contains("999 is no HTTP status"));
    assert!(
        Pact::new("A", "B")
            .start()
            .unwrap_err()
            .to_string()
            .contains("nothing is declared")
    );
    assert!(
        Pact::new("A/B", "C")
            .start()
            .unwrap_err()
            .to_string()
            .contains("slashes")
    );
}

#[test]
fn what_could_not_be_told_apart_is_refused() {
    let get = |path: &str| Interaction::new("a request").request(Request::get(path));
    let refusal = |one, other| {
        let pact = Pact::new("A", "B").interaction(one).interaction(other);
        pact.start().unwrap_err().to_string()
    };
    assert!(refusal(get("/1"), get("/2")).contains("is declared twice with the same states"));
    let same_request = refusal(get("/1").given("something"), get("/1").given("nothing"));
    assert!(
        same_request.contains("the mock could answer only one of them"),
        "{same_request}"
    );
}

#[test]
fn examples_that_their_own_matcher_refuses_are_refused_with_the_place() {
    let refusal = |interaction: Interaction| {
        Pact::new("A", "B")
            .interaction(interaction)
            .start()
            .unwrap_err()
            .to_string()
    };
    let answering =
        |matcher: Matcher| refusal(Interaction::new("x").response(Response::ok().json(json!({"a": matcher}))));
    let expected =
        "\"x\": response body $.a: the example does not keep what is declared for it: Expected 'abc' to match";
    let message = answering(regex("[0-9]+", "abc"));
    assert!(message.starts_with(expected), "{message}");
    for (matcher, place) in [
        (uuid("nope"), "response body $.a:"),
        (date("yyyy-MM-dd", "31.01.2026"), "response body $.a:"),
        (semver("one"), "response body $.a:"),
        (each_key(regex("[A-Z]+", "A"), json!({"a": 1})), "response body $.a.a:"),
        (each_value(integer(1), json!({"a": "x"})), "response body $.a.a:"),
        (
            each_like(json!({"b": time("HH:mm", "noon")})),
            "response body $.a[0].b:",
        ),
    ] {
        let message = answering(matcher);
        assert!(message.contains(place), "{message}");
    }
    let asking = |request: Request| refusal(Interaction::new("x").request(request));
    let wrong = || regex("[0-9]+", "abc");
    for (request, place) in [
        (Request::get(regex("/orders/[0-9]+", "/orders/abc")), "request path:"),
        (Request::get("/").query("page", wrong()), "request query page:"),
        (Request::get("/").header("X-Page", wrong()), "request header X-Page:"),
        (Request::post("/").json(json!({"n": wrong()})), "request body $.n:"),
    ] {
        let message = asking(request);
        assert!(message.contains(place), "{message}");
    }
    assert!(answering(each_like_between("x", 5, 2)).contains("no array of 5 or more and up to 2 elements"));
    assert!(answering(each_like_max("x", 0)).contains("up to 0 elements"));
}

#[test]
fn examples_of_messages_are_held_against_their_matchers_too() {
    let wrong = || json!({"n": regex("[0-9]+", "abc")});
    let message = Message::new("m").metadata("topic", regex("[0-9]+", "abc"));
    let exchange = SyncMessage::new("s").request(wrong()).response(json!({}));
    let answer = SyncMessage::new("s").request(json!({})).response(wrong());
    for (pact, place) in [
        (Pact::new("A", "B").message(message), "message metadata topic:"),
        (
            Pact::new("A", "B").message(Message::new("m").json(wrong())),
            "message body $.n:",
        ),
        (Pact::new("A", "B").sync_message(exchange), "request body $.n:"),
        (Pact::new("A", "B").sync_message(answer), "response body $.n:"),
    ] {
        let refusal = pact.start().unwrap_err().to_string();
        assert!(refusal.contains(place), "{refusal}");
    }
}
