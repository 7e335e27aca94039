//! Pact files: finding them, refusing what is none, merging those of one pair.

mod contract;
mod find;
mod merge;
mod plugins;

pub(crate) use contract::Contract;
pub(crate) use find::{Found, find};
pub(crate) use merge::one_per_pair;
