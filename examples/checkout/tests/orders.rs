//! What the checkout expects of the orders; running it writes the contract.

use accord_client::consumer::matchers::{integer, like};
use accord_client::consumer::{ConsumerError, Interaction, Pact, Request, Response};
use checkout::{Basket, Order, Orders};
use serde_json::json;

fn pact_with(interaction: Interaction) -> Pact {
    Pact::new("checkout", "orders").interaction(interaction)
}

#[test]
fn placing_an_order_gives_its_number_and_total() -> Result<(), ConsumerError> {
    let basket = Basket {
        customer: "Ada".to_owned(),
        articles: vec!["umbrella".to_owned()],
        total: 1999,
    };
    let mock = pact_with(
        Interaction::new("a request to place an order")
            .given("there are no orders")
            .request(Request::post("/orders").json(json!({
                "customer": like("Ada"),
                "articles": like(json!(["umbrella"])),
                "total": integer(1999),
            })))
            .response(Response::created().json(json!({"number": integer(1), "total": integer(1999)}))),
    )
    .start()?;

    let orders = Orders {
        url: mock.url().to_owned(),
    };
    assert_eq!(orders.place(&basket).unwrap(), Order { number: 1, total: 1999 });
    mock.finish()?;
    Ok(())
}

#[test]
fn an_order_can_be_read() -> Result<(), ConsumerError> {
    let mock = pact_with(
        Interaction::new("a request for an order")
            .given("an order exists")
            .request(Request::get("/orders/42"))
            .response(Response::ok().json(json!({"number": integer(42), "total": integer(1999)}))),
    )
    .start()?;

    let orders = Orders {
        url: mock.url().to_owned(),
    };
    assert_eq!(
        orders.read(42).unwrap(),
        Some(Order {
            number: 42,
            total: 1999
        })
    );
    mock.finish()?;
    Ok(())
}

#[test]
fn an_order_that_does_not_exist_is_none() -> Result<(), ConsumerError> {
    let mock = pact_with(
        Interaction::new("a request for an order that does not exist")
            .given("there are no orders")
            .request(Request::get("/orders/7"))
            .response(Response::not_found()),
    )
    .start()?;

    let orders = Orders {
        url: mock.url().to_owned(),
    };
    assert_eq!(orders.read(7).unwrap(), None);
    mock.finish()?;
    Ok(())
}
