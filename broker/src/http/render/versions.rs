//! Versions, branches and tags.

use serde_json::{Value, json};

use super::super::context::Context;
use super::super::hal::{Document, Link, named};
use super::super::links::Links;
use super::super::part::Asked;
use super::paged;
use crate::app::branches::BranchVersionView;
use crate::app::environments::EnvironmentRecord;
use crate::app::tags::TagView;
use crate::app::versions::{SingleVersion, VersionList, VersionView};

/// `{"number": …, "_links": {"self": …}}`, the short form of a version.
pub(crate) fn short(links: &Links, pacticipant: &str, number: &str) -> Value {
    json!({"number": number, "_links": {"self": Value::from(own(links, pacticipant, number))}})
}

fn own(links: &Links, pacticipant: &str, number: &str) -> Link {
    Link::to(links.version(pacticipant, number))
        .title("Version")
        .name(number)
}

/// A version by itself, read at `self_url`, with where it could be deployed or released.
pub(crate) fn version(links: &Links, self_url: &str, single: &SingleVersion) -> Value {
    let view = &single.view;
    let (name, number) = (view.pacticipant.as_str(), view.version.number.as_str());
    let record = |kind: &'static str, title: &'static str| {
        single.environments.iter().map(move |environment| {
            Link::to(links.record(kind, name, number, &environment.uuid))
                .title(format!("{title} {}", environment.display_name))
                .name(environment.name.as_str())
        })
    };
    document(links, view)
        .link("self", Link::to(self_url).title("Version").name(number))
        .links(
            "pb:record-deployment",
            record("deployed-versions", "Record the deployment of this version to"),
        )
        .links(
            "pb:record-release",
            record("released-versions", "Record the release of this version to"),
        )
        .build()
}

fn document(links: &Links, view: &VersionView) -> Document {
    let (name, number) = (view.pacticipant.as_str(), view.version.number.as_str());
    let branches: Vec<Value> = view
        .details
        .branches
        .iter()
        .map(|branch| branch_of_version(links, name, number, &branch.name, branch.is_head))
        .collect();
    let tags: Vec<Value> = view
        .details
        .tags
        .iter()
        .map(|tag| {
            let own = Link::to(links.tag(name, number, &tag.name))
                .title("Tag")
                .name(tag.name.as_str());
            Document::new()
                .property("name", tag.name.as_str())
                .link("self", own)
                .build()
        })
        .collect();
    let pacts = view.providers.iter().map(|provider| {
        Link::to(links.pact(name, provider, number))
            .title("Pact")
            .name(format!("Pact between {name} ({number}) and {provider}"))
    });
    let place = |environment: &EnvironmentRecord, href: String, title: &str| {
        Link::to(href).title(title).name(environment.display_name.as_str())
    };
    let deployed = view.deployments.iter().rev().map(|(row, environment)| {
        let link = place(
            environment,
            links.deployed_version(&row.uuid),
            "A deployment of this version",
        )
        .with("currently_deployed", row.undeployed_at.is_none());
        if row.target.is_empty() {
            link
        } else {
            link.with("application_instance", row.target.as_str())
        }
    });
    let released = view.releases.iter().rev().map(|(row, environment)| {
        place(
            environment,
            links.released_version(&row.uuid),
            "A release of this version",
        )
        .with("currently_supported", row.support_ended_at.is_none())
    });
    Document::new()
        .property("number", number)
        .optional("buildUrl", view.version.build_url.as_deref())
        .stamped(view.version.created_at, view.version.updated_at)
        .embed("branches", branches.clone())
        .embed("branchVersions", branches)
        .embed("tags", tags)
        .link("self", own(links, name, number))
        .link(
            "pb:pacticipant",
            Link::to(links.pacticipant(name)).title("Pacticipant").name(name),
        )
        .link(
            "pb:tag",
            Link::to(format!("{}/tags/{{tag}}", links.version(name, number)))
                .title("A tag of this version")
                .templated(),
        )
        .link(
            "pb:latest-verification-results-where-pacticipant-is-consumer",
            Link::to(links.consumer_results(name, number)).title("Latest verification results of this version's pacts"),
        )
        .links("pb:pact-versions", pacts)
        .links("pb:deployed-environments", deployed)
        .links("pb:released-environments", released)
        .curies(links.documentation("version"))
}

/// A branch, as it is shown beside a version.
pub(crate) fn branch_of_version(links: &Links, name: &str, number: &str, branch: &str, is_head: bool) -> Value {
    let own = Link::to(links.branch_version(name, branch, number))
        .title("Branch version")
        .name(branch);
    Document::new()
        .property("name", branch)
        .property("latest", is_head)
        .link("self", own)
        .build()
}

/// A list of versions of one pacticipant.
pub(crate) fn versions(context: &Context, name: &str, list: &VersionList, asked: &Asked) -> Value {
    let links = &context.links;
    let each = |title: &'static str| {
        list.versions.iter().map(move |view| {
            let number = view.version.number.as_str();
            Link::to(links.version(name, number)).title(title).name(number)
        })
    };
    let pacticipant = |title: &str| Link::to(links.pacticipant(name)).title(title).name(name);
    let documents: Vec<Value> = list.versions.iter().map(|view| document(links, view).build()).collect();
    let document = Document::new()
        .embed("versions", documents)
        .link(
            "self",
            Link::to(context.self_url()).title(format!("Versions of {name}")),
        )
        .link("pb:pacticipant", pacticipant("Pacticipant"))
        .links("pb:versions", each("Version"))
        .link("pacticipant", pacticipant("Deprecated - use pb:pacticipant"))
        .links("versions", each("Deprecated - use pb:versions"));
    paged(document, context, asked, &list.extent).build()
}

/// A version's membership in a branch.
pub(crate) fn branch_version(links: &Links, view: &BranchVersionView) -> Value {
    let (name, branch, number) = (view.pacticipant.as_str(), view.branch.as_str(), view.number.as_str());
    Document::new()
        .stamped(view.record.created_at, view.record.updated_at)
        .link(
            "self",
            Link::to(links.branch_version(name, branch, number)).title("Branch version"),
        )
        .link(
            "pb:branch",
            Link::to(links.branch(name, branch)).title("Branch").name(branch),
        )
        .link(
            "pb:version",
            Link::to(links.version(name, number)).title("Version").name(number),
        )
        .build()
}

/// A version's tag.
pub(crate) fn tag(links: &Links, view: &TagView) -> Value {
    let (name, number, tag) = (
        view.pacticipant.as_str(),
        view.number.as_str(),
        view.record.name.as_str(),
    );
    Document::new()
        .property("name", tag)
        .stamped(view.record.created_at, view.record.updated_at)
        .link("self", Link::to(links.tag(name, number, tag)).title("Tag").name(tag))
        .link(
            "version",
            Link::to(links.version(name, number)).title("Version").name(number),
        )
        .link(
            "pacticipant",
            Link::to(links.pacticipant(name)).title("Pacticipant").name(name),
        )
        .build()
}

/// The pacticipant and version that something belongs to, for embedding.
pub(crate) fn embedded(links: &Links, name: &str, number: &str) -> [(&'static str, Value); 2] {
    [
        ("pacticipant", named(name, &links.pacticipant(name))),
        ("version", short(links, name, number)),
    ]
}
