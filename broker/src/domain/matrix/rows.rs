//! Rows of the matrix: grouping and order.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::NaiveDateTime;

use super::LatestBy;

/// A pacticipant in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub id: i64,
    pub name: String,
}

/// A version in a row; the id is also the order of creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyVersion {
    pub id: i64,
    pub number: String,
}

/// The result of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowResult {
    pub number: i64,
    pub success: bool,
    pub executed_at: NaiveDateTime,
    pub created_at: NaiveDateTime,
    pub provider_version: PartyVersion,
}

/// A consumer version, the contract that it published for a provider, and a result of it, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    pub consumer: Party,
    pub consumer_version: PartyVersion,
    pub provider: Party,
    pub publication_id: i64,
    pub revision: i32,
    pub sha: String,
    pub pact_created_at: NaiveDateTime,
    pub result: Option<RowResult>,
}

impl MatrixRow {
    /// Did the verification succeed? `None` without a result.
    pub fn success(&self) -> Option<bool> {
        self.result.as_ref().map(|result| result.success)
    }

    /// When something last happened to the row, with tie-breakers: what a limit keeps is the most recent.
    pub fn recency(&self) -> (NaiveDateTime, i64, i64) {
        let verified = self
            .result
            .as_ref()
            .map_or(self.pact_created_at, |result| result.created_at);
        (
            verified.max(self.pact_created_at),
            self.publication_id,
            self.result.as_ref().map_or(0, |result| result.number),
        )
    }

    fn provider_version_id(&self) -> Option<i64> {
        self.result.as_ref().map(|result| result.provider_version.id)
    }
}

/// Keeps, of each group, the row of the newest provider version; a row without result only if it is alone.
pub fn keep_latest_by(rows: Vec<MatrixRow>, by: LatestBy) -> Vec<MatrixRow> {
    match by {
        LatestBy::VersionAndVersion => newest_of_each(rows, |row| {
            (row.consumer_version.id, row.provider.id, row.provider_version_id())
        }),
        LatestBy::VersionAndProvider => newest_of_each(rows, |row| (row.consumer_version.id, row.provider.id)),
        LatestBy::Pair => newest_of_each(rows, |row| (row.consumer.id, row.provider.id)),
    }
}

fn newest_of_each<K: Eq + Hash>(rows: Vec<MatrixRow>, key: impl Fn(&MatrixRow) -> K) -> Vec<MatrixRow> {
    // Of several rows of the same provider version, the one that was there first stands for the group.
    let rank = |row: &MatrixRow| (row.provider_version_id(), std::cmp::Reverse(row.recency()));
    let mut newest: HashMap<K, MatrixRow> = HashMap::new();
    for row in rows {
        match newest.entry(key(&row)) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(row);
            }
            std::collections::hash_map::Entry::Occupied(mut taken) if rank(&row) > rank(taken.get()) => {
                taken.insert(row);
            }
            std::collections::hash_map::Entry::Occupied(_) => {}
        }
    }
    newest.into_values().collect()
}

/// Sorts rows for people: by consumer, newest consumer version first, by provider, unverified before newest verified.
pub fn sort_rows(rows: &mut [MatrixRow]) {
    use std::cmp::Reverse;
    rows.sort_by(|one, other| {
        let key = |row: &MatrixRow| {
            let verified = row.result.as_ref();
            (
                Reverse(row.consumer_version.id),
                Reverse(row.revision),
                verified.is_some(),
                Reverse(row.provider_version_id()),
                Reverse(verified.map(|result| result.number)),
            )
        };
        let (a, b) = (key(one), key(other));
        (&one.consumer.name, a.0, a.1, &one.provider.name, a.2, a.3, a.4).cmp(&(
            &other.consumer.name,
            b.0,
            b.1,
            &other.provider.name,
            b.2,
            b.3,
            b.4,
        ))
    });
}
