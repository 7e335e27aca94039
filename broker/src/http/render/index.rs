//! The entry point: every relation that a client may follow.

use serde_json::Value;

use super::super::hal::{Document, Link};
use super::super::links::Links;

/// Relation, path, title; a path with braces is a template.
const RELATIONS: &[(&str, &str, &str)] = &[
    (
        "pb:publish-pact",
        "/pacts/provider/{provider}/consumer/{consumer}/version/{consumerApplicationVersion}",
        "Publish a pact",
    ),
    ("pb:publish-contracts", "/contracts/publish", "Publish contracts"),
    (
        "pb:latest-pact-versions",
        "/pacts/latest",
        "Latest pacts of all integrations",
    ),
    (
        "pb:tagged-pact-versions",
        "/pacts/provider/{provider}/consumer/{consumer}/tag/{tag}",
        "Pacts of a pair whose consumer version has a tag",
    ),
    (
        "pb:branch-pact-versions",
        "/pacts/provider/{provider}/consumer/{consumer}/branch/{branch}",
        "Pacts of a pair from a branch",
    ),
    (
        "pb:latest-branch-pact-versions",
        "/pacts/provider/{provider}/consumer/{consumer}/branch/{branch}/latest/versions",
        "Latest pact of a pair from a branch",
    ),
    (
        "pb:main-branch-pact-versions",
        "/pacts/provider/{provider}/consumer/{consumer}/branch/versions",
        "Pacts of a pair from the consumer's main branch",
    ),
    (
        "pb:latest-main-branch-pact-versions",
        "/pacts/provider/{provider}/consumer/{consumer}/branch/latest/versions",
        "Latest pact of a pair from the consumer's main branch",
    ),
    (
        "pb:provider-pacts-with-main-branch",
        "/pacts/provider/{provider}/branch",
        "Pacts of a provider from its consumers' main branches",
    ),
    (
        "pb:provider-pacts-with-branch",
        "/pacts/provider/{provider}/branch/{branch}",
        "Pacts of a provider from a branch",
    ),
    (
        "pb:latest-provider-pacts-with-main-branch",
        "/pacts/provider/{provider}/branch/latest",
        "Latest pacts of a provider from its consumers' main branches",
    ),
    (
        "pb:latest-provider-pacts-with-branch",
        "/pacts/provider/{provider}/branch/{branch}/latest",
        "Latest pacts of a provider from a branch",
    ),
    ("pb:pacticipants", "/pacticipants", "All pacticipants"),
    ("pb:pacticipant", "/pacticipants/{pacticipant}", "A pacticipant"),
    (
        "pb:latest-provider-pacts",
        "/pacts/provider/{provider}/latest",
        "Latest pacts of a provider",
    ),
    (
        "pb:latest-provider-pacts-with-tag",
        "/pacts/provider/{provider}/latest/{tag}",
        "Latest pacts of a provider whose consumer version has a tag",
    ),
    (
        "pb:provider-pacts-with-tag",
        "/pacts/provider/{provider}/tag/{tag}",
        "Pacts of a provider whose consumer version has a tag",
    ),
    (
        "pb:provider-pacts",
        "/pacts/provider/{provider}",
        "All pacts of a provider",
    ),
    (
        "pb:latest-version",
        "/pacticipants/{pacticipant}/latest-version",
        "Latest version of a pacticipant",
    ),
    (
        "pb:latest-tagged-version",
        "/pacticipants/{pacticipant}/latest-version/{tag}",
        "Latest version of a pacticipant with a tag",
    ),
    ("pb:webhooks", "/webhooks", "Webhooks"),
    ("pb:webhook", "/webhooks/{uuid}", "A webhook"),
    (
        "pb:webhook-templates",
        "/webhook-templates",
        "Webhooks for well-known services",
    ),
    (
        "pb:webhook-template",
        "/webhook-templates/{template}",
        "A webhook for a well-known service",
    ),
    ("pb:secrets", "/secrets", "Secrets of webhooks"),
    ("pb:secret", "/secrets/{name}", "A secret"),
    ("pb:integrations", "/integrations", "Integrations"),
    (
        "pb:pacticipant-version-tag",
        "/pacticipants/{pacticipant}/versions/{version}/tags/{tag}",
        "A tag of a version",
    ),
    (
        "pb:pacticipant-branch",
        "/pacticipants/{pacticipant}/branches/{branch}",
        "A branch of a pacticipant",
    ),
    (
        "pb:pacticipant-branch-version",
        "/pacticipants/{pacticipant}/branches/{branch}/versions/{version}",
        "A version on a branch",
    ),
    (
        "pb:pacticipant-version",
        "/pacticipants/{pacticipant}/versions/{version}",
        "A version of a pacticipant",
    ),
    ("pb:metrics", "/metrics", "Figures about the broker's content"),
    (
        "pb:can-i-deploy-pacticipant-version-to-tag",
        "/can-i-deploy?pacticipant={pacticipant}&version={version}&to={tag}",
        "Can a version be deployed to where the versions with a tag are?",
    ),
    (
        "pb:can-i-deploy-pacticipant-version-to-environment",
        "/can-i-deploy?pacticipant={pacticipant}&version={version}&environment={environment}",
        "Can a version be deployed to an environment?",
    ),
    (
        "pb:provider-pacts-for-verification",
        "/pacts/provider/{provider}/for-verification",
        "Pacts that a provider is to verify",
    ),
    ("pb:environments", "/environments", "Environments"),
    ("pb:environment", "/environments/{uuid}", "An environment"),
];

/// The document at the root.
pub(crate) fn index(links: &Links) -> Value {
    let own = Link::to(links.base()).title("Index").with("templated", false);
    let mut document = Document::new().link("self", own);
    for (relation, path, title) in RELATIONS {
        let link = Link::to(links.to(path))
            .title(*title)
            .with("templated", path.contains('{'));
        document = document.link(*relation, link);
    }
    let beta = Link::to(links.to("/pacts/provider/{provider}/for-verification"))
        .name("beta")
        .title("Replaced by pb:provider-pacts-for-verification")
        .templated();
    let documentation = links.documentation("index");
    document
        .link("beta:provider-pacts-for-verification", beta)
        .links(
            "curies",
            ["pb", "beta"].map(|prefix| Link::to(documentation.clone()).name(prefix).templated()),
        )
        .build()
}
