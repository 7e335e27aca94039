//! For tools that fill a database without the API: what the broker would keep of a contract.

use crate::domain::content::Content;

/// A contract as the broker keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The identity: 40 lower-case hexadecimal digits.
    pub sha: String,
    /// The stored bytes, with the ids of the interactions.
    pub body: Vec<u8>,
}

/// What would be kept of a contract that was submitted as these bytes; fails when they are no JSON.
pub fn kept(submitted: &[u8]) -> anyhow::Result<Kept> {
    let content = Content::from_submitted(submitted).map_err(|error| anyhow::anyhow!("a contract is JSON: {error}"))?;
    Ok(Kept {
        sha: content.sha().to_owned(),
        body: content.stored_bytes().to_vec(),
    })
}
