//! What stands in the way, one obstacle at a time: why, who must act, and what to run next.

use std::collections::HashSet;

use super::step::{Contract, Step};
use super::words::{describe, describe_row, sentence_start};
use super::{Criteria, Integration, MatrixRow, Outcome, Resolution, Resolved};

/// Why something stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The provider version that is meant has not verified the contract.
    NotVerified,
    /// It has, without success.
    Failed,
    /// Nothing of what is needed is recorded in the environment.
    NothingDeployed,
    /// No version is what was asked for.
    UnknownVersion,
    /// There is an integration, and no contract of it among the versions that were looked at.
    VersionWithoutContracts,
}

impl Reason {
    /// The name on the wire; it does not change.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotVerified => "not-verified",
            Self::Failed => "failed",
            Self::NothingDeployed => "nothing-deployed",
            Self::UnknownVersion => "unknown-version",
            Self::VersionWithoutContracts => "version-without-contracts",
        }
    }

    /// May the obstacle go away by itself? A verification may be under way; nothing else happens unasked.
    pub fn waiting_may_help(self) -> bool {
        self == Self::NotVerified
    }
}

/// A pacticipant, and its version if one is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    pub name: String,
    pub version: Option<String>,
}

/// Where a result is: the hash of its content, and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedResult {
    pub sha: String,
    pub number: i64,
}

/// One obstacle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    pub reason: Reason,
    /// In words, as the notice has it.
    pub text: String,
    /// Both sides, unless it is about one version only.
    pub pair: Option<(Side, Side)>,
    /// Whether the consumer version has a contract to look at.
    pub has_contract: bool,
    /// What was found wrong, if the provider looked.
    pub result: Option<FailedResult>,
    /// The pacticipant whose team must act.
    pub actor: String,
    /// What that team runs next.
    pub step: Step,
}

/// Everything that stands in the way; empty exactly if the answer is yes.
///
/// `missing` are pairs that need a row and have none, `dropped` the rows that the question did not want to see. What is
/// ignored on request is not mentioned. A version that is not there outweighs the rest, which would be guesses.
pub(super) fn blockers(
    outcome: &Outcome,
    integrations: &[Integration],
    missing: &[&Integration],
    dropped: &[MatrixRow],
) -> Vec<Blocker> {
    let selectors = outcome.selectors.iter();
    let absent = selectors.filter(|selector| !selector.ignored && selector.specified_but_missing());
    let absent: Vec<Blocker> = absent.map(|selector| of_absent(selector, integrations)).collect();
    if !absent.is_empty() {
        return absent;
    }
    let unmet = missing
        .iter()
        .map(|integration| of_unmet(outcome, integration, dropped));
    let of = |success: Option<bool>| {
        let rows = outcome.considered.iter().filter(move |row| row.success() == success);
        rows.map(move |row| of_row(outcome, row))
    };
    // Revisions of a contract, and results of one version, say the same.
    let mut told = HashSet::new();
    unmet
        .chain(of(Some(false)))
        .chain(of(None))
        .filter(|blocker| told.insert(blocker.text.clone()))
        .collect()
}

fn of_absent(selector: &Resolved, integrations: &[Integration]) -> Blocker {
    let provides = integrations
        .iter()
        .any(|integration| integration.provider.id == selector.pacticipant_id);
    let (reason, step) = to_be_there(selector, provides);
    Blocker {
        reason,
        text: format!("Cannot tell about {}.", selector.description()),
        pair: None,
        has_contract: false,
        result: None,
        actor: selector.pacticipant.clone(),
        step,
    }
}

/// Why a selector found nothing, and what would make it find something.
fn to_be_there(selector: &Resolved, provides: bool) -> (Reason, Step) {
    let pacticipant = selector.pacticipant.clone();
    let known_by = |version: Option<String>, branch: Option<String>| match provides {
        true => Step::Verify {
            provider: selector.pacticipant.clone(),
            version,
            contract: None,
        },
        false => Step::Publish { version, branch },
    };
    let step = match selector.criteria.clone() {
        Criteria {
            environment: Some(environment),
            version,
            ..
        } => {
            let step = Step::RecordDeployment {
                pacticipant,
                version,
                environment,
            };
            return (Reason::NothingDeployed, step);
        }
        Criteria { tag: Some(tag), .. } => Step::CreateTag { pacticipant, tag },
        Criteria {
            version: Some(version),
            branch,
            ..
        } => known_by(Some(version), branch),
        Criteria {
            branch: None,
            main_branch: true,
            ..
        } => Step::SetMainBranch { pacticipant },
        Criteria { branch, .. } => known_by(None, branch),
    };
    (Reason::UnknownVersion, step)
}

