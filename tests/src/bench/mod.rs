//! The benchmark: the release broker on the [landscape](crate::landscape), asked what landscapes are asked.
//!
//! One process measures another on the same machine, so the load is generated with as little work as possible: requests
//! are built beforehand, and sent by blocking clients that read no more of an answer than its status and length. That an
//! answer is right is checked before it is timed. Needs Linux, whose `/proc` tells what the broker uses.

mod aims;
mod answers;
mod awake;
mod client;
mod databases;
mod deletion;
mod host;
mod load;
mod numbered;
mod pages;
mod plan;
mod report;
mod run;
mod server;

pub use aims::aims;
pub use databases::Databases;
pub use deletion::{Deletion, Latencies, deletion};
pub use pages::{Pages, pages};
pub use report::Report;
pub use run::{Measured, Options, run};
