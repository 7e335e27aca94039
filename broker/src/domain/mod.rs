//! The rules of contracts, pure: no HTTP, no SQL, no clock, no tokio.
//!
//! Everything here is a function of its arguments, so each rule is tested beside its text.

pub mod badge;
pub mod consumer_selector;
pub mod content;
pub mod difference;
pub mod drift;
pub mod duplicates;
pub mod environment;
pub mod figures;
pub mod invalid;
pub mod json;
pub mod matrix;
pub mod merge;
pub mod metadata;
mod moment;
pub mod names;
pub mod nested_query;
pub mod network;
pub mod pact_status;
pub mod pacticipant;
pub mod provider_states;
pub mod publication_notices;
pub mod publishing;
pub mod reading;
pub mod relationships;
pub mod retention;
pub mod rules;
pub mod secret;
pub(crate) mod shell;
pub mod test_results;
pub mod verification;
pub mod verification_notices;
pub mod version;
pub mod webhook;
