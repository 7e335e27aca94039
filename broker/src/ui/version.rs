//! One version: what it published and verified, and where it is.

use askama::Template;

use super::application::{can_be_followed, seen};
use super::integrations::SeenVersion;
use super::visit::Visit;
use super::words::{State, When, state, when};
use crate::app::application as app;
use crate::domain::pact_status::PactStatus;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};
use crate::http::path::Path;

#[derive(Template)]
#[template(path = "version.html")]
struct Page {
    frame: Frame,
    name: String,
    version: SeenVersion,
    tags: Vec<String>,
    build: Option<String>,
    created: When,
    contracts: Vec<(String, String)>,
    results: Vec<Outcome>,
    stays: Vec<Stay>,
    questions: Vec<(String, String)>,
}

struct Outcome {
    consumer: String,
    contract: String,
    result: String,
    state: State,
    at: When,
}

/// That it was, or is, in an environment.
struct Stay {
    environment: String,
    what: &'static str,
    since: When,
    until: Option<When>,
}

/// `GET /pacticipants/{pacticipant}/versions/{version}`
pub(crate) async fn show(_: Caller<Read>, visit: Visit, path: Path<(String, String)>) -> Reply {
    let (name, number) = path.into_inner();
    let found = visit
        .read(move |connection| app::version_page(connection, &name, &number))
        .await?;
    let (view, links, now) = (&found.version.view, &visit.links, visit.now);
    let (name, number) = (&view.pacticipant, &view.version.number);
    let results = found.results.iter().map(|one| {
        let contract = links.content(&one.consumer, name, &one.sha, None);
        Outcome {
            consumer: one.consumer.clone(),
            result: links.result(&contract, one.number),
            contract,
            state: state(PactStatus::of_success(one.success)),
            at: when(one.executed_at, now),
        }
    });
    let deployed = view.deployments.iter().map(|(row, environment)| Stay {
        environment: environment.name.clone(),
        what: "deployed",
        since: when(row.created_at, now),
        until: row.undeployed_at.map(|at| when(at, now)),
    });
    let released = view.releases.iter().map(|(row, environment)| Stay {
        environment: environment.name.clone(),
        what: "released",
        since: when(row.created_at, now),
        until: row.support_ended_at.map(|at| when(at, now)),
    });
    let question = |environment: &str| {
        let address = links.can_i_deploy(name, number, environment);
        (environment.to_owned(), address)
    };
    visit.show(&Page {
        frame: visit.frame(Section::Applications),
        name: name.clone(),
        version: seen(links, view),
        tags: view.details.tags.iter().map(|tag| tag.name.clone()).collect(),
        build: view.version.build_url.clone().filter(|url| can_be_followed(url)),
        created: when(view.version.created_at, now),
        contracts: view
            .providers
            .iter()
            .map(|provider| (provider.clone(), links.pact(name, provider, number)))
            .collect(),
        results: results.collect(),
        stays: deployed.chain(released).collect(),
        questions: found
            .version
            .environments
            .iter()
            .map(|one| question(&one.name))
            .collect(),
    })
}
