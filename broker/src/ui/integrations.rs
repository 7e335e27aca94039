//! The overview: every integration, and how it stands.

use askama::Template;

use super::visit::Visit;
use super::words::{self, State, When, when};
use crate::app::landscape::{self as app, IntegrationSeen, LandscapeFilter, VersionSeen};
use crate::domain::pact_status::PactStatus;
use crate::http::access::{Caller, Read};
use crate::http::context::Reply;
use crate::http::html::{Frame, Section};
use crate::http::links::Links;
use crate::http::part::INTEGRATIONS;

#[derive(Template)]
#[template(path = "integrations.html")]
struct Page {
    frame: Frame,
    filter: Filter,
    is_filtered: bool,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    environments: Vec<String>,
    next: Option<String>,
}

/// What the form holds.
#[derive(Debug, Clone, Default)]
struct Filter {
    q: String,
    label: String,
    branch: String,
    environment: String,
    status: String,
}

/// A state, with how many integrations are in it.
struct Tab {
    name: &'static str,
    state: State,
    count: String,
    is_chosen: bool,
}

/// A line of the table.
pub(super) struct Row {
    pub(super) consumer: Party,
    pub(super) provider: Party,
    pub(super) state: State,
    pub(super) contract: Option<(String, When)>,
    pub(super) matrix: String,
    /// The contracts that matter now.
    pub(super) dashboard: String,
}

/// One side of an integration.
pub(super) struct Party {
    pub(super) name: String,
    pub(super) address: String,
    /// The version of the newest contract or result.
    pub(super) version: Option<SeenVersion>,
    /// When that was.
    pub(super) at: Option<When>,
}

/// A version with what stands beside it.
pub(super) struct SeenVersion {
    pub(super) number: String,
    pub(super) address: String,
    pub(super) branches: Vec<String>,
    pub(super) environments: Vec<String>,
}

/// `GET /`
pub(crate) async fn list(_: Caller<Read>, visit: Visit) -> Reply {
    let filter = filter_of(&visit)?;
    let asked = visit.part_or_beginning(INTEGRATIONS)?;
    let (wanted, part) = (filter.wanted(), asked.list.clone());
    let (found, environments) = visit
        .read(move |connection| {
            let found = app::landscape(connection, &wanted, &part)?;
            Ok((found, crate::app::environments::environment_list(connection, None)?))
        })
        .await?;
    let tab = |status: PactStatus| Tab {
        name: status.as_str(),
        state: words::state(status),
        count: words::amount_of(found.counts.get(&status).copied().unwrap_or(0)),
        is_chosen: filter.status == status.as_str(),
    };
    let row = |one: &IntegrationSeen| Row::of(&visit.links, one, &visit);
    visit.show(&Page {
        frame: visit.frame(Section::Integrations),
        tabs: PactStatus::ALL.map(tab).into(),
        rows: found.integrations.iter().map(row).collect(),
        environments: environments.into_iter().map(|environment| environment.name).collect(),
        next: visit.next_url(&asked, &found.extent),
        is_filtered: filter.is_narrow(),
        filter,
    })
}

fn filter_of(visit: &Visit) -> Result<Filter, crate::http::error::ApiError> {
    let query = visit.query()?;
    let text = |name: &str| query.text(name).unwrap_or_default().trim().to_owned();
    // The reference's pages called it search.
    let q = match text("q") {
        q if q.is_empty() => text("search"),
        q => q,
    };
    Ok(Filter {
        q,
        label: text("label"),
        branch: text("branch"),
        environment: text("environment"),
        status: text("status"),
    })
}

impl Filter {
    fn wanted(&self) -> LandscapeFilter {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        LandscapeFilter {
            search: given(&self.q),
            pacticipant: None,
            label: given(&self.label),
            branch: given(&self.branch),
            environment: given(&self.environment),
            status: PactStatus::parse(&self.status),
        }
    }

    fn is_narrow(&self) -> bool {
        let fields = [&self.q, &self.label, &self.branch, &self.environment, &self.status];
        fields.into_iter().any(|field| !field.is_empty())
    }
}

impl Row {
    /// The line about an integration.
    pub(super) fn of(links: &Links, one: &IntegrationSeen, visit: &Visit) -> Self {
        let side = |name: &str, seen: Option<&(VersionSeen, crate::app::Moment)>| Party {
            name: name.to_owned(),
            address: links.pacticipant(name),
            version: seen.map(|(version, _)| SeenVersion::of(links, name, version)),
            at: seen.map(|(_, at)| when(*at, visit.now)),
        };
        let contract = one.published.as_ref().map(|(version, at)| {
            let address = links.pact(&one.consumer, &one.provider, &version.number);
            (address, when(*at, visit.now))
        });
        Self {
            consumer: side(&one.consumer, one.published.as_ref()),
            provider: side(&one.provider, one.verified.as_ref()),
            state: words::state(one.status),
            contract,
            matrix: links.of_pair("/matrix", &one.consumer, &one.provider),
            dashboard: links.of_pair("/dashboard", &one.consumer, &one.provider),
        }
    }
}

impl SeenVersion {
    /// A version of this pacticipant.
    pub(super) fn of(links: &Links, name: &str, version: &VersionSeen) -> Self {
        let details = &version.details;
        Self {
            number: version.number.clone(),
            address: links.version(name, &version.number),
            branches: details.branches.iter().map(|branch| branch.name.clone()).collect(),
            environments: details.environments.iter().map(|one| one.name.clone()).collect(),
        }
    }
}
