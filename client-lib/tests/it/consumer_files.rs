//! The files that consumer tests leave behind.

use std::sync::atomic::{AtomicBool, Ordering};

use accord_client::consumer::matchers::*;
use accord_client::consumer::{
    Content, Interaction, Message, Pact, PactFile, ProviderState, Request, Response, Specification,
};
use serde_json::{Value, json};

use crate::support::http;

/// The document without what changes with the versions of libraries.
pub(crate) fn stable(file: &PactFile) -> Value {
    let mut document = file.document().unwrap();
    let metadata = document["metadata"].as_object_mut().unwrap();
    metadata.retain(|key, _| key == "pactSpecification");
    document
}

/// Reads the file as any other tool of the field would.
pub(crate) fn number_of_interactions(file: &PactFile, specification: &str) -> usize {
    let pact = pact_models::pact::read_pact(file.path()).unwrap();
    assert_eq!(pact.specification_version().to_string(), specification);
    pact.interactions().len()
}

fn pact(specification: Specification) -> (tempfile::TempDir, Pact) {
    let directory = tempfile::tempdir().unwrap();
    let pact = Pact::new("Web Shop", "Orders")
        .specification(specification)
        .output_dir(directory.path());
    (directory, pact)
}

#[tokio::test]
async fn v2_with_types_and_expressions() {
    let (_directory, pact) = pact(Specification::V2);
    let pact = pact.interaction(
        Interaction::new("a search for orders")
            .given("orders exist")
            .request(
                Request::post(regex("/orders/(search|find)", "/orders/search"))
                    .query("page", regex("[0-9]+", "1"))
                    .header("X-Team", like("shop"))
                    .json(json!({"customer": like("Ann"), "exact": true})),
            )
            .response(
                Response::ok()
                    .header("X-Total", regex("[0-9]+", "2"))
                    .json(json!({"odd name": like(1), "lines": each_like_min(json!({"sku": uuid("936da01f-9abd-4d9d-80c7-02af85c822a8")}), 2)})),
            ),
    );
    let orders = pact.start().unwrap();
    let answer = http::post(
        &format!("{}/orders/find?page=77", orders.url()),
        &[("X-Team", "payments")],
        json!({"customer": "Bob", "exact": true}),
    )
    .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["lines"].as_array().unwrap().len(), 2);
    let file = orders.finish().unwrap();
    assert_eq!(number_of_interactions(&file, "V2"), 1);
    insta::assert_json_snapshot!(stable(&file));
}

#[tokio::test]
async fn v3_with_states_matchers_and_generators() {
    let (_directory, pact) = pact(Specification::V3);
    let pact = pact.interaction(
        Interaction::new("a request for an order")
            .given(
                ProviderState::new("an order exists")
                    .with("id", 42)
                    .with("state", "open"),
            )
            .given("the customer is known")
            .request(
                Request::get(from_provider_state("/orders/${id}", "/orders/42")).header("Accept", "application/json"),
            )
            .response(Response::ok().json(json!({
                "id": integer(42), "total": decimal(12.5), "weight": number(3), "open": boolean(true), "until": is_null(),
                "note": include("fragile"), "kind": equal_to("order"),
                "placed": datetime("yyyy-MM-dd'T'HH:mm:ss", "2026-01-31T12:00:00"),
                "day": date("yyyy-MM-dd", "2026-01-31"), "hour": time("HH:mm", "12:00"),
                "self": provider_url("/orders/[0-9]+", "/orders/42"),
                "tags": each_like_between("x", 1, 5), "names": each_like_max(like("x"), 3),
            }))),
    );
    let orders = pact.start().unwrap();
    let answer = http::get(
        &format!("{}/orders/42", orders.url()),
        &[("Accept", "application/json")],
    )
    .await;
    assert_eq!(
        answer.json()["self"],
        format!("{}/orders/42", orders.url()),
        "the mock answers with its own address"
    );
    assert_eq!(answer.json()["placed"], "2026-01-31T12:00:00");
    let file = orders.finish().unwrap();
    assert_eq!(number_of_interactions(&file, "V3"), 1);
    insta::assert_json_snapshot!(stable(&file));
}

