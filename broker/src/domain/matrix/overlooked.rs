//! Results that nobody asks for, though one would think so.
//!
//! Of several versions of a provider in an environment one result is enough for an answer, as in the reference: where one
//! has verified a contract, the others are not missed. An answer that is trusted must say which they are; it does so in
//! the words of the yes, as the reference has no notice for it.

use std::collections::BTreeSet;

use super::{Ignored, MatrixRow, Resolution, Resolved};

/// A clause for each version in an environment that has no result for a contract which another version there verified.
pub(super) fn overlooked(rows: &[MatrixRow], selectors: &[Resolved], ignored: &[Ignored]) -> Vec<String> {
    let side_by_side = selectors.iter().filter(|selector| {
        let one_of_many = matches!(selector.resolution, Resolution::Version { one_of_many: true, .. });
        one_of_many && selector.criteria.environment.is_some() && !selector.ignored
    });
    let told = side_by_side.flat_map(|selector| unverified_by(selector, rows, ignored));
    let clauses: BTreeSet<String> = told.collect();
    clauses.into_iter().collect()
}

fn unverified_by(provider: &Resolved, rows: &[MatrixRow], ignored: &[Ignored]) -> Vec<String> {
    let Resolution::Version { version, .. } = &provider.resolution else {
        return Vec::new();
    };
    let with_results = |row: &&MatrixRow| row.provider.id == provider.pacticipant_id && row.result.is_some();
    let verified: BTreeSet<i64> = rows
        .iter()
        .filter(|row| {
            row.result
                .as_ref()
                .is_some_and(|result| result.provider_version.id == version.id)
        })
        .map(|row| row.consumer_version.id)
        .collect();
    rows.iter()
        .filter(with_results)
        .filter(|row| !verified.contains(&row.consumer_version.id))
        .filter(|row| !ignored.iter().any(|selector| selector.covers_row(row)))
        .map(|row| clause(provider, row))
        .collect()
}

fn clause(provider: &Resolved, row: &MatrixRow) -> String {
    format!(
        "{} has not verified the contract of version {} of {}",
        provider.description(),
        row.consumer_version.number,
        row.consumer.name,
    )
}
