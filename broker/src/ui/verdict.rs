//! An answer of the matrix as pages show it: the verdict, what stands in the way, and the rows behind it.

use super::integrations::SeenVersion;
use super::visit::Visit;
use super::words::{State, When, count, when};
use crate::app::landscape::VersionSeen;
use crate::app::matrix::MatrixAnswer;
use crate::app::{Answer, AppError};
use crate::domain::matrix::{Blocker, MatrixRow, Outcome, Party, PartyVersion};
use crate::domain::metadata::LinkMetadata;
use crate::http::links::Links;

/// Rows that a page shows; an answer may have thousands.
const MOST_ROWS: usize = 100;

/// Obstacles that a page shows: who has mended some asks again.
const MOST_OBSTACLES: usize = 20;

/// What the templates of verdicts show.
pub(super) struct Verdict {
    pub(super) state: State,
    /// "3 verified, 1 failed".
    pub(super) counts: String,
    pub(super) warnings: Vec<String>,
    pub(super) obstacles: Vec<Obstacle>,
    /// How many obstacles are not shown.
    pub(super) more_obstacles: Option<String>,
    pub(super) rows: Vec<Row>,
    /// How many rows are not shown.
    pub(super) unseen: Option<String>,
}

/// Something that stands in the way.
pub(super) struct Obstacle {
    /// Of the element that holds the command.
    pub(super) id: String,
    pub(super) code: &'static str,
    pub(super) state: State,
    pub(super) text: String,
    pub(super) actor: (String, String),
    pub(super) command: String,
    pub(super) waiting_may_help: bool,
    pub(super) contract: Option<String>,
    pub(super) result: Option<String>,
    pub(super) matrix: Option<String>,
}

/// A consumer version, a provider version, and what the one says of the other.
pub(super) struct Row {
    pub(super) consumer: (String, String),
    pub(super) consumer_version: SeenVersion,
    pub(super) provider: (String, String),
    pub(super) provider_version: Option<SeenVersion>,
    pub(super) state: State,
    pub(super) contract: String,
    pub(super) result: Option<(String, When)>,
    pub(super) is_ignored: bool,
}

impl Verdict {
    pub(super) fn of(visit: &Visit, answer: &MatrixAnswer) -> Self {
        let outcome = &answer.outcome;
        let considered = outcome.considered.iter().map(|row| (row, false));
        let all = considered.chain(outcome.ignored.iter().map(|row| (row, true)));
        let rows: Vec<Row> = all
            .take(MOST_ROWS)
            .map(|(row, is_ignored)| Row::of(visit, answer, row, is_ignored))
            .collect();
        let unseen = outcome.considered.len() + outcome.ignored.len() - rows.len();
        let obstacles = outcome.blockers.iter().enumerate().take(MOST_OBSTACLES);
        let more =
            |amount: usize, what: &str| (amount > 0).then(|| count(i64::try_from(amount).unwrap_or(i64::MAX), what));
        let warnings = outcome
            .notices
            .iter()
            .filter(|notice| notice.kind.as_str() == "warning");
        Self {
            state: state_of(outcome.summary.deployable),
            counts: counts(outcome),
            warnings: warnings.map(|notice| notice.text.clone()).collect(),
            obstacles: obstacles
                .map(|(index, blocker)| Obstacle::of(&visit.links, index, blocker))
                .collect(),
            rows,
            unseen: more(unseen, "more row"),
            more_obstacles: more(outcome.blockers.len().saturating_sub(MOST_OBSTACLES), "other obstacle"),
        }
    }
}

fn state_of(deployable: Option<bool>) -> State {
    let (class, words) = match deployable {
        Some(true) => ("good", "Yes"),
        Some(false) => ("bad", "No"),
        None => ("warn", "Not yet"),
    };
    State { class, words }
}

/// The state of a pair of versions.
pub(super) fn state_of_row(success: Option<bool>) -> State {
    let (class, words) = match success {
        Some(true) => ("good", "verified"),
        Some(false) => ("bad", "failed"),
        None => ("warn", "not verified"),
    };
    State { class, words }
}

