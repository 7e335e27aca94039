//! The landscape that speed is measured on: 200 applications, 600 integrations, and a history of chosen length; or 5,000
//! applications, 20,000 integrations, and 200,000 versions in all.
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

/// The environments, with the distance of the deployed version from the newest, and whether they are production.
pub const ENVIRONMENTS: [(&str, usize, bool); 2] = [("test", 1, false), ("production", 2, true)];

/// The number of the version with an index.
#[must_use]
pub fn number(index: usize) -> String {
    format!("1.0.{index}")
}
