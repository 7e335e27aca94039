//! Pacticipants.

use serde_json::{Value, json};

use super::super::context::Context;
use super::super::hal::{Document, Link};
use super::super::links::Links;
use super::super::part::Asked;
use super::paged;
use crate::app::pacticipants::{PacticipantList, PacticipantView};

/// A pacticipant by itself.
pub(crate) fn pacticipant(links: &Links, view: &PacticipantView) -> Value {
    let deployed = view.deployed.iter().map(|(row, environment)| {
        Link::to(links.deployed_version(&row.uuid))
            .title("A version deployed to an environment")
            .name(environment.display_name.clone())
            .with("currently_deployed", true)
    });
    document(links, view)
        .links("pb:deployed-environments", deployed)
        .build()
}

fn document(links: &Links, view: &PacticipantView) -> Document {
    let one = &view.pacticipant;
    let own = links.pacticipant(&one.name);
    let mut document = Document::new()
        .property("name", one.name.as_str())
        .optional("displayName", one.display_name.as_deref())
        .optional("repositoryUrl", one.repository_url.as_deref())
        .optional("repositoryName", one.repository_name.as_deref())
        .optional("repositoryNamespace", one.repository_namespace.as_deref())
        .optional("mainBranch", one.main_branch.as_deref())
        .stamped(one.created_at, one.updated_at);
    if let Some(number) = &view.latest_version {
        let latest = super::versions::short(links, &one.name, number);
        let mut deprecated = latest.clone();
        deprecated["title"] = json!("DEPRECATED - please use latestVersion");
        deprecated["name"] = json!("DEPRECATED - please use latestVersion");
        document = document
            .embed("latestVersion", latest)
            .embed("latest-version", deprecated);
    }
    let labels: Vec<Value> = view
        .labels
        .iter()
        .map(|label| {
            let own = Link::to(links.label(&one.name, label)).title("Label").name(label);
            Document::new()
                .property("name", label.as_str())
                .link("self", own)
                .build()
        })
        .collect();
    let template = |path: &str, title: &str| Link::to(format!("{own}{path}")).title(title).templated();
    document
        .embed("labels", labels)
        .link("self", Link::to(own.clone()))
        .link("pb:versions", Link::to(links.versions(&one.name)))
        .link("pb:branches", Link::to(links.branches(&one.name)))
        .link(
            "pb:version",
            template("/versions/{version}", "A version of this pacticipant"),
        )
        .link(
            "pb:version-tag",
            template("/versions/{version}/tags/{tag}", "A tag of a version"),
        )
        .link(
            "pb:branch-version",
            template("/branches/{branch}/versions/{version}", "A version on a branch"),
        )
        .link("pb:label", template("/labels/{label}", "A label of this pacticipant"))
        .link(
            "versions",
            Link::to(links.versions(&one.name)).title("Deprecated - use pb:versions"),
        )
        .link(
            "pb:can-i-deploy-badge",
            template(
                "/latest-version/{tag}/can-i-deploy/to/{environmentTag}/badge",
                "Badge: can the latest be deployed?",
            ),
        )
        .link(
            "pb:can-i-deploy-branch-to-environment-badge",
            template(
                "/branches/{branch}/latest-version/can-i-deploy/to-environment/{environment}/badge",
                "Badge: can the head of a branch be deployed?",
            ),
        )
        .curies(links.documentation("pacticipant"))
}

/// A list of pacticipants, in the embedded form and the deprecated one beside it.
pub(crate) fn pacticipants(context: &Context, list: &PacticipantList, asked: &Asked) -> Value {
    let embedded = embedded(&context.links, list);
    let deprecated: Vec<Value> = embedded
        .iter()
        .map(|document| {
            let mut copy = document.clone();
            copy["title"] = json!("DEPRECATED - please use the embedded pacticipants");
            copy
        })
        .collect();
    let document = Document::new()
        .property("pacticipants", deprecated)
        .embed("pacticipants", embedded)
        .link("self", Link::to(context.self_url_without_query()));
    paged(linked(document, &context.links, list), context, asked, &list.extent).build()
}

/// The list of those with a label, which points to the list of all as the reference does.
pub(crate) fn pacticipants_with_label(context: &Context, list: &PacticipantList, asked: &Asked) -> Value {
    let document = Document::new()
        .embed("pacticipants", embedded(&context.links, list))
        .link("self", Link::to(context.links.to("/pacticipants")));
    paged(linked(document, &context.links, list), context, asked, &list.extent).build()
}

fn embedded(links: &Links, list: &PacticipantList) -> Vec<Value> {
    list.pacticipants
        .iter()
        .map(|view| document(links, view).build())
        .collect()
}

fn linked(document: Document, links: &Links, list: &PacticipantList) -> Document {
    let names = || list.pacticipants.iter().map(|view| view.pacticipant.name.as_str());
    document
        .link(
            "pb:pacticipants-with-label",
            Link::to(links.to("/pacticipants/label/{label}"))
                .title("Pacticipants with a label")
                .templated(),
        )
        .links(
            "pb:pacticipants",
            names().map(|name| Link::to(links.pacticipant(name)).title("A pacticipant").name(name)),
        )
        .links(
            "pacticipants",
            names().map(|name| {
                Link::to(links.pacticipant(name))
                    .title(name)
                    .name("Deprecated - use pb:pacticipants")
            }),
        )
}
