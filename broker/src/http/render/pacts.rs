//! A contract: the stored bytes with the broker's members behind them.

use serde_json::{Value, json};

use super::super::hal::{Document, Link, timestamp};
use super::super::links::Links;
use super::super::media::Media;
use crate::app::contracts::PactView;
use crate::domain::content::splice_links;
use crate::domain::metadata::LinkMetadata;

/// What the publishing link of a contract carries on when it was asked for as the latest, with the tag that chose it.
pub(crate) fn metadata_of_latest(pact: &PactView, tag: Option<&str>) -> String {
    let metadata = LinkMetadata {
        consumer_version_id: Some(pact.consumer_version_id),
        consumer_version_tags: tag.map(str::to_owned).into_iter().collect(),
        ..LinkMetadata::default()
    };
    metadata.encode()
}

/// The document in the format that was asked for; `metadata` is what its publishing link carries on.
pub(crate) fn pact(links: &Links, media: Media, pact: &PactView, metadata: Option<&str>) -> Vec<u8> {
    let members = members(links, pact, metadata);
    match media {
        Media::Extended => {
            let members = members.embed("tags", tags(links, pact));
            let outer = splice_links(br#"{"contract":null}"#, &members.members());
            let text = String::from_utf8_lossy(&pact.body);
            String::from_utf8_lossy(&outer).replacen("null", &text, 1).into_bytes()
        }
        _ => splice_links(&pact.body, &members.members()),
    }
}

fn tags(links: &Links, pact: &PactView) -> Vec<Value> {
    let tag = |name: &String| {
        let latest = links.latest_pact_with_tag(&pact.consumer, &pact.provider, name);
        Document::new()
            .property("name", name.as_str())
            .property("latest", true)
            .link("self", Link::to(links.tag(&pact.consumer, &pact.number, name)))
            .link("pb:latest-pact", Link::to(latest).title("Latest pact with this tag"))
            .build()
    };
    pact.tags.iter().map(tag).collect()
}

fn members(links: &Links, pact: &PactView, metadata: Option<&str>) -> Document {
    let (consumer, provider, number) = (pact.consumer.as_str(), pact.provider.as_str(), pact.number.as_str());
    let own = links.pact(consumer, provider, number);
    let pair = links.pair(consumer, provider);
    let version = links.version(consumer, number);
    let content = links.content(consumer, provider, &pact.sha, None);
    let publishing = links.content(consumer, provider, &pact.sha, metadata);
    let mut document = Document::new()
        .property("createdAt", timestamp(pact.created_at))
        .link(
            "self",
            Link::to(own.clone())
                .title("Pact")
                .name(format!("Pact between {consumer} ({number}) and {provider}")),
        )
        .link(
            "pb:consumer",
            Link::to(links.pacticipant(consumer)).title("Consumer").name(consumer),
        )
        .link(
            "pb:consumer-version",
            Link::to(version.clone()).title("Consumer version").name(number),
        );
    if !pact.consumer_versions.is_empty() {
        let each = pact.consumer_versions.iter().map(|number| {
            Link::to(links.version(consumer, number))
                .title("Consumer version")
                .name(number.as_str())
        });
        document = document.links("pb:consumer-versions", each);
    }
    document
        .link(
            "pb:provider",
            Link::to(links.pacticipant(provider)).title("Provider").name(provider),
        )
        .link(
            "pb:pact-version",
            Link::to(content.clone())
                .title("Pact content permalink")
                .name(pact.sha.as_str()),
        )
        .link(
            "pb:latest-pact-version",
            Link::to(links.latest_pact(consumer, provider)).title("Latest pact of this pair"),
        )
        .link(
            "pb:all-pact-versions",
            Link::to(format!("{pair}/versions")).title("All pacts of this pair"),
        )
        .link(
            "pb:latest-untagged-pact-version",
            Link::to(format!("{pair}/latest-untagged")).title("Latest pact of this pair whose version has no tag"),
        )
        .link(
            "pb:latest-tagged-pact-version",
            Link::to(format!("{pair}/latest/{{tag}}"))
                .title("Latest pact of this pair with a tag")
                .templated(),
        )
        .link(
            "pb:previous-distinct",
            Link::to(format!("{own}/previous-distinct")).title("Previous pact of this pair with other content"),
        )
        .link(
            "pb:diff-previous-distinct",
            Link::to(format!("{own}/diff/previous-distinct")).title("What changed since the previous content"),
        )
        .link(
            "pb:diff",
            Link::to(format!("{content}/diff/pact-version/{{pactVersion}}"))
                .title("What differs from another")
                .templated(),
        )
        .link(
            "pb:pact-webhooks",
            Link::to(links.pact_webhooks(consumer, provider)).title("Webhooks of this pair"),
        )
        .link(
            "pb:consumer-webhooks",
            Link::to(links.webhooks_of("consumer", consumer)).title("Webhooks of the consumer"),
        )
        .link(
            "pb:provider-webhooks",
            Link::to(links.webhooks_of("provider", provider)).title("Webhooks of the provider"),
        )
        .link(
            "pb:tag-prod-version",
            Link::to(format!("{version}/tags/prod")).title("Tag this version as prod"),
        )
        .link(
            "pb:tag-version",
            Link::to(format!("{version}/tags/{{tag}}"))
                .title("Tag this version")
                .templated(),
        )
        .link(
            "pb:publish-verification-results",
            Link::to(format!("{publishing}/verification-results")).title("Publish verification results"),
        )
        .link(
            "pb:latest-verification-results",
            Link::to(format!("{content}/verification-results/latest")),
        )
        .link(
            "pb:triggered-webhooks",
            Link::to(format!("{own}/triggered-webhooks")).title("Webhooks triggered by this pact"),
        )
        .link(
            "pb:matrix-for-consumer-version",
            Link::to(links.matrix_for_version(consumer, number)).title("Matrix of this consumer version"),
        )
        .curies(links.documentation("pact"))
}

/// A short form: names, version and links of a pact in the list of the latest ones.
pub(crate) fn in_latest_list(links: &Links, consumer: &str, provider: &str, number: &str, created_at: &str) -> Value {
    json!({
        "createdAt": created_at,
        "_embedded": {
            "consumer": {
                "name": consumer,
                "_embedded": {"version": super::versions::short(links, consumer, number)},
                "_links": {"self": {"href": links.pacticipant(consumer)}},
            },
            "provider": {"name": provider, "_links": {"self": {"href": links.pacticipant(provider)}}},
        },
        "_links": {"self": [
            {"href": links.latest_pact(consumer, provider)},
            {"href": links.pact(consumer, provider, number)},
        ]},
    })
}
