//! What the tests of the whole system share: databases, running brokers, and a player of recorded conversations.
//!
//! The tests themselves are in `it/`, one binary. They see the system as its users do: over HTTP and by running it.
#![warn(missing_docs)]

pub mod api;
pub mod bench;
pub mod broker;
pub mod conformance;
pub mod database;
pub mod full_disk;
pub mod landscape;
pub mod process;
pub mod story;