#[tokio::test]
async fn v4_with_everything_that_is_new() {
    let (_directory, pact) = pact(Specification::V4);
    let pact = pact
        .interaction(
            Interaction::new("an upload")
                .request(Request::put("/files/a%20b").content(Content::raw("application/octet-stream", [0_u8, 159, 146, 150])))
                .response(Response::created().header("Location", like("/files/1"))),
        )
        .interaction(
            Interaction::new("a request for the stock")
                .pending()
                .comment("the shop page needs it")
                .request(Request::get("/stock").query("sku", "A").query("sku", "B"))
                .response(Response::ok().json(json!({
                    "version": semver("1.2.3"), "name": not_empty("x"),
                    "any": array_containing([json!({"kind": equal_to("a"), "n": integer(1)}), json!({"kind": equal_to("b")})]),
                    "by_sku": each_key(regex("[A-Z]+", "A"), json!({"A": 1})),
                    "counts": each_value(integer(1), json!({"A": 1})),
                }))),
        );
    let orders = pact.start().unwrap();
    let upload = http::put_bytes(
        &format!("{}/files/a%20b", orders.url()),
        "application/octet-stream",
        vec![0, 159, 146, 150],
    )
    .await;
    assert_eq!(upload.status, 201);
    let stock = http::get(&format!("{}/stock?sku=A&sku=B", orders.url()), &[]).await;
    assert_eq!(stock.json()["by_sku"]["A"], 1);
    let file = orders.finish().unwrap();
    assert_eq!(number_of_interactions(&file, "V4"), 2);
    insta::assert_json_snapshot!(stable(&file));
}

#[tokio::test]
async fn matchers_inside_of_each_value_hold_for_every_key() {
    let sku = || regex("[A-Z]-[0-9]+", "A-1");
    let by_template = each_value(like(json!({"sku": sku()})), json!({"a": {"sku": "A-1"}}));
    let by_example = each_value(like(json!({})), json!({"a": {"sku": sku()}}));
    for lines in [by_template, by_example] {
        let (_directory, pact) = pact(Specification::V4);
        let order = || Request::post("/orders").json(json!({"lines": lines.clone()}));
        let orders = pact
            .interaction(
                Interaction::new("an order")
                    .request(order())
                    .response(Response::created().json(json!({"lines": lines.clone()}))),
            )
            .start()
            .unwrap();
        let ask = async |sku: &str| {
            let body = json!({"lines": {"other": {"sku": sku}, "another": {"sku": "C-3"}}});
            http::post(&format!("{}/orders", orders.url()), &[], body).await.status
        };
        assert_eq!(ask("B-2").await, 201);
        assert_eq!(ask("b2").await, 500, "the rule of the example's key holds for others");
        assert!(
            orders
                .finish()
                .unwrap_err()
                .to_string()
                .contains("body $.lines.other.sku")
        );
    }
}

#[tokio::test]
async fn rules_of_each_value_stand_under_every_key_and_hold_plain_examples() {
    let (_directory, pact) = pact(Specification::V4);
    let stock = json!({
        "plain": each_value(like(json!({"id": 1})), json!({"a": {"id": 1}})),
        "deep": each_value(like(json!({"id": integer(1)})), json!({"a": {"id": 1}})),
    });
    let ping = Interaction::new("a ping")
        .request(Request::get("/ping"))
        .response(Response::ok().json(stock));
    let file = leave(pact.interaction(ping)).await;
    let document = file.document().unwrap();
    let rules = &document["interactions"][0]["response"]["matchingRules"]["body"];
    assert_eq!(rules["$.deep"]["matchers"], json!([{"match": "values"}]));
    assert_eq!(rules["$.deep.*"]["matchers"], json!([{"match": "type"}]));
    assert_eq!(rules["$.deep.*.id"]["matchers"], json!([{"match": "integer"}]));
    assert_eq!(rules["$.plain"]["matchers"][0]["match"], "eachValue");
    assert!(!document.to_string().contains("pact:matcher"), "{document:#}");
}

