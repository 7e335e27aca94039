//! The landscape that speed is measured on: 200 applications, 600 integrations, and a history of chosen length.
//!
//! What there is follows from rules alone ([`Landscape`]), so that it is the same on every machine; only uuids and the
//! moment at which the history ends differ. [`load()`] writes it into an empty database in bulk.

mod applications;
mod clock;
mod contract;
mod history;
mod insert;
mod load;
mod rows;
mod size;
mod tables;
mod target;

pub use applications::{Integration, Rhythm};
pub use contract::contract;
pub use history::{Landscape, Verification};
pub use load::{Loaded, load};
pub use size::Size;

/// How many applications there are.
pub const APPLICATIONS: usize = 200;

/// The environments, with the distance of the deployed version from the newest, and whether they are production.
pub const ENVIRONMENTS: [(&str, usize, bool); 2] = [("test", 1, false), ("production", 2, true)];

/// The number of the version with an index.
#[must_use]
pub fn number(index: usize) -> String {
    format!("1.0.{index}")
}
