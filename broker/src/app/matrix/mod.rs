//! Questions to the matrix: resolve what is meant, load the rows, evaluate.

mod partners;
mod resolve;
mod rows;

use std::collections::{BTreeSet, HashMap};

use super::pacticipants::pacticipant_find;
use super::{Answer, AnyConnection, AppError};
use crate::domain::invalid::Invalid;
use crate::domain::matrix::{
    Evaluation, IgnoreSelector, LatestBy, MatrixQuery, Outcome, Resolution, Selector, Target, evaluate,
};
use crate::store::details::{VersionDetails, version_details_with_environments};
use crate::store::environments::environment_by_name;
use crate::store::heads::{heads_of_branch, heads_of_tag};
use crate::store::pacticipants::{PacticipantRef, pacticipant_refs_by_names};
use crate::store::versions::version_numbers;

/// The outcome, and what is to be shown beside its versions.
#[derive(Debug)]
pub struct MatrixAnswer {
    /// Rows, counts and notices.
    pub outcome: Outcome,
    /// By version id.
    pub details: HashMap<i64, VersionDetails>,
}

/// Answers a question to the matrix (`semantics.md` section 9).
pub fn matrix_ask(connection: &mut AnyConnection, query: &MatrixQuery) -> Answer<MatrixAnswer> {
    let known = pacticipants_of(connection, query)?;
    check(connection, query, &known)?;
    answer(connection, query, &known)
}

/// The same for two pacticipants that stand in the address, where an unknown one is not there rather than wrong.
pub fn matrix_of_pair(connection: &mut AnyConnection, query: &MatrixQuery) -> Answer<MatrixAnswer> {
    for selector in &query.selectors {
        pacticipant_find(connection, &selector.pacticipant)?;
    }
    matrix_ask(connection, query)
}

fn answer(connection: &mut AnyConnection, query: &MatrixQuery, known: &Known) -> Answer<MatrixAnswer> {
    let ignored_selectors = resolve::ignores(connection, &query.ignores, known)?;
    let mut selectors = resolve::specified(connection, &query.selectors, known)?;
    let partners = partners::partners(connection, query, &selectors)?;
    if query.target.is_given() {
        let inferred = partners::inferred(connection, query, &selectors, &partners)?;
        selectors.extend(inferred);
    }
    for selector in &mut selectors {
        let version = match &selector.resolution {
            Resolution::Version { version, .. } => Some(version.id),
            Resolution::Any | Resolution::Missing => None,
        };
        selector.ignored = ignored_selectors
            .iter()
            .any(|ignored| ignored.covers(selector.pacticipant_id, version));
    }
    let integrations = partners.integrations;
    let rows = rows::load(connection, query, &selectors, &integrations)?;
    let rows_at_most = query.limit.and_then(|limit| usize::try_from(limit).ok());
    let outcome = evaluate(Evaluation {
        is_whole: rows_at_most.is_none_or(|most| rows.len() < most),
        rows,
        selectors,
        ignored_selectors,
        integrations,
        latest_by: query.latest_by,
        target: query.target.clone(),
        success: query.success.clone(),
    });
    let details = details_of(connection, &outcome)?;
    Ok(MatrixAnswer { outcome, details })
}

/// What is to be deployed where.
#[derive(Debug, Clone)]
pub struct CanIDeploy {
    pub pacticipant: String,
    pub version: String,
    pub destination: Destination,
    pub ignores: Vec<IgnoreSelector>,
}

/// Where a version is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// An environment, by name.
    Environment(String),
    /// Where the versions with a tag are.
    Tag(String),
}

impl Destination {
    fn query(&self, selector: Selector, ignores: Vec<IgnoreSelector>) -> MatrixQuery {
        let (target, latest_by) = match self.clone() {
            Self::Environment(name) => (
                Target {
                    environment: Some(name),
                    ..Target::default()
                },
                LatestBy::VersionAndVersion,
            ),
            Self::Tag(name) => (
                Target {
                    tag: Some(name),
                    latest: true,
                    ..Target::default()
                },
                LatestBy::VersionAndProvider,
            ),
        };
        MatrixQuery {
            selectors: vec![selector],
            ignores,
            latest_by: Some(latest_by),
            target,
            success: None,
            limit: None,
        }
    }
}

/// Can this version be deployed there?
pub fn can_i_deploy(connection: &mut AnyConnection, question: &CanIDeploy) -> Answer<MatrixAnswer> {
    let selector = Selector {
        pacticipant: question.pacticipant.clone(),
        version: Some(question.version.clone()),
        ..Selector::default()
    };
    let query = question.destination.query(selector, question.ignores.clone());
    let known = pacticipants_of(connection, &query)?;
    let mut invalid = Invalid::default();
    if !known.contains_key(&question.pacticipant) {
        invalid.add("pacticipant", "does not match an existing pacticipant");
    }
    if let Destination::Environment(name) = &question.destination
        && environment_by_name(connection, name)?.is_none()
    {
        invalid.add("environment", format!("environment with name '{name}' does not exist"));
    }
    invalid.into_result(())?;
    answer(connection, &query, &known)
}

