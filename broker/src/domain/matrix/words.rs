//! How the answer names versions.

use super::{MatrixRow, Outcome, Party, PartyVersion, Resolution, Resolved};

/// Consumer and provider of a row, each by the selector that chose it.
pub(super) fn describe_row(outcome: &Outcome, row: &MatrixRow) -> (String, String) {
    let provider_version = row.result.as_ref().map(|result| &result.provider_version);
    (
        describe(outcome, &row.consumer, Some(&row.consumer_version)),
        describe(outcome, &row.provider, provider_version),
    )
}

/// Describes a party by the selector that chose it, else by itself.
pub(super) fn describe(outcome: &Outcome, party: &Party, version: Option<&PartyVersion>) -> String {
    let of_party = || {
        outcome
            .selectors
            .iter()
            .filter(|selector| selector.pacticipant_id == party.id)
    };
    let by_version = version.and_then(|version| {
        of_party().find(|selector| matches!(&selector.resolution, Resolution::Version { version: chosen, .. } if chosen.id == version.id))
    });
    match (by_version.or_else(|| of_party().next()), version) {
        (
            Some(Resolved {
                resolution: Resolution::Any,
                ..
            })
            | None,
            Some(version),
        ) => {
            format!("version {} of {}", version.number, party.name)
        }
        (Some(selector), _) => selector.description(),
        (None, None) => format!("any version of {}", party.name),
    }
}

/// The same, with a capital at its beginning.
pub(super) fn sentence_start(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
