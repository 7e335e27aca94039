//! What the landscape's answers must be, so that a wrong one cannot look fast.

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::landscape::Size;

/// What is counted in an answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Counted {
    /// Rows of a matrix.
    Rows,
    /// Pacts to verify.
    Pacts,
    /// Interactions of a pact.
    Interactions,
}

/// How many there must be at sizes S, M and L.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    pub(super) counted: Counted,
    pub(super) at: [usize; 3],
}

impl Expected {
    /// Checks the body of an answer.
    pub(super) fn check(&self, size: Size, body: &[u8]) -> anyhow::Result<()> {
        let body: Value = serde_json::from_slice(body).context("the answer is no JSON")?;
        let list = match self.counted {
            Counted::Rows => &body["matrix"],
            Counted::Pacts => &body["_embedded"]["pacts"],
            Counted::Interactions => &body["interactions"],
        };
        let found = list.as_array().map(Vec::len);
        let expected = self.at[place_of(size)?];
        ensure!(
            found == Some(expected),
            "the answer should have {expected} {:?}, but has {found:?}",
            self.counted
        );
        Ok(())
    }
}

/// Only for these sizes it is known what the answers must be.
fn place_of(size: Size) -> anyhow::Result<usize> {
    match size.versions() {
        10 => Ok(0),
        100 => Ok(1),
        1_000 => Ok(2),
        _ => anyhow::bail!("the benchmark knows the right answers for sizes S, M and L only, not for {size}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_rows_are_noticed() {
        let expected = Expected {
            counted: Counted::Rows,
            at: [2, 2, 2],
        };
        let size = "S".parse().unwrap();
        assert!(expected.check(size, br#"{"matrix":[{},{}]}"#).is_ok());
        for wrong in [r#"{"matrix":[{}]}"#, r#"{"matrix":null}"#, "{}", "no JSON"] {
            assert!(expected.check(size, wrong.as_bytes()).is_err(), "{wrong}");
        }
        assert!(expected.check("4".parse().unwrap(), br#"{"matrix":[{},{}]}"#).is_err());
    }
}
