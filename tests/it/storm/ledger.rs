//! What brokers have acknowledged, and what they have refused.

use std::time::Instant;

/// A publication that was acknowledged.
#[derive(Debug, Clone)]
pub struct Published {
    pub consumer: String,
    pub version: String,
    /// In the content, and in no other.
    pub what: String,
    /// How often it was sent until the answer came.
    pub tries: usize,
    /// When that was.
    pub at: Instant,
}

/// A result that was acknowledged.
#[derive(Debug, Clone)]
pub struct Result {
    /// Where it is, below any broker.
    pub path: String,
    pub provider_version: String,
    pub success: bool,
}

/// Everything that teams were told.
#[derive(Debug, Default)]
pub struct Ledger {
    pub published: Vec<Published>,
    pub results: Vec<Result>,
    /// (pacticipant, version); later ones replace earlier ones.
    pub deployed: Vec<(String, String)>,
    /// (consumer, version)
    pub refused: Vec<(String, String)>,
}

impl Ledger {
    /// What several teams were told.
    pub fn together(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().fold(Self::default(), |mut sum, one| {
            sum.published.extend(one.published);
            sum.results.extend(one.results);
            sum.deployed.extend(one.deployed);
            sum.refused.extend(one.refused);
            sum
        })
    }
}
