//! One application: whom it talks to, its branches and versions, and what runs where.

use askama::Template;

use super::badge::Badge;
use super::integrations::{Row, SeenVersion};
use super::visit::Visit;
use super::words::{When, when};
use crate::app::application::{self as app, ApplicationSeen};
use crate::app::versions::VersionView;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};
use crate::http::links::Links;
use crate::http::part::VERSIONS;
use crate::http::path::Path;

#[derive(Template)]
#[template(path = "application.html")]
struct Page {
    frame: Frame,
    name: String,
    display_name: Option<String>,
    /// Where its source is, if that can be followed.
    repository: Option<String>,
    main_branch: Option<String>,
    labels: Vec<String>,
    /// The network around it.
    network: String,
    deployed: Vec<Deployed>,
    environments: Vec<String>,
    latest: String,
    as_consumer: Vec<Row>,
    as_provider: Vec<Row>,
    /// Where all integrations are, if there are more.
    all_integrations: Option<String>,
    branches: Vec<Branch>,
    has_more_branches: bool,
    versions: Vec<Listed>,
    next: Option<String>,
    badge: Badge,
}

/// What runs where.
struct Deployed {
    environment: String,
    number: String,
    address: String,
    target: String,
    since: When,
}

struct Branch {
    name: String,
    is_main: bool,
    head: Option<SeenVersion>,
    changed: When,
}

struct Listed {
    version: SeenVersion,
    created: When,
    contracts: Vec<(String, String)>,
}

/// `GET /pacticipants/{pacticipant}`
pub(crate) async fn show(_: Caller<Read>, visit: Visit, path: Path<String>) -> Reply {
    let asked = visit.part_or_beginning(VERSIONS)?;
    let (name, part) = (path.into_inner(), asked.list.clone());
    let found = visit
        .read(move |connection| app::application_show(connection, &name, &part))
        .await?;
    visit.show(&page(&visit, &found, visit.next_url(&asked, &found.versions.extent)))
}

fn page(visit: &Visit, found: &ApplicationSeen, next: Option<String>) -> Page {
    let links = &visit.links;
    let pacticipant = &found.view.pacticipant;
    let name = &pacticipant.name;
    let rows = |is_mine: &dyn Fn(&Row) -> bool| {
        let rows = found.integrations.iter().map(|one| Row::of(links, one, visit));
        rows.filter(is_mine).collect()
    };
    let branches = found.branches.iter().map(|(branch, head)| Branch {
        is_main: pacticipant.main_branch.as_deref() == Some(branch.name.as_str()),
        name: branch.name.clone(),
        head: head.as_ref().map(|head| SeenVersion::of(links, name, head)),
        changed: when(branch.updated_at, visit.now),
    });
    Page {
        frame: visit.frame(Section::Applications),
        name: name.clone(),
        display_name: pacticipant.display_name.clone().filter(|display| display != name),
        repository: pacticipant.repository_url.clone().filter(|url| can_be_followed(url)),
        main_branch: pacticipant.main_branch.clone(),
        labels: found.view.labels.clone(),
        network: links.network_around(name),
        deployed: deployed(visit, found),
        environments: found.environments.iter().map(|one| one.name.clone()).collect(),
        latest: found.view.latest_version.clone().unwrap_or_default(),
        as_consumer: rows(&|row| row.consumer.name == *name),
        as_provider: rows(&|row| row.provider.name == *name && row.consumer.name != *name),
        all_integrations: found.has_more_integrations.then(|| links.named_page(name)),
        branches: branches.collect(),
        has_more_branches: found.has_more_branches,
        versions: found.versions.versions.iter().map(|one| listed(visit, one)).collect(),
        next,
        badge: Badge {
            image: format!("{}/main-branch/can-i-merge/badge.svg", links.pacticipant(name)),
            says: "can I merge?".to_owned(),
            page: links.pacticipant(name),
        },
    }
}

fn deployed(visit: &Visit, found: &ApplicationSeen) -> Vec<Deployed> {
    let name = &found.view.pacticipant.name;
    let placed = found.view.deployed.iter().filter_map(|(row, environment)| {
        let number = found.deployed_numbers.get(&row.version_id)?.clone();
        Some(Deployed {
            environment: environment.name.clone(),
            address: visit.links.version(name, &number),
            number,
            target: row.target.clone(),
            since: when(row.created_at, visit.now),
        })
    });
    placed.collect()
}

fn listed(visit: &Visit, view: &VersionView) -> Listed {
    let (links, number) = (&visit.links, &view.version.number);
    let contract = |provider: &String| (provider.clone(), links.pact(&view.pacticipant, provider, number));
    Listed {
        version: seen(links, view),
        created: when(view.version.created_at, visit.now),
        contracts: view.providers.iter().map(contract).collect(),
    }
}

/// A version with its branches, and the environments that it is in now.
pub(super) fn seen(links: &Links, view: &VersionView) -> SeenVersion {
    let deployed = view
        .deployments
        .iter()
        .filter(|(row, _)| row.undeployed_at.is_none())
        .map(|(_, environment)| environment.name.clone());
    let released = view
        .releases
        .iter()
        .filter(|(row, _)| row.support_ended_at.is_none())
        .map(|(_, environment)| environment.name.clone());
    let mut environments: Vec<String> = deployed.chain(released).collect();
    environments.dedup();
    SeenVersion {
        number: view.version.number.clone(),
        address: links.version(&view.pacticipant, &view.version.number),
        branches: view.details.branches.iter().map(|branch| branch.name.clone()).collect(),
        environments,
    }
}

/// Addresses that others have entered may hold scripts.
pub(super) fn can_be_followed(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
