//! The matrix: which consumer versions and provider versions work together, and what follows for a deployment.
//!
//! `semantics.md` section 9.

mod evaluate;
mod notices;
mod query;
mod rows;
mod selectors;

pub use evaluate::{Evaluation, Integration, Outcome, evaluate};
pub use query::{IgnoreSelector, LatestBy, MatrixQuery, Selector, Target};
pub use rows::{MatrixRow, Party, PartyVersion, RowResult, keep_latest_by, sort_rows};
pub use selectors::{Criteria, Ignored, Resolution, Resolved};
