//! The only place that knows the pact crates: builds their models, runs their mock server, compares and writes.

mod compare;
mod context;
mod examples;
mod file;
mod http;
mod messages;
mod recording;
mod rules;
mod server;
mod values;

pub(super) use file::read as read_file;
pub(super) use recording::Recording;
pub(super) use server::Server;
