//! From rows to the answer: counts, deployable or not, and why.

use super::blockers::{Blocker, blockers};
use super::notices::{Notice, notices};
use super::overlooked::overlooked;
use super::{Ignored, LatestBy, MatrixRow, Party, Resolved, Target, keep_latest_by, sort_rows};

/// A pair that a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integration {
    pub consumer: Party,
    pub provider: Party,
    /// Must there be a verified contract? A consumer needs its providers; a provider does without its consumers.
    pub required: bool,
}

/// Everything that an answer is made from.
#[derive(Debug, Clone)]
pub struct Evaluation {
    pub rows: Vec<MatrixRow>,
    /// Are these all rows, and not only the most recent ones?
    pub is_whole: bool,
    pub selectors: Vec<Resolved>,
    pub ignored_selectors: Vec<Ignored>,
    pub integrations: Vec<Integration>,
    pub latest_by: Option<LatestBy>,
    pub target: Target,
    pub success: Option<Vec<Option<bool>>>,
}

/// The counts, and whether to deploy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// `None`: not known yet.
    pub deployable: Option<bool>,
    pub success: usize,
    pub failed: usize,
    pub unknown: usize,
    /// Only when something was to be ignored.
    pub ignored: Option<usize>,
}

/// The answer before it is put into a format.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub considered: Vec<MatrixRow>,
    pub ignored: Vec<MatrixRow>,
    pub summary: Summary,
    /// What stands in the way.
    pub blockers: Vec<Blocker>,
    pub notices: Vec<Notice>,
    /// What no result is missed for, in words.
    pub(super) overlooked: Vec<String>,
    pub(super) selectors: Vec<Resolved>,
    pub(super) ignored_selectors: Vec<Ignored>,
    pub(super) target: Target,
}

impl Outcome {
    /// What the question named, as opposed to what it led to.
    pub fn specified(&self) -> impl Iterator<Item = &Resolved> {
        self.selectors.iter().filter(|selector| selector.specified)
    }
}

/// Answers the question.
pub fn evaluate(asked: Evaluation) -> Outcome {
    let overlooked = match asked.is_whole {
        true => overlooked(&asked.rows, &asked.selectors, &asked.ignored_selectors),
        false => Vec::new(),
    };
    let mut rows = match asked.latest_by {
        Some(by) => keep_latest_by(asked.rows, by),
        None => asked.rows,
    };
    let mut dropped = Vec::new();
    if let Some(wanted) = &asked.success {
        (rows, dropped) = rows.into_iter().partition(|row| wanted.contains(&row.success()));
    }
    sort_rows(&mut rows);
    let (ignored, considered): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| asked.ignored_selectors.iter().any(|selector| selector.covers_row(row)));

    let mut outcome = Outcome {
        considered,
        ignored,
        summary: Summary {
            deployable: None,
            success: 0,
            failed: 0,
            unknown: 0,
            ignored: None,
        },
        blockers: Vec::new(),
        notices: Vec::new(),
        overlooked,
        selectors: asked.selectors,
        ignored_selectors: asked.ignored_selectors,
        target: asked.target,
    };
    let missing = required_without_row(&asked.integrations, &outcome);
    outcome.summary = summarise(&outcome, missing.len());
    outcome.blockers = blockers(&outcome, &asked.integrations, &missing, &dropped);
    outcome.notices = notices(&outcome);
    outcome
}

fn required_without_row<'a>(integrations: &'a [Integration], outcome: &Outcome) -> Vec<&'a Integration> {
    let has_row = |integration: &Integration| {
        let mut rows = outcome.considered.iter().chain(&outcome.ignored);
        rows.any(|row| row.consumer.id == integration.consumer.id && row.provider.id == integration.provider.id)
    };
    integrations
        .iter()
        .filter(|integration| integration.required && !has_row(integration))
        .collect()
}

fn summarise(outcome: &Outcome, missing: usize) -> Summary {
    let count = |success: Option<bool>| outcome.considered.iter().filter(|row| row.success() == success).count();
    let (success, failed, unverified) = (count(Some(true)), count(Some(false)), count(None));
    let absent = outcome
        .selectors
        .iter()
        .any(|selector| !selector.ignored && selector.specified_but_missing());
    // Unknown outweighs failed: waiting may still help.
    let deployable = match (absent, unverified + missing, failed) {
        (true, _, _) => Some(false),
        (false, 1.., _) => None,
        (false, 0, failed) => Some(failed == 0),
    };
    let ignored = (!outcome.ignored_selectors.is_empty()).then_some(outcome.ignored.len());
    Summary {
        deployable,
        success,
        failed,
        unknown: unverified + missing,
        ignored,
    }
}
