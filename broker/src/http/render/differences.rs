//! What differs between two contracts: lines for people, lists of changes for programs.

mod document;
mod text;

pub(crate) use document::document;
pub(crate) use text::text;
