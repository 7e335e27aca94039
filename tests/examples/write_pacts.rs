//! Writes pacts in every version of the specification with our consumer library, into the directory that is given, for
//! verifiers of others to read.

use std::path::Path;

use accord_client::consumer::matchers::{decimal, each_like, integer, like, regex};
use accord_client::consumer::{
    ConsumerError, Interaction, Message, MockProvider, Pact, ProviderState, Request, Response, Specification,
};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = std::env::args_os().nth(1).ok_or("say into which directory")?;
    let directory = Path::new(&directory);
    for (name, specification) in [
        ("v2", Specification::V2),
        ("v3", Specification::V3),
        ("v4", Specification::V4),
    ] {
        let pact = Pact::new(format!("rust-{name}"), "stock")
            .specification(specification)
            .output_dir(directory);
        requests(pact)?;
    }
    for (name, specification) in [("v3", Specification::V3), ("v4", Specification::V4)] {
        let pact = Pact::new(format!("rust-messages-{name}"), "stock").specification(specification);
        messages(pact.output_dir(directory))?;
    }
    Ok(())
}

fn requests(pact: Pact) -> Result<(), Box<dyn std::error::Error>> {
    let stock = pact
        .interaction(
            Interaction::new("a request for the stock of an article")
                .given("there are umbrellas")
                .request(Request::get("/articles/umbrella"))
                .response(Response::ok().json(json!({"article": "umbrella", "left": like(3)}))),
        )
        .interaction(
            Interaction::new("a search for articles")
                .given("there are umbrellas")
                .request(
                    Request::get("/articles")
                        .query("kind", regex("[a-z]+", "rain"))
                        .header("X-Page", regex("[0-9]+", "2")),
                )
                .response(Response::ok().header("X-Pages", regex("[0-9]+", "7")).json(each_like(
                    json!({"article": regex("[a-z]+", "umbrella"), "left": like(3)}),
                ))),
        )
        .interaction(
            Interaction::new("a reservation")
                .given("there are umbrellas")
                .request(Request::post("/reservations").json(json!({"article": "umbrella", "count": like(2)})))
                .response(Response::created().json(json!({"number": like(1)}))),
        )
        .start()?;
    ask_everything(&stock)?;
    stock.finish()?;
    Ok(())
}

/// Stands for the consumer's own code.
fn ask_everything(stock: &MockProvider) -> Result<(), ureq::Error> {
    let url = stock.url();
    ureq::get(format!("{url}/articles/umbrella")).call()?;
    ureq::get(format!("{url}/articles?kind=rain"))
        .header("X-Page", "2")
        .call()?;
    ureq::post(format!("{url}/reservations")).send_json(json!({"article": "umbrella", "count": 1}))?;
    Ok(())
}

fn messages(pact: Pact) -> Result<(), ConsumerError> {
    let stock = pact
        .message(
            Message::new("an article is sold out")
                .given(ProviderState::new("an article runs out").with("article", "umbrella"))
                .json(json!({"article": like("umbrella"), "price": decimal(19.99), "sold": integer(3)}))
                .metadata("topic", "stock"),
        )
        .start()?;
    let received: Value = stock.message("an article is sold out")?.json()?;
    assert_eq!(received["article"], "umbrella");
    stock.finish()?;
    Ok(())
}
