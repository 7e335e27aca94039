//! The command line from outside: arguments in, exit code and text out.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accord;
mod binary;
mod broker;
mod can_i_deploy;
mod help;
mod pact_files;
mod provider;
mod publish;
mod records;
mod server;
mod spellings;
mod states;
mod variables;
mod verify;
mod verify_files_from_broker;
mod verify_from_broker;
mod webhooks;