/// A pair without a row: what it would have said may have been left out on request.
fn of_unmet(outcome: &Outcome, integration: &Integration, dropped: &[MatrixRow]) -> Blocker {
    let (consumer, provider) = (&integration.consumer, &integration.provider);
    let text = format!(
        "{} has no verified contract with {}.",
        sentence_start(&describe(outcome, consumer, None)),
        describe(outcome, provider, None)
    );
    let unseen = dropped
        .iter()
        .find(|row| row.consumer.id == consumer.id && row.provider.id == provider.id && row.success() != Some(true));
    if let Some(row) = unseen {
        return Blocker {
            text,
            ..of_row(outcome, row)
        };
    }
    let version = sole_version(outcome, consumer.id);
    Blocker {
        reason: Reason::VersionWithoutContracts,
        text,
        pair: Some((
            Side {
                name: consumer.name.clone(),
                version: version.clone(),
            },
            Side {
                name: provider.name.clone(),
                version: sole_version(outcome, provider.id),
            },
        )),
        has_contract: false,
        result: None,
        actor: consumer.name.clone(),
        step: Step::Publish { version, branch: None },
    }
}

/// A contract that was not verified, or not with success: the provider's turn, as its consumer has done its part.
fn of_row(outcome: &Outcome, row: &MatrixRow) -> Blocker {
    let (consumer, provider) = describe_row(outcome, row);
    let did = match row.result {
        Some(_) => "failed to verify",
        None => "has not verified",
    };
    let result = row.result.as_ref();
    let version = result
        .map(|result| result.provider_version.number.clone())
        .or_else(|| sole_version(outcome, row.provider.id));
    let (reason, step) = of_provider(outcome, row, version.clone());
    Blocker {
        reason,
        text: format!("{} {did} the contract of {consumer}.", sentence_start(&provider)),
        pair: Some((
            Side {
                name: row.consumer.name.clone(),
                version: Some(row.consumer_version.number.clone()),
            },
            Side {
                name: row.provider.name.clone(),
                version,
            },
        )),
        has_contract: true,
        result: result.map(|result| FailedResult {
            sha: row.sha.clone(),
            number: result.number,
        }),
        actor: row.provider.name.clone(),
        step,
    }
}

fn of_provider(outcome: &Outcome, row: &MatrixRow, version: Option<String>) -> (Reason, Step) {
    let nowhere = selectors_of(outcome, row.provider.id)
        .next()
        .filter(|selector| row.result.is_none() && selector.resolution == Resolution::Missing);
    if let Some(selector) = nowhere {
        return to_be_there(selector, true);
    }
    let reason = match row.result {
        Some(_) => Reason::Failed,
        None => Reason::NotVerified,
    };
    let step = Step::Verify {
        provider: row.provider.name.clone(),
        version,
        contract: Some(Contract {
            consumer: row.consumer.name.clone(),
            consumer_version: row.consumer_version.number.clone(),
            provider: row.provider.name.clone(),
        }),
    };
    (reason, step)
}

fn selectors_of(outcome: &Outcome, pacticipant: i64) -> impl Iterator<Item = &Resolved> {
    let selectors = outcome.selectors.iter();
    selectors.filter(move |selector| selector.pacticipant_id == pacticipant)
}

/// The version of a pacticipant that the question means, if it means exactly one.
fn sole_version(outcome: &Outcome, pacticipant: i64) -> Option<String> {
    let mut selectors = selectors_of(outcome, pacticipant);
    match (selectors.next().map(|selector| &selector.resolution), selectors.next()) {
        (Some(Resolution::Version { version, .. }), None) => Some(version.number.clone()),
        _ => None,
    }
}
