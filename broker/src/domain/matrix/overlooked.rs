//! Results that nobody asks for, though one would think so.
//!
//! Of several versions of a provider in an environment one result is enough for an answer, as in the reference: where one
//! has verified a contract, the others are not missed. An answer that is trusted must say which they are; it does so in
//! the words of the yes, as the reference has no notice for it.

use std::collections::BTreeSet;

use super::{Ignored, MatrixRow, PartyVersion, Resolution, Resolved};

/// A clause for each version in an environment that has no result for a contract which another version there verified.
pub(super) fn overlooked(rows: &[MatrixRow], selectors: &[Resolved], ignored: &[Ignored]) -> Vec<String> {
    let mut clauses = BTreeSet::new();
    for provider in selectors {
        let counts = provider.criteria.environment.is_some() && !provider.ignored;
        match &provider.resolution {
            Resolution::Version {
                version,
                one_of_many: true,
            } if counts => {
                let unverified = unverified_by(provider, version, rows, ignored);
                clauses.extend(unverified.map(|row| clause(provider, row)));
            }
            _ => {}
        }
    }
    clauses.into_iter().collect()
}

/// The rows of contracts that others have verified and this version has not.
fn unverified_by<'a>(
    provider: &Resolved,
    version: &PartyVersion,
    rows: &'a [MatrixRow],
    ignored: &'a [Ignored],
) -> impl Iterator<Item = &'a MatrixRow> {
    let id = provider.pacticipant_id;
    let verified = rows
        .iter()
        .filter(move |row| row.provider.id == id && row.result.is_some());
    let by_this = verified.clone().filter(|row| {
        let result = row.result.as_ref();
        result.is_some_and(|result| result.provider_version.id == version.id)
    });
    let by_this: BTreeSet<i64> = by_this.map(|row| row.consumer_version.id).collect();
    verified
        .filter(move |row| !by_this.contains(&row.consumer_version.id))
        .filter(|row| !ignored.iter().any(|selector| selector.covers_row(row)))
}

fn clause(provider: &Resolved, row: &MatrixRow) -> String {
    format!(
        "{} has not verified the contract of version {} of {}",
        provider.description(),
        row.consumer_version.number,
        row.consumer.name,
    )
}
