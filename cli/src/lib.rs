#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod app;
mod args;
mod commands;
mod detect;
mod engine;
mod error;
mod io;
mod log;
mod output;
mod pactfile;
mod report;
mod variables;

pub use app::{command, run};
pub use io::Io;
pub use variables::Variables;
