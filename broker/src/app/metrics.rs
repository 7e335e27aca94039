//! How much there is of everything.

use super::{Answer, AnyConnection};
use crate::store::metrics as rows;
pub use crate::store::metrics::{Counts, Distribution, Span};

/// What an operator may want to draw a curve of.
#[derive(Debug)]
pub struct Metrics {
    pub counts: Counts,
    pub publications: Span,
    pub revisions: Distribution,
    pub results: Span,
    pub successes: i64,
    /// Results without repetitions by the same provider version.
    pub distinct: i64,
    pub results_of_contents: Distribution,
}

/// Counts.
pub fn metrics(connection: &mut AnyConnection) -> Answer<Metrics> {
    let (successes, distinct) = rows::successes_and_distinct(connection)?;
    Ok(Metrics {
        counts: rows::counts(connection)?,
        publications: rows::publications(connection)?,
        revisions: rows::revisions(connection)?,
        results: rows::results(connection)?,
        successes,
        distinct,
        results_of_contents: rows::results_of_contents(connection)?,
    })
}
