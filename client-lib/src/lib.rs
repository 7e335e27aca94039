#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod api;
mod body;
mod builder;
mod call;
mod client;
#[cfg(feature = "consumer")]
pub mod consumer;
mod error;
mod link;
pub mod model;
mod problem;
mod resource;
mod retry;

pub use builder::ClientBuilder;
pub use client::Client;
pub use error::{Credentials, Error, StatusError, TransportError, TransportFailure};
pub use link::{Link, Links};
pub use model::matrix_query::{CanIDeploy, CanIMerge};
pub use model::selector::ConsumerVersionSelector;
pub use model::version_selector::VersionSelector;
pub use problem::{FieldError, Problem};
pub use reqwest::{Method, StatusCode};
pub use resource::Resource;
pub use retry::RetryPolicy;
pub use url::Url;