#[tokio::test]
async fn lists_in_headers_are_compared_by_their_elements() {
    let (_directory, pact) = pact(Specification::V4);
    let page = Interaction::new("a page")
        .request(Request::get("/page").header("Accept", "text/html, application/json;q=0.9"))
        .response(Response::ok().header("Cache-Control", "no-cache, no-store"));
    let orders = pact.interaction(page).start().unwrap();
    let accept = ("Accept", "text/html, application/json;q=0.9");
    let answer = http::get(&format!("{}/page", orders.url()), &[accept]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.headers["cache-control"], "no-cache, no-store",
        "as it was declared"
    );
    let file = orders.finish().unwrap();
    let interaction = &file.document().unwrap()["interactions"][0];
    assert_eq!(
        interaction["request"]["headers"]["Accept"],
        json!(["text/html", "application/json;q=0.9"])
    );
    assert_eq!(
        interaction["response"]["headers"]["Cache-Control"],
        json!(["no-cache", "no-store"])
    );
}

#[tokio::test]
async fn values_of_one_name_share_a_matcher_and_names_of_headers_have_no_case() {
    let (_directory, pact) = pact(Specification::V4);
    let request = Request::get("/stock")
        .query("sku", regex("[A-Z]", "A"))
        .query("sku", regex("[A-Z]", "B"))
        .header("X-Team", "shop")
        .header("x-team", "stock");
    let stock = Interaction::new("the stock").request(request);
    let orders = pact.interaction(stock).start().unwrap();
    let url = |query: &str| format!("{}/stock?{query}", orders.url());
    let teams = [("X-Team", "shop"), ("x-team", "stock")];
    assert_eq!(http::get(&url("sku=C&sku=D"), &teams).await.status, 200);
    let file = orders.finish().unwrap();
    let request = file.document().unwrap()["interactions"][0]["request"].take();
    assert_eq!(request["headers"], json!({"X-Team": ["shop", "stock"]}));
    assert_eq!(request["query"], json!({"sku": ["A", "B"]}));
    assert_eq!(
        request["matchingRules"]["query"]["sku"]["matchers"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

fn ping(directory: &std::path::Path, description: &str, status: u16) -> Pact {
    let interaction = Interaction::new(description)
        .request(Request::get("/ping"))
        .response(Response::status(status));
    Pact::new("A", "B").output_dir(directory).interaction(interaction)
}

async fn leave(pact: Pact) -> PactFile {
    let mock = pact.start().unwrap();
    http::get(&format!("{}/ping", mock.url()), &[]).await;
    mock.finish().unwrap()
}

#[tokio::test]
async fn tests_of_one_pair_share_a_file() {
    let directory = tempfile::tempdir().unwrap();
    leave(ping(directory.path(), "one", 200)).await;
    let file = leave(ping(directory.path(), "two", 200)).await;
    assert_eq!(number_of_interactions(&file, "V4"), 2);
    let file = leave(ping(directory.path(), "two", 204)).await;
    assert_eq!(
        number_of_interactions(&file, "V4"),
        2,
        "the same interaction again takes its own place"
    );
    assert_eq!(file.document().unwrap()["interactions"][1]["response"]["status"], 204);
    let file = leave(ping(directory.path(), "three", 200).overwrite()).await;
    assert_eq!(number_of_interactions(&file, "V4"), 1);
}

#[tokio::test]
async fn many_tests_at_once_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let tests = (0..12).map(|number| leave(ping(directory.path(), &format!("number {number}"), 200)));
    let files = futures::future::join_all(tests).await;
    assert_eq!(number_of_interactions(&files[0], "V4"), 12);
}

/// Leaves messages behind from several threads, `each` from every one, and does something with each file.
fn write_at_once(directory: &std::path::Path, each: usize, with_file: impl Fn(PactFile) + Sync) {
    let leave = |description: String| {
        let message = Message::new(&description).json(json!({"id": integer(1)}));
        let mock = Pact::new("A", "B")
            .output_dir(directory)
            .message(message)
            .start()
            .unwrap();
        mock.message(&description).unwrap();
        with_file(mock.finish().unwrap());
    };
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let leave = &leave;
            scope.spawn(move || (0..each).for_each(|number| leave(format!("{thread}-{number}"))));
        }
    });
}

