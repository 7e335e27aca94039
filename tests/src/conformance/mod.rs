//! Plays recorded conversations with the reference broker against ours and says where the answers differ.
//!
//! A recording is plain JSON: requests in order, each with the answer that the reference gave. Answers are compared
//! after normalisation, because a broker may choose its own words, hashes and numbers; what must agree is the status,
//! the media type, the shape and every value that a client could act on.

mod answer;
mod compare;
mod exceptions;
mod exchange;
mod normalise;
mod play;
mod player;
mod recording;
mod references;

pub use compare::Difference;
pub use exceptions::{IntendedDifferences, WaitingSteps};
pub use exchange::Exchange;
pub use play::{Outcome, exchanges, play};
pub use recording::{Recording, Request, Step};
