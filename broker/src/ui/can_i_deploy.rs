//! Can I deploy? The question, the answer in one sentence, and what to do about it.

use actix_web::http::StatusCode;
use askama::Template;

use super::badge::Badge;
use super::verdict::{Verdict, or_problem};
use super::visit::Visit;
use crate::app::choices::{VersionChoices, names_like, version_choices};
use crate::app::environments::{EnvironmentRecord, environment_list};
use crate::app::matrix::{Destination, MatrixAnswer, can_i_deploy_selected};
use crate::domain::matrix::{IgnoreSelector, Selector};
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{self, Frame, Section};
use crate::http::links::Links;
use crate::http::path::Path;
use crate::http::question;

#[derive(Template)]
#[template(path = "can_i_deploy.html")]
struct Page {
    frame: Frame,
    form: Form,
    names: Vec<String>,
    choices: VersionChoices,
    environments: Vec<EnvironmentRecord>,
    verdict: Option<Verdict>,
    /// What was asked about, and where to.
    what: String,
    place: String,
    /// Nothing depends on the version, as far as is known.
    is_alone: bool,
    problem: Option<String>,
    badge: Option<Badge>,
}

/// What the form holds.
#[derive(Debug, Clone, Default)]
struct Form {
    pacticipant: String,
    version: String,
    branch: String,
    tag: String,
    environment: String,
    to: String,
}

/// `GET /can-i-deploy`
pub(crate) async fn asked(_: Caller<Read>, visit: Visit) -> Reply {
    let query = visit.query()?;
    let text = |name: &str| query.text(name).unwrap_or_default().trim().to_owned();
    let form = Form {
        pacticipant: text("pacticipant"),
        version: text("version"),
        branch: text("branch"),
        tag: text("tag"),
        environment: text("environment"),
        to: text("to"),
    };
    // A form that is not filled in yet is no error.
    show(&visit, form, question::ignored(&query), StatusCode::OK).await
}

/// `GET /pacticipants/{pacticipant}/latest-version/{tag}/can-i-deploy/to/{to}`
pub(crate) async fn of_tag(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (pacticipant, tag, to) = path.into_inner();
    let form = Form {
        pacticipant,
        tag,
        to,
        ..Form::default()
    };
    show(&visit, form, Vec::new(), StatusCode::NOT_FOUND).await
}

/// `GET /pacticipants/{pacticipant}/branches/{branch}/latest-version/can-i-deploy/to-environment/{environment}`
pub(crate) async fn of_branch(_: Caller<Read>, visit: Visit, path: Path<(String, String, String)>) -> Reply {
    let (pacticipant, branch, environment) = path.into_inner();
    let form = Form {
        pacticipant,
        branch,
        environment,
        ..Form::default()
    };
    show(&visit, form, Vec::new(), StatusCode::NOT_FOUND).await
}

async fn show(visit: &Visit, form: Form, ignores: Vec<IgnoreSelector>, without_answer: StatusCode) -> Reply {
    let (wanted, typed) = (form.wanted(), form.pacticipant.clone());
    let (answer, names, choices, environments) = visit
        .read(move |connection| {
            let answer = match wanted {
                Some((selector, destination)) => Some(or_problem(can_i_deploy_selected(
                    connection,
                    selector,
                    &destination,
                    ignores,
                ))?),
                None => None,
            };
            let names = names_like(connection, &typed)?;
            let choices = version_choices(connection, &typed)?;
            Ok((answer, names, choices, environment_list(connection, None)?))
        })
        .await?;
    let (answer, problem) = match answer {
        Some(Ok(answer)) => (Some(answer), None),
        Some(Err(problem)) => (None, Some(problem)),
        None => (None, None),
    };
    let status = match problem {
        Some(_) => without_answer,
        None => StatusCode::OK,
    };
    let page = Page {
        frame: visit.frame(Section::CanIDeploy),
        what: answer.as_ref().map(asked_about).unwrap_or_default(),
        place: form.place(),
        is_alone: answer
            .as_ref()
            .is_some_and(|answer| answer.outcome.considered.is_empty()),
        verdict: answer.as_ref().map(|answer| Verdict::of(visit, answer)),
        badge: form.badge(&visit.links),
        form,
        names,
        choices,
        environments,
        problem,
    };
    html::page(status, &page)
}

fn asked_about(answer: &MatrixAnswer) -> String {
    let asked = answer.outcome.specified().next();
    asked.map(|selector| selector.description()).unwrap_or_default()
}

impl Form {
    /// The question, when enough of it is there.
    fn wanted(&self) -> Option<(Selector, Destination)> {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        let destination = match (given(&self.environment), given(&self.to)) {
            (Some(environment), _) => Destination::Environment(environment),
            (None, Some(tag)) => Destination::Tag(tag),
            (None, None) => return None,
        };
        let version = given(&self.version);
        let branch = given(&self.branch).filter(|_| version.is_none());
        let tag = given(&self.tag).filter(|_| version.is_none() && branch.is_none());
        let selector = Selector {
            pacticipant: given(&self.pacticipant)?,
            latest: branch.is_some() || tag.is_some(),
            version,
            branch,
            tag,
            ..Selector::default()
        };
        Some((selector, destination))
    }

    fn place(&self) -> String {
        match self.environment.is_empty() {
            true => format!("where the versions tagged {} are", self.to),
            false => self.environment.clone(),
        }
    }

    /// The badge that shows this answer, and the address that it stands for.
    fn badge(&self, links: &Links) -> Option<Badge> {
        let named = |texts: [&String; 3]| texts.iter().all(|text| !text.is_empty()) && self.version.is_empty();
        let page = if named([&self.pacticipant, &self.branch, &self.environment]) {
            links.can_i_deploy_branch(&self.pacticipant, &self.branch, &self.environment)
        } else if named([&self.pacticipant, &self.tag, &self.to]) {
            links.can_i_deploy_tag(&self.pacticipant, &self.tag, &self.to)
        } else {
            return None;
        };
        Some(Badge {
            image: format!("{page}/badge.svg"),
            says: "Can I deploy?".to_owned(),
            page,
        })
    }
}
