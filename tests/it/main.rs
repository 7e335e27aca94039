//! The system from outside: one binary, because each would link the whole broker.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod answers;
mod backup;
mod bad_input;
mod badges;
mod branch_deletion;
mod clean;
mod concurrency;
mod deployment;
mod differences;
mod formats;
mod front;
mod idempotency;
mod landscape;
mod large_deletions;
mod layers;
mod lists;
mod merging;
mod names;
mod openapi;
mod pact_files;
mod pact_lists;
mod pages;
mod plans;
mod provider_states;
mod recordings;
mod relations;
mod rights;
mod secrets;
mod settings;
mod start_and_stop;
mod starvation;
mod statements;
mod storm;
mod webhooks;
mod wire;
