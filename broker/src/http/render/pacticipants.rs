//! Pacticipants.

use serde_json::{Value, json};

use super::super::context::Context;
use super::super::hal::{Document, Link};
use super::super::links::Links;
use super::paged;
use crate::app::Page;
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
    let template = |path: &str, title: &str| Link::to(format!("{own}{path}")).title(title).templated();
    document
        .embed("labels", json!([]))
        .link("self", Link::to(own.clone()))
        .link("pb:versions", Link::to(links.versions(&one.name)))
        .link("pb:branches", Link::to(format!("{own}/branches")))
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
pub(crate) fn pacticipants(context: &Context, list: &PacticipantList, page: Option<Page>) -> Value {
    let links = &context.links;
    let documents: Vec<Value> = list
        .pacticipants
        .iter()
        .map(|view| document(links, view).build())
        .collect();
    let deprecated: Vec<Value> = documents
        .iter()
        .map(|document| {
            let mut copy = document.clone();
            copy["title"] = json!("DEPRECATED - please use the embedded pacticipants");
            copy
        })
        .collect();
    let each = |title: &'static str| {
        list.pacticipants.iter().map(move |view| {
            let name = view.pacticipant.name.as_str();
            Link::to(links.pacticipant(name)).title(title).name(name)
        })
    };
    let document = Document::new()
        .property("pacticipants", deprecated)
        .embed("pacticipants", documents)
        .link("self", Link::to(context.self_url()))
        .link(
            "pb:pacticipants-with-label",
            Link::to(links.to("/pacticipants/label/{label}"))
                .title("Pacticipants with a label")
                .templated(),
        )
        .links("pb:pacticipants", each("A pacticipant"))
        .links("pacticipants", each("Deprecated - use pb:pacticipants"));
    paged(document, context, page, list.total).build()
}
