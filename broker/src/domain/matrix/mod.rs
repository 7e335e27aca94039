//! The matrix: which consumer versions and provider versions work together, and what follows for a deployment.
//!
//! `semantics.md` section 9.

mod blockers;
mod evaluate;
mod notices;
mod overlooked;
mod query;
mod rows;
mod selectors;
mod step;
#[cfg(test)]
mod tests;
mod words;

pub use blockers::{Blocker, Side};
pub use evaluate::{Evaluation, Integration, Outcome, evaluate};
pub use query::{IgnoreSelector, LatestBy, MatrixQuery, Selector, Target};
pub use rows::{MatrixRow, Party, PartyVersion, RowResult, keep_latest_by, sort_rows};
pub use selectors::{Criteria, Ignored, Resolution, Resolved};
pub use step::{Contract, Whereabouts};
