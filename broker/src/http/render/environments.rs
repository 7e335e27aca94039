//! Environments, deployments and releases.

use serde_json::Value;

use super::super::hal::{Document, Link, timestamp};
use super::super::links::Links;
use super::versions::embedded;
use crate::app::environments::{DeployedRecord, EnvironmentRecord, Placed, ReleasedRecord};

/// An environment.
pub(crate) fn environment(links: &Links, environment: &EnvironmentRecord) -> Value {
    let own = links.environment(&environment.uuid);
    // Stored as it came in, so it parses.
    let contacts: Option<Value> = environment
        .contacts
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    Document::new()
        .property("uuid", environment.uuid.as_str())
        .property("name", environment.name.as_str())
        .property("displayName", environment.display_name.as_str())
        .property("production", environment.production)
        .optional("contacts", contacts)
        .stamped(environment.created_at, environment.updated_at)
        .link(
            "self",
            Link::to(own.clone())
                .title("Environment")
                .name(environment.name.as_str()),
        )
        .link(
            "pb:currently-deployed-deployed-versions",
            Link::to(format!("{own}/deployed-versions/currently-deployed")).title("Versions deployed here now"),
        )
        .link(
            "pb:currently-supported-released-versions",
            Link::to(format!("{own}/released-versions/currently-supported")).title("Versions supported here now"),
        )
        .link("pb:environments", Link::to(links.environments()).title("Environments"))
        .build()
}

/// All environments.
pub(crate) fn environments(links: &Links, list: &[EnvironmentRecord]) -> Value {
    let each = list.iter().map(|one| {
        Link::to(links.environment(&one.uuid))
            .title("Environment")
            .name(one.name.as_str())
    });
    Document::new()
        .embed(
            "environments",
            list.iter().map(|one| environment(links, one)).collect::<Vec<_>>(),
        )
        .link("self", Link::to(links.environments()).title("Environments"))
        .links("pb:environments", each)
        .build()
}

/// How much is shown beside a deployment or release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// Nothing: it is in a list of one version and one environment.
    Nothing,
    /// Pacticipant and version: it is in a list of one environment.
    Version,
    /// The environment too.
    All,
}

fn with_beside<R>(document: Document, links: &Links, placed: &Placed<R>, beside: Beside) -> Document {
    if beside == Beside::Nothing {
        return document;
    }
    let mut document = document;
    for (name, value) in embedded(links, &placed.pacticipant, &placed.number) {
        document = document.embed(name, value);
    }
    match beside {
        Beside::All => document.embed("environment", environment(links, &placed.environment)),
        Beside::Version | Beside::Nothing => document,
    }
}

/// A deployment.
pub(crate) fn deployed(links: &Links, placed: &Placed<DeployedRecord>, beside: Beside) -> Value {
    let row = &placed.record;
    let target = (!row.target.is_empty()).then_some(row.target.as_str());
    let document = Document::new()
        .property("uuid", row.uuid.as_str())
        .property("currentlyDeployed", row.undeployed_at.is_none())
        .optional("target", target)
        .optional("applicationInstance", target)
        .optional("undeployedAt", row.undeployed_at.map(timestamp))
        .stamped(row.created_at, row.updated_at)
        .link("self", Link::to(links.deployed_version(&row.uuid)));
    with_beside(document, links, placed, beside).build()
}

/// A release.
pub(crate) fn released(links: &Links, placed: &Placed<ReleasedRecord>, beside: Beside) -> Value {
    let row = &placed.record;
    let document = Document::new()
        .property("uuid", row.uuid.as_str())
        .property("currentlySupported", row.support_ended_at.is_none())
        .optional("supportEndedAt", row.support_ended_at.map(timestamp))
        .stamped(row.created_at, row.updated_at)
        .link("self", Link::to(links.released_version(&row.uuid)));
    with_beside(document, links, placed, beside).build()
}

/// A list of deployments or releases.
pub(crate) fn list(self_url: &str, title: &str, relation: &'static str, rows: Vec<Value>) -> Value {
    Document::new()
        .embed(relation, rows)
        .link("self", Link::to(self_url).title(title))
        .build()
}
