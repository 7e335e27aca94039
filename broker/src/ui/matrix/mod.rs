//! The matrix: which versions fit together, as a grid.

mod form;
mod grid;

use askama::Template;

use super::badge::Badge;
use super::verdict::{Verdict, or_problem};
use super::visit::Visit;
use crate::app::choices::{VersionChoices, names_like, version_choices};
use crate::app::environments::{EnvironmentRecord, environment_list};
use crate::app::matrix::{MatrixAnswer, matrix_ask};
use crate::domain::matrix::{LatestBy, MatrixQuery};
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};
use crate::http::path::Path;
use crate::http::question;
use form::Chosen;
use grid::{Grid, grids};

#[derive(Template)]
#[template(path = "matrix.html")]
struct Page {
    frame: Frame,
    sides: Vec<Side>,
    names: Vec<String>,
    environments: Vec<EnvironmentRecord>,
    /// Where unnamed partners are to be.
    environment: String,
    verdict: Option<Verdict>,
    grids: Vec<Grid>,
    badge: Option<Badge>,
    problem: Option<String>,
}

/// A selector of the form, with what may be chosen.
struct Side {
    number: usize,
    legend: &'static str,
    chosen: Chosen,
    choices: VersionChoices,
}

/// `GET /matrix`
pub(crate) async fn asked(_: Caller<Read>, visit: Visit) -> Reply {
    let chosen = form::chosen(&visit.query()?);
    show(&visit, chosen).await
}

/// `GET /matrix/provider/{provider}/consumer/{consumer}`
pub(crate) async fn of_pair(_: Caller<Read>, visit: Visit, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    show(&visit, vec![Chosen::any(consumer), Chosen::any(provider)]).await
}

async fn show(visit: &Visit, chosen: Vec<Chosen>) -> Reply {
    let query = visit.query()?;
    let environment = query.text("environment").unwrap_or_default().to_owned();
    let (options, mut problem) = match question::options(&query) {
        Ok(options) => (options, None),
        Err(error) => (MatrixQuery::default(), Some(error.to_string())),
    };
    let question = MatrixQuery {
        selectors: chosen.iter().map(Chosen::selector).collect(),
        latest_by: options.latest_by.or(Some(LatestBy::VersionAndVersion)),
        ..options
    };
    let is_asked = problem.is_none() && !question.selectors.is_empty();
    let named: Vec<String> = chosen.iter().map(|one| one.pacticipant.clone()).collect();
    let (answer, names, choices, environments) = visit
        .read(move |connection| {
            let answer = match is_asked {
                true => Some(or_problem(matrix_ask(connection, &question))?),
                false => None,
            };
            let typed = named.last().map_or("", String::as_str);
            let names = names_like(connection, typed)?;
            // The form has two sides, however many selectors there are.
            let mut choices = Vec::new();
            for name in named.iter().take(2) {
                choices.push(version_choices(connection, name)?);
            }
            Ok((answer, names, choices, environment_list(connection, None)?))
        })
        .await?;
    let answer = match answer {
        Some(Ok(answer)) => Some(answer),
        Some(Err(text)) => {
            problem = Some(text);
            None
        }
        None => None,
    };
    let grids = answer.as_ref().map(|answer| grids(visit, answer)).unwrap_or_default();
    visit.show(&Page {
        frame: visit.frame(Section::Matrix),
        sides: sides(chosen, choices),
        names,
        environments,
        environment,
        verdict: answer.as_ref().map(|answer| Verdict::of(visit, answer)),
        badge: answer.as_ref().and_then(|answer| badge(visit, answer)),
        grids,
        problem,
    })
}

fn sides(chosen: Vec<Chosen>, choices: Vec<VersionChoices>) -> Vec<Side> {
    let blank = std::iter::repeat_with(Chosen::default);
    let choices = choices
        .into_iter()
        .chain(std::iter::repeat_with(VersionChoices::default));
    let legends = ["Application", "And another"];
    let sides = chosen.into_iter().chain(blank).zip(choices).zip(legends);
    sides
        .enumerate()
        .map(|(index, ((chosen, choices), legend))| Side {
            number: index + 1,
            legend,
            chosen,
            choices,
        })
        .collect()
}

/// The badge of the newest contract, when the answer is about one pair.
fn badge(visit: &Visit, answer: &MatrixAnswer) -> Option<Badge> {
    let mut rows = answer.outcome.considered.iter();
    let first = rows.next()?;
    if rows.any(|row| (row.consumer.id, row.provider.id) != (first.consumer.id, first.provider.id)) {
        return None;
    }
    let (consumer, provider) = (&first.consumer.name, &first.provider.name);
    Some(Badge {
        image: format!("{}/badge.svg", visit.links.latest_pact(consumer, provider)),
        says: format!("Contract of {} with {}", plain(consumer), plain(provider)),
        page: visit.links.of_pair("/matrix", consumer, provider),
    })
}

/// The name without what would end the text of a link.
fn plain(name: &str) -> String {
    name.replace(['[', ']', '\\', '<', '>'], " ")
}
