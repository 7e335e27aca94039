//! Versions of the pact specification.

use std::fmt;

/// The version of the pact specification that a file is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Specification {
    /// HTTP; matching by type and regular expression.
    V2,
    /// Also asynchronous messages, states with parameters, and most matchers.
    V3,
    /// Also synchronous messages, everything in one file, pending interactions and comments.
    #[default]
    V4,
}

impl fmt::Display for Specification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V2 => "V2",
            Self::V3 => "V3",
            Self::V4 => "V4",
        })
    }
}
