//! Messages instead of HTTP.

use accord_client::consumer::matchers::*;
use accord_client::consumer::{
    ConsumerError, Content, Interaction, Message, MessageContents, Pact, ProviderState, Specification, SyncMessage,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::consumer_files::{number_of_interactions, stable};

#[derive(Deserialize)]
struct OrderPlaced {
    id: u32,
}

fn order_placed() -> Message {
    Message::new("an order was placed")
        .given(ProviderState::new("an order exists").with("id", 1))
        .metadata("topic", regex("orders(\\..+)?", "orders.eu"))
        .json(json!({"id": integer(1), "lines": each_like(json!({"sku": like("A")}))}))
}

#[test]
fn v3_messages_are_taken_and_written() {
    let directory = tempfile::tempdir().unwrap();
    let pact = Pact::new("Shipping", "Orders")
        .specification(Specification::V3)
        .output_dir(directory.path());
    let orders = pact.message(order_placed()).start().unwrap();
    let message = orders.message("an order was placed").unwrap();
    assert_eq!(message.json::<OrderPlaced>().unwrap().id, 1);
    assert_eq!(message.metadata("topic"), Some(&json!("orders.eu")));
    let file = orders.finish().unwrap();
    assert_eq!(number_of_interactions(&file, "V3"), 1);
    insta::assert_json_snapshot!(stable(&file));
}

#[test]
#[should_panic(expected = "the pact declares no HTTP interaction")]
fn the_address_of_a_mock_for_messages_alone_is_a_mistake_where_it_is_asked_for() {
    let orders = Pact::new("Shipping", "Orders").message(order_placed()).start().unwrap();
    let _ = orders.url();
}

fn price_question() -> SyncMessage {
    SyncMessage::new("a question for a price")
        .request(MessageContents::json(
            json!({"sku": regex("[A-Z]-[0-9]+", "A-1"), "count": integer(1)}),
        ))
        .response(MessageContents::json(json!({"price": decimal(9.5)})).metadata("status", "ok"))
}

#[test]
fn v4_holds_messages_and_exchanges_in_one_file() {
    let directory = tempfile::tempdir().unwrap();
    let text = Message::new("a plain text").content(Content::text("hello"));
    let pact = Pact::new("Shipping", "Orders").output_dir(directory.path());
    let orders = pact
        .message(order_placed())
        .message(text)
        .sync_message(price_question())
        .start()
        .unwrap();
    orders.message("an order was placed").unwrap();
    assert_eq!(orders.message("a plain text").unwrap().bytes(), b"hello");
    let answers = orders
        .exchange("a question for a price", json!({"sku": "B-22", "count": 7}))
        .unwrap();
    assert_eq!(answers[0].json::<Value>().unwrap(), json!({"price": 9.5}));
    assert_eq!(answers[0].metadata("status"), Some(&json!("ok")));
    let file = orders.finish().unwrap();
    assert_eq!(number_of_interactions(&file, "V4"), 3);
    insta::assert_json_snapshot!(stable(&file));
}

#[test]
fn messages_may_be_pending_and_commented_from_v4_on() {
    let directory = tempfile::tempdir().unwrap();
    let pact = Pact::new("Shipping", "Orders").output_dir(directory.path());
    let orders = pact
        .message(order_placed().pending().comment("for the new warehouse"))
        .sync_message(price_question().pending().comment("asked at the till"))
        .start()
        .unwrap();
    orders.message("an order was placed").unwrap();
    orders
        .exchange("a question for a price", json!({"sku": "B-22", "count": 7}))
        .unwrap();
    let document = orders.finish().unwrap().document().unwrap();
    for interaction in document["interactions"].as_array().unwrap() {
        let is_message = interaction["description"] == "an order was placed";
        let comment = if is_message {
            "for the new warehouse"
        } else {
            "asked at the till"
        };
        assert_eq!(interaction["pending"], true);
        assert_eq!(interaction["comments"]["text"], json!([comment]));
    }
    for message in [order_placed().pending(), order_placed().comment("x")] {
        let pact = Pact::new("Shipping", "Orders")
            .specification(Specification::V3)
            .message(message);
        let refusal = pact.start().unwrap_err().to_string();
        assert!(refusal.contains("exists from specification V4 on"), "{refusal}");
    }
}

#[tokio::test]
async fn an_exchange_that_differs_fails_at_once_and_at_the_end() {
    let directory = tempfile::tempdir().unwrap();
    let pact = Pact::new("Shipping", "Orders")
        .output_dir(directory.path())
        .sync_message(price_question());
    let orders = pact.start().unwrap();
    let error = orders
        .exchange("a question for a price", json!({"sku": "b22", "count": "7"}))
        .unwrap_err();
    insta::assert_snapshot!(error);
    assert!(matches!(orders.finish(), Err(ConsumerError::NotMet(_))));
    assert!(
        std::fs::read_dir(directory.path()).unwrap().next().is_none(),
        "nothing is written"
    );
}

#[test]
fn messages_that_nobody_took_fail_the_test() {
    let pact = Pact::new("Shipping", "Orders")
        .message(order_placed())
        .sync_message(price_question());
    let orders = pact.start().unwrap();
    insta::assert_snapshot!(orders.finish().unwrap_err());
}

#[test]
fn a_message_that_was_not_declared_is_answered_with_those_that_were() {
    let directory = tempfile::tempdir().unwrap();
    let pact = Pact::new("Shipping", "Orders")
        .output_dir(directory.path())
        .message(order_placed());
    let orders = pact.start().unwrap();
    let error = orders.message("an order was payed").unwrap_err().to_string();
    assert_eq!(
        error,
        r#"no message is declared as "an order was payed"; declared are: "an order was placed""#
    );
    orders.message("an order was placed").unwrap();
    orders.finish().unwrap();
}

#[test]
fn a_consumer_that_cannot_read_what_it_expects_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let pact = Pact::new("Shipping", "Orders")
        .output_dir(directory.path())
        .message(order_placed());
    let orders = pact.start().unwrap();
    let message = orders.message("an order was placed").unwrap();
    let error = message.json::<Vec<u8>>().unwrap_err().to_string();
    assert!(error.contains("expected a sequence"), "{error}");
    orders.finish().unwrap();
}

#[test]
fn older_specifications_refuse_what_they_have_no_room_for() {
    let refusal = |pact: Pact| pact.start().unwrap_err().to_string();
    let in_spec = |specification| Pact::new("S", "O").specification(specification);
    let message = refusal(in_spec(Specification::V2).message(order_placed()));
    assert!(
        message.contains("a message exists from specification V3 on, this pact is V2"),
        "{message}"
    );
    let exchange = refusal(in_spec(Specification::V3).sync_message(price_question()));
    assert!(
        exchange.contains("a synchronous message exists from specification V4 on"),
        "{exchange}"
    );
    let mixed = refusal(
        in_spec(Specification::V3)
            .message(order_placed())
            .interaction(Interaction::new("x")),
    );
    assert!(
        mixed.contains("V3 has no room for HTTP and messages in one file"),
        "{mixed}"
    );
}
