//! A consumer of the orders: places what a customer wants, and shows what an order costs.

use serde::{Deserialize, Serialize};

/// What a customer wants to buy; prices are in cents.
#[derive(Debug, Serialize)]
pub struct Basket {
    /// Who buys.
    pub customer: String,
    /// What is bought.
    pub articles: Vec<String>,
    /// What it costs altogether.
    pub total: u64,
}

/// The part of an order that the checkout uses; the provider may add what it likes.
#[derive(Debug, Deserialize, PartialEq)]
pub struct Order {
    /// By which the customer asks for the order later.
    pub number: u64,
    /// What it costs, in cents.
    pub total: u64,
}

/// The provider, wherever it is.
#[derive(Debug)]
pub struct Orders {
    /// Without a slash at the end.
    pub url: String,
}

impl Orders {
    /// Places an order.
    pub fn place(&self, basket: &Basket) -> Result<Order, ureq::Error> {
        ureq::post(format!("{}/orders", self.url))
            .send_json(basket)?
            .body_mut()
            .read_json()
    }

    /// Reads an order; none when there is no such order.
    pub fn read(&self, number: u64) -> Result<Option<Order>, ureq::Error> {
        match ureq::get(format!("{}/orders/{number}", self.url)).call() {
            Ok(mut answer) => answer.body_mut().read_json().map(Some),
            Err(ureq::Error::StatusCode(404)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
