//! Work that is too long for one transaction.

use super::{Answer, AnyConnection, Moment};

/// A list of work that is done piece by piece, after the answer.
///
/// A step may run again when it lost a race, so it depends on its arguments and the database alone.
pub trait Job: Send + Sync + 'static {
    /// What is done, for the log.
    fn name(&self) -> String;

    /// Does the next few pieces of work after the first `done`; returns how many are done then, or nothing when these
    /// were the last.
    fn step(&self, connection: &mut AnyConnection, done: usize, now: Moment) -> Answer<Option<usize>>;
}
