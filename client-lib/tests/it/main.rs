//! The client against a server on a real socket, and consumer tests as their authors write them.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod client_access;
mod client_errors;
mod client_journeys;
mod client_repetition;
mod client_tls;
#[cfg(feature = "consumer")]
mod consumer_failures;
#[cfg(feature = "consumer")]
mod consumer_files;
#[cfg(feature = "consumer")]
mod consumer_messages;
mod support;