#[test]
fn a_file_is_read_whole_while_other_tests_write_it() {
    let directory = tempfile::tempdir().unwrap();
    write_at_once(directory.path(), 25, |file| {
        let publication = file.publication("1").unwrap();
        assert_eq!(publication.pacticipant_name, "A");
    });
    let file = PactFile::at(directory.path().join("A-B.json"));
    assert_eq!(number_of_interactions(&file, "V4"), 100, "nothing is lost");
    let names = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(names, 1, "nothing is left beside it");
}

#[test]
fn there_is_no_moment_at_which_a_file_is_cut() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("A-B.json");
    let is_done = AtomicBool::new(false);
    write_at_once(directory.path(), 1, |_| {});
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                // Without the lock, so that it sees what would be left if the writer were killed.
                let content = std::fs::read(&path).unwrap();
                serde_json::from_slice::<Value>(&content).unwrap();
            }
        });
        write_at_once(directory.path(), 15, |_| {});
        is_done.store(true, Ordering::Relaxed);
        reader.join().unwrap();
    });
}

#[tokio::test]
async fn a_file_that_is_no_pact_is_left_alone_and_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("A-B.json");
    std::fs::write(&path, "my notes").unwrap();
    let mock = ping(directory.path(), "one", 200).start().unwrap();
    http::get(&format!("{}/ping", mock.url()), &[]).await;
    let error = mock.finish().unwrap_err().to_string();
    assert!(error.contains("A-B.json"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "my notes");
}

#[tokio::test]
async fn the_same_pact_is_the_same_bytes() {
    let write = async || {
        let directory = tempfile::tempdir().unwrap();
        let headers = ["A", "B", "C", "D", "E", "F"];
        let request = headers
            .iter()
            .fold(Request::get("/ping"), |request, name| request.header(*name, like("x")));
        let sent: Vec<_> = headers.iter().map(|name| (*name, "y")).collect();
        let ping = Interaction::new("a ping").request(request);
        let mock = Pact::new("A", "B")
            .output_dir(directory.path())
            .interaction(ping)
            .start()
            .unwrap();
        http::get(&format!("{}/ping", mock.url()), &sent).await;
        mock.finish().unwrap().bytes().unwrap()
    };
    let first = write().await;
    for _ in 0..3 {
        assert_eq!(write().await, first);
    }
}

#[tokio::test]
async fn a_file_of_a_newer_specification_is_not_cut_down() {
    let directory = tempfile::tempdir().unwrap();
    leave(ping(directory.path(), "one", 200)).await;
    let mock = ping(directory.path(), "two", 200)
        .specification(Specification::V3)
        .start()
        .unwrap();
    http::get(&format!("{}/ping", mock.url()), &[]).await;
    let error = mock.finish().unwrap_err().to_string();
    assert!(error.contains("is written in specification V4"), "{error}");
}

#[tokio::test]
async fn a_file_becomes_a_publication() {
    let directory = tempfile::tempdir().unwrap();
    let file = leave(ping(directory.path(), "one", 200)).await;
    let publication = file
        .publication("5556b8")
        .unwrap()
        .branch("main")
        .tag("dev")
        .build_url("https://ci.example/1");
    assert_eq!(publication.pacticipant_name, "A");
    assert_eq!(publication.contracts[0].provider_name, "B");
    assert_eq!(publication.contracts[0].content, file.bytes().unwrap());
}