fn counts(outcome: &Outcome) -> String {
    let summary = &outcome.summary;
    let parts = [
        (summary.success, "verified"),
        (summary.failed, "failed"),
        (summary.unknown, "not verified"),
        (summary.ignored.unwrap_or(0), "ignored"),
    ];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, what)| format!("{amount} {what}"))
        .collect();
    match told.is_empty() {
        true => "no contracts".to_owned(),
        false => told.join(", "),
    }
}

impl Obstacle {
    fn of(links: &Links, index: usize, blocker: &Blocker) -> Self {
        let pair = blocker.pair.as_ref();
        let number = pair.and_then(|(consumer, _)| consumer.version.as_deref());
        let contract = pair.zip(number).filter(|_| blocker.has_contract);
        let result = pair.zip(blocker.result.as_ref());
        let class = if blocker.reason.waiting_may_help() {
            "warn"
        } else {
            "bad"
        };
        let code = blocker.reason.as_str();
        Self {
            id: format!("step-{}", index + 1),
            code,
            state: State {
                class,
                words: title(code),
            },
            text: blocker.text.clone(),
            actor: (blocker.actor.clone(), links.pacticipant(&blocker.actor)),
            command: blocker.step.command_line(links),
            waiting_may_help: blocker.reason.waiting_may_help(),
            contract: contract.map(|((consumer, provider), number)| links.pact(&consumer.name, &provider.name, number)),
            result: result.map(|((consumer, provider), result)| {
                result_address(
                    links,
                    (&consumer.name, number),
                    &provider.name,
                    (&result.sha, result.number),
                )
            }),
            matrix: pair.map(|(consumer, provider)| links.of_pair("/matrix", &consumer.name, &provider.name)),
        }
    }
}

/// A reason in few words.
fn title(code: &str) -> &'static str {
    match code {
        "not-verified" => "not verified",
        "failed" => "verification failed",
        "nothing-deployed" => "nothing deployed there",
        "unknown-version" => "no such version",
        _ => "no contract",
    }
}

fn result_address(
    links: &Links,
    (consumer, number): (&str, Option<&str>),
    provider: &str,
    (sha, result): (&str, i64),
) -> String {
    let metadata = LinkMetadata {
        consumer_version_number: number.map(str::to_owned),
        ..LinkMetadata::default()
    };
    let content = links.content(consumer, provider, sha, Some(&metadata.encode()));
    links.result(&content, result)
}

impl Row {
    fn of(visit: &Visit, answer: &MatrixAnswer, row: &MatrixRow, is_ignored: bool) -> Self {
        let links = &visit.links;
        let number = &row.consumer_version.number;
        let (consumer, provider) = (&row.consumer.name, &row.provider.name);
        let result = row.result.as_ref();
        Self {
            consumer: (consumer.clone(), links.pacticipant(consumer)),
            consumer_version: seen(links, answer, &row.consumer, &row.consumer_version),
            provider: (provider.clone(), links.pacticipant(provider)),
            provider_version: result.map(|result| seen(links, answer, &row.provider, &result.provider_version)),
            state: state_of_row(row.success()),
            contract: links.pact(consumer, provider, number),
            result: result.map(|result| {
                (
                    address_of_result(links, row, result.number),
                    when(result.executed_at, visit.now),
                )
            }),
            is_ignored,
        }
    }
}

/// Where a result of this row can be read.
pub(super) fn address_of_result(links: &Links, row: &MatrixRow, number: i64) -> String {
    let consumer = (row.consumer.name.as_str(), Some(row.consumer_version.number.as_str()));
    result_address(links, consumer, &row.provider.name, (&row.sha, number))
}

/// A version of the answer with what stands beside it.
pub(super) fn seen(links: &Links, answer: &MatrixAnswer, party: &Party, version: &PartyVersion) -> SeenVersion {
    let seen = VersionSeen {
        number: version.number.clone(),
        details: answer.details.get(&version.id).cloned().unwrap_or_default(),
    };
    SeenVersion::of(links, &party.name, &seen)
}

/// The answer, or why there is none: a page with a form tells what is wrong with the question and lets it be mended.
pub(super) fn or_problem<T>(answer: Answer<T>) -> Answer<Result<T, String>> {
    match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(
            error @ (AppError::InvalidQuestion(_)
            | AppError::Invalid(_)
            | AppError::NotFound(_)
            | AppError::NoSuchPacticipant(_)),
        ) => Ok(Err(error.to_string())),
        Err(error) => Err(error),
    }
}
