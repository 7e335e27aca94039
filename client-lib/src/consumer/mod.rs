//! Consumer tests: say what you expect of a provider, run your code against a mock of it, and leave a pact behind.
//!
//! A test declares a [`Pact`], [starts](Pact::start) it, lets the real client code of the consumer talk to
//! [`MockProvider::url`], and [finishes](MockProvider::finish). Finishing fails, with every difference in words, when a
//! request was not sent, came differently or was not expected. Otherwise the pact is written to `target/pacts`, or to
//! the directory that `PACT_OUTPUT_DIR` names, together with what other tests of the same pair have written there. A test
//! that ends before, by a panic or an error, writes nothing.
//!
//! ```
//! use accord_client::consumer::{Interaction, Pact, Request, Response, matchers::*};
//! use serde_json::json;
//!
//! # fn order_title(base: &str, id: u32) -> String {
//! #     use std::io::{Read, Write};
//! #     let address = base.trim_start_matches("http://");
//! #     let mut stream = std::net::TcpStream::connect(address).unwrap();
//! #     write!(stream, "GET /orders/{id} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
//! #     let mut answer = String::new();
//! #     stream.read_to_string(&mut answer).unwrap();
//! #     let body = answer.split_once("\r\n\r\n").unwrap().1;
//! #     serde_json::from_str::<serde_json::Value>(body).unwrap()["title"].as_str().unwrap().to_owned()
//! # }
//! # let directory = tempfile::tempdir().unwrap();
//! let pact = Pact::new("Web Shop", "Orders").interaction(
//!     Interaction::new("a request for an order")
//!         .given("order 42 exists")
//!         .request(Request::get("/orders/42"))
//!         .response(Response::ok().json(json!({
//!             "id": integer(42),
//!             "title": like("two books"),
//!             "lines": each_like(json!({"sku": regex("[A-Z]{2}-[0-9]+", "AB-7"), "price": decimal(12.5)})),
//!         }))),
//! );
//! # let pact = pact.output_dir(directory.path());
//!
//! let orders = pact.start()?;
//! // The consumer's own code, which is what is tested:
//! assert_eq!(order_title(orders.url(), 42), "two books");
//! let file = orders.finish()?;
//! assert!(file.path().ends_with("Web Shop-Orders.json"));
//! # Ok::<(), accord_client::consumer::ConsumerError>(())
//! ```
//!
//! A build that passed publishes what its tests left behind:
//!
//! ```no_run
//! # async fn example(file: accord_client::consumer::PactFile) -> Result<(), Box<dyn std::error::Error>> {
//! let broker = accord_client::Client::builder("https://broker.example.com").build()?;
//! let publication = file.publication("5556b8")?.branch("main").tag("dev").build_url("https://ci.example.com/7");
//! broker.publish_contracts(&publication).await?;
//! # Ok(())
//! # }
//! ```

mod content;
mod engine;
mod error;
mod interaction;
pub mod matchers;
mod message;
mod mock_provider;
mod pact;
mod pact_file;
mod report;
mod specification;
mod state;

pub use content::Content;
pub use error::ConsumerError;
pub use interaction::{Interaction, Request, Response};
pub use matchers::Matcher;
pub use message::{Message, MessageContents, ReceivedMessage, SyncMessage};
pub use mock_provider::MockProvider;
pub use pact::Pact;
pub use pact_file::PactFile;
pub use report::Report;
pub use specification::Specification;
pub use state::ProviderState;
