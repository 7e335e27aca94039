//! Accord's broker: stores contracts and results, and answers whether a version can be deployed.
//!
//! Layers, each knowing only those before it: `domain` (rules) ← `store` (SQL) ← `app` (use-cases) ← `http` (the
//! API) ← `ui` (pages). `delivery` sends webhooks. `sealing` keeps secrets. [`startup`] alone sees all of them.

#![warn(missing_docs)]

mod app;
mod background;
#[doc(hidden)]
pub mod bulk;
mod checkpoints;
mod cleaning;
mod clock;
pub mod config;
mod delivery;
mod domain;
mod http;
mod sealing;
pub mod startup;
mod store;
pub mod telemetry;
mod ui;

pub use delivery::{Lookup, Resolver};
pub use http::{Right, RouteInfo, routes};
pub use store::Statements;
pub use ui::routes as page_routes;