/// Can the latest version with a tag be deployed to where the versions with another tag are?
pub fn can_i_deploy_tag(connection: &mut AnyConnection, name: &str, tag: &str, to: &str) -> Answer<MatrixAnswer> {
    let pacticipant = pacticipant_find(connection, name)?;
    if heads_of_tag(connection, &[pacticipant.id], tag)?.is_empty() {
        return Err(AppError::NotFound(format!(
            "No version of `{name}` has the tag `{tag}`."
        )));
    }
    let selector = Selector {
        pacticipant: name.to_owned(),
        tag: Some(tag.to_owned()),
        latest: true,
        ..Selector::default()
    };
    matrix_ask(connection, &Destination::Tag(to.to_owned()).query(selector, Vec::new()))
}

/// Can the head of a branch be deployed to an environment?
pub fn can_i_deploy_branch(connection: &mut AnyConnection, name: &str, branch: &str, to: &str) -> Answer<MatrixAnswer> {
    let pacticipant = pacticipant_find(connection, name)?;
    if heads_of_branch(connection, &[pacticipant.id], branch)?.is_empty() {
        return Err(AppError::NotFound(format!(
            "`{name}` has no branch `{branch}` with a version."
        )));
    }
    if environment_by_name(connection, to)?.is_none() {
        return Err(AppError::no_such("environment", to));
    }
    let selector = Selector {
        pacticipant: name.to_owned(),
        branch: Some(branch.to_owned()),
        latest: true,
        ..Selector::default()
    };
    matrix_ask(
        connection,
        &Destination::Environment(to.to_owned()).query(selector, Vec::new()),
    )
}

/// Can the version that the selector means be deployed there? Without criteria it means the newest: of the main branch,
/// if there is one.
pub fn can_i_deploy_selected(
    connection: &mut AnyConnection,
    selector: Selector,
    destination: &Destination,
    ignores: Vec<IgnoreSelector>,
) -> Answer<MatrixAnswer> {
    let pacticipant = selector.pacticipant.clone();
    let only_named = Selector {
        pacticipant: pacticipant.clone(),
        ..Selector::default()
    };
    let selector = if selector == only_named {
        let found = pacticipant_refs_by_names(connection, &[&pacticipant])?.pop();
        Selector {
            main_branch: found.is_some_and(|one| one.main_branch.is_some()),
            latest: true,
            ..selector
        }
    } else {
        selector
    };
    matrix_ask(connection, &destination.query(selector, ignores))
}

/// Does the head of the main branch fit to the heads of its partners' main branches?
pub fn can_i_merge(connection: &mut AnyConnection, name: &str) -> Answer<MatrixAnswer> {
    let query = MatrixQuery {
        selectors: vec![Selector {
            pacticipant: name.to_owned(),
            main_branch: true,
            latest: true,
            ..Selector::default()
        }],
        ignores: Vec::new(),
        latest_by: Some(LatestBy::VersionAndProvider),
        target: Target {
            main_branch: true,
            latest: true,
            ..Target::default()
        },
        success: None,
        limit: None,
    };
    matrix_ask(connection, &query)
}

/// The pacticipants that a question names, by name.
type Known = HashMap<String, PacticipantRef>;

fn pacticipants_of(connection: &mut AnyConnection, query: &MatrixQuery) -> Answer<Known> {
    let selected = query.selectors.iter().map(|selector| selector.pacticipant.as_str());
    let ignored = query.ignores.iter().map(|selector| selector.pacticipant.as_str());
    let names: BTreeSet<&str> = selected.chain(ignored).collect();
    let found = pacticipant_refs_by_names(connection, &names.into_iter().collect::<Vec<_>>())?;
    Ok(found
        .into_iter()
        .map(|pacticipant| (pacticipant.name.clone(), pacticipant))
        .collect())
}

fn check(connection: &mut AnyConnection, query: &MatrixQuery, known: &Known) -> Answer<()> {
    let unknown = query
        .selectors
        .iter()
        .filter(|selector| !known.contains_key(&selector.pacticipant));
    let mut errors: Vec<String> = unknown
        .map(|selector| format!("Pacticipant '{}' not found", selector.pacticipant))
        .collect();
    let in_selectors = query
        .selectors
        .iter()
        .filter_map(|selector| selector.environment.as_deref());
    let environments: BTreeSet<&str> = in_selectors.chain(query.target.environment.as_deref()).collect();
    for name in environments {
        if environment_by_name(connection, name)?.is_none() {
            errors.push(format!("Environment '{name}' not found"));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(AppError::InvalidQuestion(errors))
    }
}

fn details_of(connection: &mut AnyConnection, outcome: &Outcome) -> Answer<HashMap<i64, VersionDetails>> {
    let rows = || outcome.considered.iter().chain(&outcome.ignored);
    let provider_versions = rows()
        .filter_map(|row| row.result.as_ref())
        .map(|result| result.provider_version.id);
    let versions: BTreeSet<i64> = rows()
        .map(|row| row.consumer_version.id)
        .chain(provider_versions)
        .collect();
    let pacticipants: BTreeSet<i64> = rows().flat_map(|row| [row.consumer.id, row.provider.id]).collect();
    if versions.is_empty() {
        return Ok(HashMap::new());
    }
    let (versions, pacticipants) = (
        versions.into_iter().collect::<Vec<_>>(),
        pacticipants.into_iter().collect::<Vec<_>>(),
    );
    Ok(version_details_with_environments(connection, &versions, &pacticipants)?)
}

/// The numbers of versions, by id.
fn numbers_of(connection: &mut AnyConnection, ids: impl Iterator<Item = i64>) -> Answer<HashMap<i64, String>> {
    let ids: BTreeSet<i64> = ids.collect();
    Ok(version_numbers(connection, &ids.into_iter().collect::<Vec<_>>())?
        .into_iter()
        .collect())
}
