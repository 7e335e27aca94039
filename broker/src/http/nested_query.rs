//! Query strings with lists and maps, for handlers; the format itself also lives inside contract links, so it is
//! defined with the rules.

pub use crate::domain::nested_query::*;
